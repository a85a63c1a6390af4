// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { currentPlace, navigate, panelAddress, prepareWith } from './router';

beforeEach(() => {
  vi.useFakeTimers();
  prepareWith(() => null);
  navigate('/start');
});

test('A page that needs nothing is opened in the same turn', () => {
  navigate('/system');
  expect([currentPlace().path, window.location.pathname]).toEqual(['/system', '/system']);
});

test('A page is opened with what it needs, and the address changes with it', async () => {
  let come = (): void => undefined;
  prepareWith(() => new Promise<void>((done) => { come = done; }));
  navigate('/chart/AAPL.NASDAQ');
  expect([currentPlace().path, window.location.pathname]).toEqual(['/start', '/start']);
  come();
  await vi.advanceTimersByTimeAsync(0);
  expect([currentPlace().path, window.location.pathname]).toEqual(['/chart/AAPL.NASDAQ', '/chart/AAPL.NASDAQ']);
});

test('What does not come, or fails, keeps nobody waiting', async () => {
  prepareWith(() => new Promise(() => undefined));
  navigate('/chart/AAPL.NASDAQ');
  await vi.advanceTimersByTimeAsync(99);
  expect(currentPlace().path).toBe('/start');
  await vi.advanceTimersByTimeAsync(1);
  expect(currentPlace().path).toBe('/chart/AAPL.NASDAQ');

  prepareWith(() => Promise.reject(new Error('no server')));
  navigate('/chart/MSFT.NASDAQ');
  await vi.advanceTimersByTimeAsync(0);
  expect(currentPlace().path).toBe('/chart/MSFT.NASDAQ');
});

test('An opening that waits gives way to the next one, and to going back', async () => {
  prepareWith(({ path }) => path.startsWith('/chart') ? new Promise(() => undefined) : null);
  navigate('/chart/AAPL.NASDAQ');
  navigate('/system');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(currentPlace().path).toBe('/system');

  navigate('/chart/AAPL.NASDAQ');
  window.dispatchEvent(new PopStateEvent('popstate'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(currentPlace().path).toBe('/system');
});

test('The way that was taken says so before the page is drawn', async () => {
  navigate('/system', { saysSo: true });
  expect(currentPlace().path).toBe('/start');
  await vi.advanceTimersByTimeAsync(100);
  expect(currentPlace().path).toBe('/system');
});

test('Who acts before the page is there acts on the page that he opened', async () => {
  prepareWith(() => new Promise(() => undefined));
  navigate('/chart/AAPL.NASDAQ');
  let seen = '';
  document.addEventListener('keydown', () => { seen = currentPlace().path; }, { once: true });
  document.dispatchEvent(new KeyboardEvent('keydown', { key: '5', bubbles: true }));
  expect(seen).toBe('/chart/AAPL.NASDAQ');
  navigate('/system', { replace: true });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(currentPlace().path).toBe('/system');
});

test('An address that is put right meanwhile takes nothing from the page that is being opened', async () => {
  prepareWith(() => new Promise(() => undefined));
  navigate('/chart/AAPL.NASDAQ');
  navigate('/start?sort=age', { replace: true });
  await vi.advanceTimersByTimeAsync(100);
  expect(currentPlace().path).toBe('/chart/AAPL.NASDAQ');
});

test('In the window of a panel the path is that of its page, and what changes on the page stays there', () => {
  navigate('/panel/panel-feed');
  expect([currentPlace().panel, currentPlace().path]).toEqual(['panel-feed', '/']);
  navigate(panelAddress('panel-lines', '/system'));
  expect([currentPlace().panel, currentPlace().path]).toEqual(['panel-lines', '/system']);
  navigate('/system?sort=age', { replace: true });
  expect(window.location.pathname + window.location.search).toBe('/panel/panel-lines/system?sort=age');
  navigate('/alerts');
  expect([currentPlace().panel, window.location.pathname]).toEqual([null, '/alerts']);
});
