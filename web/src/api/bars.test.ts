// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { fetchBars, fetchBarsAhead } from './bars';

const page = { instrument_id: 'AAPL.NASDAQ', timeframe: '1m', bar_type: '', price_type: 'LAST', items: [], next_cursor: null };
const answer = (): Response => new Response(JSON.stringify(page), { status: 200, headers: { 'content-type': 'application/json' } });

test('Bars that were asked for ahead are asked for once, and again where that failed', async () => {
  const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(answer()));
  await fetchBarsAhead('AAPL.NASDAQ', '1m', 1_000);
  expect(fetchBarsAhead('AAPL.NASDAQ', '1m', 1_000)).toBe(null);
  await fetchBars('AAPL.NASDAQ', '1m', { order: 'desc', limit: 1_000 });
  expect(asked).toHaveBeenCalledTimes(1);

  asked.mockImplementationOnce(() => Promise.reject(new TypeError('no server')));
  await expect(fetchBarsAhead('AAPL.NASDAQ', '1m', 1_000)).rejects.toThrow();
  await expect(fetchBars('AAPL.NASDAQ', '1m', { order: 'desc', limit: 1_000 })).resolves.toMatchObject({ bars: [] });
  expect(asked).toHaveBeenCalledTimes(3);
});
