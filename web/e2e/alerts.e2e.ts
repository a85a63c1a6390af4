import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, type OpenBrowser } from './browser.mjs';
import { byTestId, holdAxis, seriousFaults, showTheme, value, watchedPage, type WatchedPage } from './fixture';
import { startMock, type Mock } from './mock-server.mjs';

/** Alerts are raised on request, so always against the mock. */
let browser: OpenBrowser;
let mock: Mock;
let watched: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  mock = await startMock();
  watched = await watchedPage(browser, mock.url);
});

afterEach(async () => {
  await watched.page.close();
  await mock.close();
});

const toasts = (page: Page): Promise<string[]> => page.$$eval('[data-testid="toast"]', (all) => all.map((one) => one.getAttribute('data-id') ?? ''));
const row = (id: number): string => `${byTestId('panel-alert-history')} ${byTestId('alert-row')}[data-id="${id}"]`;

async function openAlerts(page: Page): Promise<void> {
  await page.goto(`${mock.url}/alerts`);
  await page.waitForSelector(byTestId('rule'));
  await page.waitForSelector(byTestId('alert-row'));
}

/** The stream has answered: what is raised from now on is new to the page. */
async function streamIsUp(page: Page): Promise<void> {
  await page.waitForSelector(`${byTestId('bell')}[data-live="true"]`);
}

test('U-165 U-169 An alert is a toast in every tab; acknowledged in one, it is gone in the other, with name and time', async () => {
  const { page, complaints } = watched;
  const { page: other } = await watchedPage(browser, mock.url);
  await page.goto(mock.url);
  await openAlerts(other);
  await streamIsUp(page);
  await streamIsUp(other);
  const id = mock.raise({ level: 'critical', name: 'Database down', text: 'The database does not answer for 12 s.' });
  await expect.poll(() => toasts(page)).toEqual([String(id)]);
  await expect.poll(() => toasts(other)).toEqual([String(id)]);
  expect(await value(page, 'bell')).toBe('4');
  expect(await page.getAttribute(byTestId('bell'), 'data-level')).toBe('critical');
  await page.click(byTestId('bell'));
  // The gravest is first.
  expect(await page.locator(byTestId('bell-item')).first().getAttribute('data-id')).toBe(String(id));
  await page.keyboard.press('Escape');

  await other.locator(`${byTestId('panel-open-alerts')} ${byTestId('alert-row')}[data-id="${id}"] ${byTestId('acknowledge')}`).click();
  await expect.poll(() => toasts(page)).toEqual([]);
  await expect.poll(() => value(page, 'bell')).toBe('3');
  await expect.poll(() => other.getAttribute(row(id), 'data-state')).toBe('acknowledged');
  expect(await other.locator(`${row(id)} ${byTestId('alert-state')}`).innerText()).toMatch(/Acknowledged\s+owner, \d\d:\d\d:\d\d/);
  expect(complaints).toEqual([]);
  await other.close();
});

test('U-165 A critical toast stays, another one goes by itself, and a repetition is counted in its toast', async () => {
  const { page } = watched;
  await page.goto(mock.url);
  await streamIsUp(page);
  const critical = mock.raise({ level: 'critical', name: 'Feed stalled' });
  const warning = mock.raise({ level: 'warning', name: 'Gap found' });
  await expect.poll(() => toasts(page)).toEqual([String(warning), String(critical)]);
  for (let i = 0; i < 4; i++) mock.raiseAgain(critical);
  await expect.poll(() => page.innerText(byTestId('toast-count'))).toContain('×5');
  await expect.poll(() => toasts(page), { timeout: 12_000 }).toEqual([String(critical)]);
  await page.reload();
  await expect.poll(() => toasts(page)).toEqual([String(critical)]);
  await page.click(byTestId('toast-acknowledge'));
  await expect.poll(() => toasts(page)).toEqual([]);
});

