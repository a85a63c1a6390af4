import { expect, test } from 'vitest';
import type { Nanos } from '../lib/time';
import { PastSocket } from './pastWorld';

// A moment is nanoseconds.
const at = 1_700_000_000_000_000_001n as Nanos;

/** What a subscription is told, and what was asked for it. */
async function toldOf(topic: Readonly<Record<string, unknown>>, answer: unknown): Promise<{ readonly told: readonly unknown[]; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const socket = new PastSocket(at, async (path, query) => {
    asked.push(`${path} ${new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))).toString()}`.trim());
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const told: unknown[] = [];
  const isTold = new Promise<void>((done) => {
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as { readonly type: string };
      told.push(message);
      if (message.type !== 'subscribed') done();
    };
  });
  socket.send(JSON.stringify({ op: 'ping', t: '1' }));
  socket.send(JSON.stringify({ op: 'subscribe', id: 7, ...topic }));
  await isTold;
  return { told, asked };
}

test('A subscription is told once, as of the moment, what the API knows', async () => {
  const { told, asked } = await toldOf({ channel: 'quotes', instrument_id: 'EUR/USD.IDEALPRO' }, { quote: { bid_price: '1' }, trade: null });
  expect(asked).toEqual(['/instruments/EUR%2FUSD.IDEALPRO/snapshot']);
  expect(told).toEqual([{ type: 'subscribed', id: 7, sub: 'past-7' }, { type: 'snapshot', sub: 'past-7', seq: 1, ts_pub: String(at), data: [{ bid_price: '1' }] }]);
});

test('What never traded has no trade, and lists are told oldest first', async () => {
  expect((await toldOf({ channel: 'last', instrument_id: 'A.B' }, { quote: null, trade: null })).told[1]).toMatchObject({ data: [] });
  const { told, asked } = await toldOf({ channel: 'bars', instrument_id: 'A.B', timeframe: '1D', boundary: 'session', snapshot: 2 }, { items: [2, 1] });
  expect(asked).toEqual(['/instruments/A.B/bars timeframe=1D&boundary=session&order=desc&limit=2&time=ns']);
  expect(told[1]).toMatchObject({ data: [1, 2] });
  expect((await toldOf({ channel: 'health' }, { as_of: '1' })).told[1]).toMatchObject({ data: [{ as_of: '1' }] });
});

test('What is not kept for the past is refused with the reason', async () => {
  expect((await toldOf({ channel: 'depth', instrument_id: 'A.B' }, new Error('Not kept for the past'))).told).toEqual([{ type: 'error', id: 7, error: { code: 'not_kept', detail: 'Not kept for the past' } }]);
});
