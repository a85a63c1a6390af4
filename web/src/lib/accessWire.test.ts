import { expect, test } from 'vitest';
import { browserName, decodeAuditPage, decodeBrowserSession, decodeToken, includesRole } from './accessWire';

test('A role includes those before it and no other', () => {
  expect(includesRole('trader', 'exporter')).toBe(true);
  expect(includesRole('trader', 'trader')).toBe(true);
  expect(includesRole('trader', 'admin')).toBe(false);
  expect(includesRole(undefined, 'viewer')).toBe(false);
  expect(includesRole('king', 'viewer')).toBe(false);
});

test('Tokens, sessions and audit rows are read with what may be missing', () => {
  expect(decodeToken({ id: 't', name: 'owner', role: 'admin', state: 'active', origin: 'file', created_by: 'argonaut', created_at: '5', expires_at: null, last_used_at: null }))
    .toMatchObject({ isFromFile: true, createdAt: 5n, expiresAt: null });
  expect(decodeBrowserSession({ id: 's', token_name: 'desk', role: 'trader', current: true, expires_at: '7' })).toMatchObject({ isCurrent: true, expiresAt: 7n, address: '' });
  const page = decodeAuditPage({
    items: [{ sequence: 3, at: '9', who: 'desk', role: null, what: 'create_token', result: 'done' }], next_cursor: null,
    chain: { state: 'broken', rows: 2, checked_at: '8', fault: 'row 3 was altered' },
  });
  expect(page.rows[0]).toMatchObject({ sequence: 3, at: 9n, role: null, before: null });
  expect(page.chain).toEqual({ state: 'broken', rows: 2, checkedAt: 8n, fault: 'row 3 was altered' });
});

test('A browser is named in a few words', () => {
  expect(browserName('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36')).toBe('Chrome 147 · Linux');
  expect(browserName('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15')).toBe('Safari 18 · macOS');
  expect(browserName('curl/8.5.0')).toBe('curl/8.5.0');
  expect(browserName('')).toBe('');
});