test('U-168 Fifty alerts in a second are one notice with a count, below the bars at the top', async () => {
  const { page, complaints } = watched;
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m`);
  await page.waitForSelector(byTestId('legend'));
  await streamIsUp(page);
  for (let i = 0; i < 50; i++) mock.raise({ level: i % 5 === 0 ? 'critical' : 'warning', name: `Rule ${i}` });
  await expect.poll(() => value(page, 'toast-total')).toBe('50');
  expect(await toasts(page)).toEqual([]);
  expect(await page.innerText(byTestId('toast-group'))).toContain('10 critical, 40 warning');
  for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    await page.setViewportSize({ width, height });
    const notice = await page.locator(byTestId('toasts')).boundingBox();
    const bar = await page.locator('.top-bar').boundingBox();
    expect((notice?.y ?? 0) - ((bar?.y ?? 0) + (bar?.height ?? 0)), `at ${width}`).toBeGreaterThanOrEqual(0);
    expect((notice?.x ?? 0) + (notice?.width ?? 0), `at ${width}`).toBeLessThanOrEqual(width);
  }
  await page.click(byTestId('toast-acknowledge'));
  await expect.poll(() => page.locator(byTestId('toasts')).count()).toBe(0);
  await expect.poll(() => value(page, 'bell')).toBe('0');
  expect(complaints).toEqual([]);
});

test('U-171 A critical alert is announced once, others are not', async () => {
  const { page } = watched;
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    document.addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
      const said = document.querySelector('[data-testid="alert-spoken"]')?.textContent ?? '';
      if (said !== '' && heard[heard.length - 1] !== said) heard.push(said);
    }).observe(document, { subtree: true, childList: true, characterData: true }));
  });
  // Put there by the script above.
  const heard = (): Promise<readonly string[]> => page.evaluate(() => (window as unknown as { heard: readonly string[] }).heard);
  await page.goto(mock.url);
  await streamIsUp(page);
  mock.raise({ level: 'warning', name: 'Gap found' });
  const id = mock.raise({ level: 'critical', name: 'Feed stalled', text: 'No tick for 64 s.' });
  mock.raiseAgain(id);
  await expect.poll(heard).toEqual(['Critical alert: Feed stalled. No tick for 64 s.']);
  expect(await page.getAttribute(byTestId('alert-spoken'), 'aria-live')).toBe('polite');
  mock.raiseAgain(id);
  for (let i = 0; i < 12; i++) mock.raise({ level: 'critical', name: `Rule ${i}` });
  await expect.poll(heard).toEqual(['Critical alert: Feed stalled. No tick for 64 s.', '12 critical alerts']);
});

test('U-172 What was raised while no page was open is listed at the next visit', async () => {
  const { page } = watched;
  const id = mock.raise({ level: 'warning', name: 'Raised in the night' });
  await openAlerts(page);
  await page.waitForSelector(`${byTestId('panel-open-alerts')} ${byTestId('alert-row')}[data-id="${id}"]`);
  expect(await value(page, 'bell')).toBe('4');
  expect(await toasts(page)).toEqual([]);
  await page.click(byTestId('bell'));
  expect(await page.innerText(byTestId('bell-list'))).toContain('Raised in the night');
});

test('U-169 An alert is snoozed and cleared; all are acknowledged at once', async () => {
  const { page } = watched;
  await openAlerts(page);
  await streamIsUp(page);
  const id = mock.raise({ level: 'critical', name: 'Noisy' });
  const open = page.locator(`${byTestId('panel-open-alerts')} ${byTestId('alert-row')}[data-id="${id}"]`);
  await open.locator(byTestId('snooze')).click();
  await open.locator(byTestId('snooze-60')).click();
  await open.locator(byTestId('snoozed')).waitFor();
  await expect.poll(() => toasts(page)).toEqual([]);
  await open.locator(byTestId('clear')).click();
  await expect.poll(() => page.getAttribute(row(id), 'data-state')).toBe('cleared');
  expect(await page.locator(`${row(id)} ${byTestId('clear')}`).count()).toBe(0);
  await page.click(byTestId('acknowledge-all'));
  await page.waitForSelector(`${byTestId('panel-open-alerts')} ${byTestId('empty')}`);
  await expect.poll(() => value(page, 'bell')).toBe('0');
});

test('The history is filtered by level and state, goes on page by page, and its filter is in the address', async () => {
  const { page } = watched;
  await openAlerts(page);
  const rows = page.locator(`${byTestId('panel-alert-history')} ${byTestId('alert-row')}`);
  // The stream's snapshot reaches a hundred back, the first page fifty.
  await expect.poll(() => rows.count()).toBe(50);
  await page.click(byTestId('more-alerts'));
  await expect.poll(() => rows.count()).toBe(100);
  await page.click(byTestId('more-alerts'));
  await expect.poll(() => rows.count()).toBe(120);
  expect(await page.locator(byTestId('more-alerts')).count()).toBe(0);
  await page.selectOption(byTestId('filter-level'), 'critical');
  await page.selectOption(byTestId('filter-state'), 'cleared');
  await expect.poll(() => rows.evaluateAll((all) => [...new Set(all.map((one) => `${one.getAttribute('data-level') ?? ''} ${one.getAttribute('data-state') ?? ''}`))])).toEqual(['critical cleared']);
  expect(new URL(page.url()).search).toBe('?level=critical&state=cleared');
  await page.reload();
  await expect.poll(() => rows.first().getAttribute('data-level')).toBe('critical');
  await page.selectOption(byTestId('filter-state'), 'raised');
  await page.waitForSelector(`${byTestId('panel-alert-history')} ${byTestId('empty')}`);
  await page.click(`${byTestId('panel-alert-history')} ${byTestId('empty')} button`);
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(50);
});

test('U-163 U-164 A rule is tried while it is written, added, tested, copied, paused, removed and brought back', async () => {
  const { page, complaints } = watched;
  await openAlerts(page);
  const rules = page.locator(byTestId('rule'));
  const before = await rules.count();
  await page.click(byTestId('new-rule'));
  await page.waitForSelector(byTestId('rule-dialog'));
  expect(await page.locator(`${byTestId('rule-kind')} option`).count()).toBe(11);
  await page.click(byTestId('form-save'));
  await expect.poll(() => page.locator(byTestId('field-error')).count()).toBe(2);

  await page.selectOption(byTestId('rule-kind'), 'disk_space');
  expect(await page.locator(byTestId('rule-instrument')).count()).toBe(0);
  await page.selectOption(byTestId('rule-kind'), 'percent_move');
  await page.waitForSelector(byTestId('rule-window'));
  await page.selectOption(byTestId('rule-kind'), 'price_cross');
  await page.selectOption(byTestId('rule-instrument'), 'AAPL.NASDAQ');
  await page.fill(byTestId('rule-threshold'), '191.2345');
  await page.click(byTestId('form-save'));
  // The server knows the steps of the price.
  await expect.poll(() => page.innerText(byTestId('field-error'))).toContain('steps of 0.01');
  expect(await page.getAttribute(byTestId('rule-threshold'), 'aria-invalid')).toBe('true');

  await page.fill(byTestId('rule-threshold'), '191.50');
  await page.fill(byTestId('rule-ends'), '2031-01-31 09:30');
  await page.click(byTestId('form-test'));
  await expect.poll(() => page.innerText(byTestId('rule-test'))).toContain('Would have fired 3 times in the last day.');
  expect(await rules.count()).toBe(before);
  await page.check(byTestId('deliver-webhook'));
  const adding = page.waitForRequest((request) => request.url().endsWith('/alerts/rules') && request.method() === 'POST');
  await page.click(byTestId('form-save'));
  expect(JSON.parse((await adding).postData() ?? '{}')).toMatchObject({ name: 'AAPL.NASDAQ crosses 191.50', threshold: '191.50', cooldown_s: 300, deliver: ['webhook'] });
  await expect.poll(() => rules.count()).toBe(before + 1);

  const added = rules.filter({ hasText: 'AAPL.NASDAQ crosses 191.50' });
  expect(await added.innerText()).toContain('ends 31 Jan 09:30:00');
  expect(await added.locator(byTestId('rule-text')).innerText()).toBe('AAPL.NASDAQ trades at 191.50, from either side.');
  await added.locator(byTestId('rule-try')).click();
  await added.locator(byTestId('rule-test')).waitFor();
  await added.locator(byTestId('rule-pause')).click();
  await expect.poll(() => added.getAttribute('data-paused')).toBe('true');

  await added.locator(byTestId('rule-copy')).click();
  expect(await page.inputValue(byTestId('rule-name'))).toBe('AAPL.NASDAQ crosses 191.50 (copy)');
  await page.click(byTestId('form-save'));
  await expect.poll(() => rules.count()).toBe(before + 2);

  const removing = page.waitForRequest((request) => request.method() === 'DELETE');
  await rules.filter({ hasText: '(copy)' }).locator(byTestId('rule-remove')).click();
  expect(await (await removing).headerValue('if-match')).toBe('"1"');
  await expect.poll(() => rules.count()).toBe(before + 1);
  await page.click(`${byTestId('undo-rule')} button`);
  await expect.poll(() => rules.count()).toBe(before + 2);
  expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
});

test('U-164 A rule that somebody else changed meanwhile is not written over unasked', async () => {
  const { page } = watched;
  await openAlerts(page);
  const rule = page.locator(byTestId('rule')).first();
  const path = `${mock.url}/api/v1/alerts/rules/${await rule.getAttribute('data-id') ?? ''}`;
  await rule.locator(byTestId('rule-edit')).click();
  await page.fill(byTestId('rule-name'), 'Mine');
  const theirs = { name: 'Theirs', kind: 'price_cross', instrument_id: 'AAPL.NASDAQ', direction: 'up', threshold: '188.00', window_s: null, level: 'info', cooldown_s: 60, ends: null, is_paused: false, deliver: [] };
  const answer = await fetch(path, { method: 'PUT', headers: { 'content-type': 'application/json', 'if-match': '"1"' }, body: JSON.stringify(theirs) });
  expect(answer.status).toBe(200);
  await page.click(byTestId('form-save'));
  await page.waitForSelector(byTestId('rule-conflict'));
  await expect.poll(() => rule.innerText()).toContain('Theirs');
  await page.click(byTestId('form-save'));
  await expect.poll(() => rule.innerText()).toContain('Mine');
});

test('U-096 A on the chart makes a rule at the crosshair, its line stands on the axis and can be moved', async () => {
  const { page, complaints } = watched;
  await page.goto(`${mock.url}/chart/AAPL.NASDAQ?tf=1m`);
  await page.waitForSelector(byTestId('legend'));
  await holdAxis(page);
  const box = await page.locator(byTestId('plot')).boundingBox();
  if (box === null) throw new Error('The plot has no size.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.move(x + 2, y);
  // Prices that move below a pointer at rest leave it where it is.
  const last = (): Promise<string | null> => page.getAttribute(byTestId('plot'), 'data-last');
  const before = await last();
  await expect.poll(last).not.toBe(before);
  await page.keyboard.press('a');
  await page.waitForSelector(byTestId('rule-dialog'));
  expect(await page.inputValue(byTestId('rule-instrument'))).toBe('AAPL.NASDAQ');
  const price = await page.inputValue(byTestId('rule-threshold'));
  expect(price).toMatch(/^\d+\.\d\d$/);
  await page.fill(byTestId('rule-name'), 'From the chart');
  await page.click(byTestId('form-save'));
  const lines = async (): Promise<readonly string[]> => (await page.getAttribute(byTestId('plot'), 'data-alerts') ?? '').split('\n');
  await expect.poll(lines).toContain('From the chart');
  // Of another instrument or paused: no line.
  expect((await lines()).filter((line) => line.includes('NVDA') || line.includes('Spread'))).toEqual([]);

  // Escape puts it back, letting go moves it.
  const rule = mock.alerts.rules.find((one) => one.name === 'From the chart');
  const threshold = async (): Promise<string | undefined> => {
    const answer = await fetch(`${mock.url}/api/v1/alerts/rules`);
    // The shape is the contract that this test relies on.
    const { items } = (await answer.json()) as { readonly items: readonly { readonly id: number; readonly threshold: string | null }[] };
    return items.find((one) => one.id === rule?.id)?.threshold ?? undefined;
  };
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 60, { steps: 4 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await threshold()).toBe(price);
  const moving = page.waitForRequest((request) => request.method() === 'PUT' && request.url().includes('/alerts/rules/'));
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 60, { steps: 4 });
  await page.mouse.up();
  expect(await (await moving).headerValue('if-match')).toBe('"1"');
  await expect.poll(async () => Number(await threshold()) > Number(price)).toBe(true);

  // A raised one says so on its line.
  if (rule !== undefined) mock.raise({ rule: rule.id });
  await expect.poll(lines).toContain('From the chart · raised');
  await page.mouse.click(x, y + 40, { button: 'right' });
  await page.click(byTestId('menu-alert'));
  await page.waitForSelector(byTestId('rule-dialog'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowLeft');
  await page.click(byTestId('alert-button'));
  expect(await page.inputValue(byTestId('rule-threshold'))).toMatch(/^\d+\.\d\d$/);
  expect(complaints).toEqual([]);
});

/** Counts the tones that a page makes; the browser of the test has no loudspeaker. */
async function listen(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const heard = { tones: 0 };
    const real = window.AudioContext;
    class Counting extends real {
      override createOscillator(): OscillatorNode {
        heard.tones++;
        return super.createOscillator();
      }
    }
    Object.assign(window, { AudioContext: Counting, heard });
  });
  // Put there by the script above.
  return () => page.evaluate(() => (window as unknown as { heard: { readonly tones: number } }).heard.tones);
}

test('U-166 Nothing sounds before a click or while muted; each level has its own sound; mute is kept', async () => {
  const { page } = watched;
  const tones = await listen(page);
  await page.goto(`${mock.url}/alerts`);
  await streamIsUp(page);
  await expect.poll(() => value(page, 'route-sound')).toBe('locked');
  mock.raise({ level: 'critical', name: 'Before a click' });
  await page.waitForSelector(byTestId('toast'));
  await expect.poll(() => page.innerText(byTestId('alert-spoken'))).toContain('Before a click');
  expect(await tones()).toBe(0);

  await page.click(byTestId('toast-acknowledge'));
  expect(await value(page, 'route-sound')).toBe('on');
  const of = async (level: string): Promise<number> => {
    const before = await tones();
    await page.click(byTestId(`sound-${level}`));
    return (await tones()) - before;
  };
  expect([await of('info'), await of('warning'), await of('critical')]).toEqual([1, 2, 6]);
  const before = await tones();
  mock.raise({ level: 'warning', name: 'After a click' });
  await expect.poll(tones).toBe(before + 2);

  const { page: other } = await watchedPage(browser, mock.url);
  await other.goto(mock.url);
  await expect.poll(() => value(other, 'mute')).toBe('on');
  await page.keyboard.press('m');
  expect(await value(page, 'mute')).toBe('muted');
  await expect.poll(() => value(other, 'mute')).toBe('muted');
  await other.close();
  mock.raise({ level: 'critical', name: 'While muted' });
  await expect.poll(() => page.innerText(byTestId('alert-spoken'))).toContain('While muted');
  expect(await tones()).toBe(before + 2);
  await page.locator(byTestId('volume')).focus();
  await page.keyboard.press('Home');
  await page.reload();
  await page.waitForSelector(byTestId('volume'));
  expect(await value(page, 'mute')).toBe('muted');
  expect(await page.inputValue(byTestId('volume'))).toBe('0');
  await page.click(byTestId('mute'));
  expect(await value(page, 'mute')).toBe('on');
});

test('U-167 The browser is asked only by a click, and a block says what to do', async () => {
  const { page } = watched;
  await page.addInitScript(() => {
    const asked = { times: 0, permission: 'default' };
    Object.assign(window, { asked });
    Object.defineProperty(Notification, 'permission', { get: () => asked.permission });
    Notification.requestPermission = async () => {
      asked.times++;
      asked.permission = 'denied';
      return 'denied';
    };
  });
  // Put there by the script above.
  const asked = (): Promise<number> => page.evaluate(() => (window as unknown as { asked: { readonly times: number } }).asked.times);
  await openAlerts(page);
  expect(await value(page, 'route-browser')).toBe('default');
  mock.raise({ level: 'critical', name: 'Not a reason to ask' });
  await page.waitForSelector(byTestId('toast'));
  expect(await asked()).toBe(0);
  await page.click(byTestId('ask-permission'));
  await expect.poll(() => value(page, 'route-browser')).toBe('denied');
  expect(await asked()).toBe(1);
  expect(await page.innerText(byTestId('permission-note'))).toContain('site settings');
});

test('U-167 Where it is allowed, an alert is a notification of the desktop while the page is in the background', async () => {
  const { page } = watched;
  await page.addInitScript(() => {
    const shown: string[] = [];
    class Quiet {
      static readonly permission = 'granted';

      constructor(title: string, options: NotificationOptions) {
        shown.push(`${title} | ${options.body ?? ''}`);
      }
    }
    Object.assign(window, { Notification: Quiet, shown });
  });
  // Put there by the script above.
  const shown = (): Promise<readonly string[]> => page.evaluate(() => (window as unknown as { shown: readonly string[] }).shown);
  await openAlerts(page);
  await streamIsUp(page);
  expect(await value(page, 'route-browser')).toBe('granted');
  const seen = mock.raise({ level: 'critical', name: 'In sight' });
  await expect.poll(() => toasts(page)).toEqual([String(seen)]);
  // It is said after it was signalled.
  await expect.poll(() => page.innerText(byTestId('alert-spoken'))).toContain('In sight');
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true }));
  mock.raise({ level: 'warning', name: 'In the background', text: 'Nobody looks.' });
  await expect.poll(shown).toEqual(['Warning: In the background | Nobody looks.']);
});

test('U-225 Toasts, the list of the bell and the form of a rule have no serious accessibility fault in either theme', async () => {
  const { page } = watched;
  const audit = async (what: string): Promise<void> => {
    await showTheme(page, 'dark');
    expect(await seriousFaults(page), `${what} dark`).toEqual([]);
    await showTheme(page, 'light');
    expect(await seriousFaults(page, 'colours'), `${what} light`).toEqual([]);
  };
  await openAlerts(page);
  await streamIsUp(page);
  for (const level of ['info', 'warning', 'critical'] as const) mock.raise({ level, name: `A ${level}`, instrument: 'AAPL.NASDAQ' });
  await page.waitForSelector(byTestId('toast'));
  await page.locator(byTestId('rule-try')).first().click();
  await page.waitForSelector(byTestId('rule-test'));
  await page.click(byTestId('bell'));
  await page.waitForSelector(byTestId('bell-item'));
  await audit('bell');
  await page.keyboard.press('Escape');
  await page.click(byTestId('new-rule'));
  await page.waitForSelector(byTestId('rule-dialog'));
  await page.click(byTestId('form-save'));
  await page.waitForSelector(byTestId('field-error'));
  await audit('form');
});

test('Routes say whether they are set up, and a test tells its result', async () => {
  const { page } = watched;
  await openAlerts(page);
  expect(await page.innerText(byTestId('route-email'))).toContain('Set ARGONAUT_ALERTS__EMAIL__HOST');
  expect(await page.locator(byTestId('test-email')).count()).toBe(0);
  await page.click(byTestId('test-webhook'));
  await expect.poll(() => value(page, 'tested-webhook')).toBe('sent');
  await expect.poll(() => page.innerText(byTestId('route-webhook'))).toContain('last sent');
});

test('A server without alerts is told in every panel, and the bell says that it does not know', async () => {
  const without = await startMock(0, { state: 'withoutAlerts' });
  const { page } = watched;
  await page.route('**/api/v1/alerts/**', (route) => route.fulfill({
    status: 404, contentType: 'application/problem+json', body: JSON.stringify({ code: 'not_found', detail: 'There are no alerts here.', request_id: '01J9' }),
  }));
  await page.goto(`${without.url}/alerts`);
  for (const panel of ['panel-open-alerts', 'panel-alert-history', 'panel-rules', 'panel-routes']) {
    await page.waitForSelector(`${byTestId(panel)} ${byTestId('error')}`);
  }
  expect(await value(page, 'bell')).toBe('');
  await page.unroute('**/api/v1/alerts/**');
  await page.click(`${byTestId('panel-rules')} ${byTestId('error')} .button`);
  await page.waitForSelector(`${byTestId('panel-rules')} ${byTestId('empty')}`);
  await without.close();
});

test('What was loaded stays, marked as old, when the server is gone; a viewer sees alerts and cannot act', async () => {
  const { page } = watched;
  const viewed = await startMock(0, { role: 'viewer' });
  await page.goto(`${viewed.url}/alerts`);
  await page.waitForSelector(byTestId('rule'));
  expect(await page.isDisabled(byTestId('new-rule'))).toBe(true);
  expect(await page.locator(byTestId('acknowledge')).first().isDisabled()).toBe(true);
  expect(await page.locator(byTestId('rule-pause')).first().isDisabled()).toBe(true);
  const count = await page.locator(byTestId('alert-row')).count();
  await viewed.close();
  await page.waitForSelector(byTestId('disconnected'));
  await page.waitForSelector(`${byTestId('panel-rules')} .stale-note`);
  expect(await page.locator(byTestId('alert-row')).count()).toBe(count);
});
