import { browserMillis } from './clock';

/** The thread of one WebSocket. Texts go through as they are. */

export type ToWorker =
  | { readonly type: 'open'; readonly url: string }
  | { readonly type: 'send'; readonly data: string }
  | { readonly type: 'close'; readonly code: number | undefined };

export type ToPage =
  | { readonly type: 'open' }
  | { readonly type: 'message'; readonly data: unknown; readonly at: number }
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

let socket: WebSocket | null = null;

const tell = (message: ToPage): void => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'open':
      socket = new WebSocket(data.url, 'argonaut.v1.json');
      socket.onopen = () => tell({ type: 'open' });
      socket.onmessage = (event) => tell({ type: 'message', data: event.data as unknown, at: browserMillis() });
      socket.onclose = ({ code, reason }) => tell({ type: 'close', code, reason });
      return;
    case 'send':
      if (socket?.readyState === WebSocket.OPEN) socket.send(data.data);
      return;
    case 'close':
      socket?.close(data.code);
  }
};
