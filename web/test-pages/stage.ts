import { QueryClient } from '@tanstack/react-query';
import { decodeInstrument, decodePage, type Instrument } from '../src/api/types';
import { StreamClient, type SocketLike, type StreamWorld } from '../src/stream/client';
import { createStream, type Stream } from '../src/stream/context';

export const panelStates = ['loading', 'empty', 'error', 'stale', 'disconnected'] as const;
export type PanelState = (typeof panelStates)[number];

/** What the panels of one state stand on. */
export interface Stage {
  readonly queries: QueryClient;
  readonly stream: Stream;
  /** For panels that stand for an instrument. */
  readonly instruments: readonly Instrument[];
  /** After everything has its answer: what is stale or disconnected was current before. */
  turn(): void;
}

const socketUrl = `ws://${window.location.host}/api/v1/stream`;

/** Arranges that every request of this page, and its stream, are answered as the state has it. */
export async function enter(state: PanelState): Promise<Stage> {
  const ask = window.fetch.bind(window);
  const instruments = decodePage(await (await ask('/api/v1/instruments')).json(), decodeInstrument).items;
  let hasTurned = false;
  window.fetch = async (input, init) => {
    if (state === 'loading') return new Promise<Response>(() => undefined);
    if (state === 'error' || (state === 'stale' && hasTurned)) return failure();
    if (state === 'disconnected' && hasTurned) throw new TypeError('Failed to fetch');
    const answer = await ask(input, init);
    return state === 'empty' && answer.ok ? Response.json(emptied(await answer.json())) : answer;
  };
  const line = new StagedLine(state);
  const stream = createStream(new StreamClient(socketUrl, line.world));
  stream.client.start();
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always' } } });
  return {
    queries,
    stream,
    instruments,
    turn: () => {
      hasTurned = true;
      line.turn();
      void queries.invalidateQueries();
    },
  };
}

function failure(): Response {
  const problem = { type: 'urn:argonaut:problem:internal', title: 'Internal', status: 500, detail: 'The server failed to answer. The log names this request 01J9Z6Q4STAGE.', code: 'internal', request_id: '01J9Z6Q4STAGE' };
  return Response.json(problem, { status: 500 });
}

/** The same answer with nothing in its lists. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, emptied(member)]));
}

/** The WebSocket of the page between the mock and the client: it holds back, empties, refuses, falls silent or breaks. */
class StagedLine {
  private hasTurned = false;
  private like: SocketLike | null = null;
  private socket: WebSocket | null = null;

  constructor(private readonly state: PanelState) {}

  readonly world: StreamWorld = {
    open: (url) => this.open(url),
    now: () => performance.timeOrigin + performance.now(),
    wall: Date.now,
    random: Math.random,
    after: (millis, act) => {
      const timer = setTimeout(act, millis);
      return () => clearTimeout(timer);
    },
  };

  turn(): void {
    this.hasTurned = true;
    if (this.state === 'disconnected') this.socket?.close();
  }

  private open(url: string): SocketLike {
    const like: SocketLike = { onopen: null, onmessage: null, onclose: null, send: (data) => this.send(data), close: () => this.socket?.close() };
    this.like = like;
    // Nobody is there, or not yet.
    if (this.state === 'loading' || (this.state === 'disconnected' && this.hasTurned)) return like;
    const socket = new WebSocket(url, 'argonaut.v1.json');
    this.socket = socket;
    socket.onopen = () => like.onopen?.();
    socket.onclose = (event) => like.onclose?.({ code: event.code, reason: event.reason });
    socket.onmessage = (event) => this.receive(String(event.data));
    // The connection lives, whatever it brings.
    setInterval(() => this.tell({ type: 'heartbeat', server_time: '0' }), 1_000);
    return like;
  }

  private send(data: string): void {
    // Written by the client (src/stream/protocol.ts).
    const message = JSON.parse(data) as { readonly op: string; readonly id: number };
    if (this.state === 'error' && message.op === 'subscribe') this.tell({ type: 'error', id: message.id, error: { code: 'internal', detail: 'The server failed to answer.' } });
    else if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(data);
  }

  private receive(frame: string): void {
    // The mock sends one message a frame, and its data as a list.
    const message = JSON.parse(frame) as { readonly type: string; readonly data?: readonly object[] };
    if (message.data === undefined) return this.tell(message);
    if (this.state === 'stale' && this.hasTurned) return undefined;
    // What tells of the server itself, and a book, is one object whose lists are empty.
    return this.tell(this.state === 'empty' ? { ...message, data: message.data.filter((item) => 'stages' in item || 'bids' in item).map(emptied) } : message);
  }

  private tell(message: object): void {
    this.like?.onmessage?.({ data: JSON.stringify(message) });
  }
}
