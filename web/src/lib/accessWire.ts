import { fieldsOf, flag, itemsOf, numberOr, text, textOr } from './decode';
import type * as Wire from './schema';
import { parseNanos, type Nanos } from './time';

export const roles = ['viewer', 'exporter', 'trader', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Each role includes those before it. */
export function includesRole(role: string | undefined, needed: Role): boolean {
  return roles.findIndex((one) => one === role) >= roles.indexOf(needed);
}

export interface AccessToken {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly state: string;
  /** A file of the installation, which only the machine itself can replace. */
  readonly isFromFile: boolean;
  readonly createdBy: string;
  readonly createdAt: Nanos | null;
  /** Null: never. */
  readonly expiresAt: Nanos | null;
  readonly lastUsedAt: Nanos | null;
}

export interface BrowserSession {
  readonly id: string;
  readonly tokenName: string;
  readonly role: string;
  readonly address: string;
  readonly browser: string;
  readonly isCurrent: boolean;
  readonly createdAt: Nanos | null;
  readonly lastUsedAt: Nanos | null;
  readonly expiresAt: Nanos | null;
}

export interface AuditRow {
  readonly sequence: number;
  readonly at: Nanos | null;
  readonly who: string;
  readonly role: string | null;
  readonly address: string;
  readonly requestId: string;
  readonly what: string;
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly result: string;
}

export interface AuditPage {
  readonly rows: readonly AuditRow[];
  readonly nextCursor: string | null;
  readonly chain: { readonly state: string; readonly rows: number | null; readonly checkedAt: Nanos | null; readonly fault: string | null };
}

function nanos<F extends object>(fields: F, key: keyof F & string): Nanos | null {
  const value = textOr(fields, key, null);
  return value === null ? null : parseNanos(value);
}

export function decodeToken(value: unknown): AccessToken {
  const f = fieldsOf<Wire.TokenItem>(value, 'a token');
  return {
    id: text(f, 'id'), name: text(f, 'name'), role: text(f, 'role'), state: text(f, 'state'), isFromFile: textOr(f, 'origin', '') === 'file',
    createdBy: textOr(f, 'created_by', ''), createdAt: nanos(f, 'created_at'), expiresAt: nanos(f, 'expires_at'), lastUsedAt: nanos(f, 'last_used_at'),
  };
}

export function decodeBrowserSession(value: unknown): BrowserSession {
  const f = fieldsOf<Wire.BrowserSessionItem>(value, 'a session');
  return {
    id: text(f, 'id'), tokenName: text(f, 'token_name'), role: text(f, 'role'), address: textOr(f, 'address', ''), browser: textOr(f, 'browser', ''),
    isCurrent: flag(f, 'current'), createdAt: nanos(f, 'created_at'), lastUsedAt: nanos(f, 'last_used_at'), expiresAt: nanos(f, 'expires_at'),
  };
}

export function decodeAuditPage(value: unknown): AuditPage {
  const f = fieldsOf<Wire.AuditPage>(value, 'the audit log');
  const chain = fieldsOf<Wire.AuditChainItem>(f['chain'], 'the chain');
  return {
    rows: itemsOf(f['items'], 'items', (item) => {
      const row = fieldsOf<Wire.AuditItem>(item, 'an audit row');
      return {
        sequence: numberOr(row, 'sequence', 0), at: nanos(row, 'at'), who: text(row, 'who'), role: textOr(row, 'role', null), address: textOr(row, 'address', ''),
        requestId: textOr(row, 'request_id', ''), what: text(row, 'what'), subject: textOr(row, 'subject', ''), before: textOr(row, 'before', null),
        after: textOr(row, 'after', null), result: text(row, 'result'),
      };
    }),
    nextCursor: textOr(f, 'next_cursor', null),
    chain: { state: textOr(chain, 'state', 'unchecked'), rows: numberOr(chain, 'rows', null), checkedAt: nanos(chain, 'checked_at'), fault: textOr(chain, 'fault', null) },
  };
}

/** The browser and its system in a few words, from how it calls itself. */
export function browserName(agent: string): string {
  const browser = /(?:Edg|OPR|Firefox|Chrome|HeadlessChrome|Version)\/(\d+)/.exec(agent);
  const name = agent.includes('Edg/') ? 'Edge' : agent.includes('OPR/') ? 'Opera' : agent.includes('Firefox/') ? 'Firefox'
    : /Chrome\//.test(agent) ? 'Chrome' : agent.includes('Safari/') ? 'Safari' : '';
  const system = /Windows|Android|iPhone|iPad|Macintosh|Linux/.exec(agent)?.[0].replace('Macintosh', 'macOS') ?? '';
  if (name === '') return agent === '' ? '' : agent.slice(0, 40);
  return `${name}${browser === null ? '' : ` ${browser[1]}`}${system === '' ? '' : ` · ${system}`}`;
}
