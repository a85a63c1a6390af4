import { iso } from './mock-market.mjs';

const roles = ['viewer', 'exporter', 'trader', 'admin'];
/** Tokens that the mock takes, and whom they stand for. */
const known = () => ({ arg_good: { name: 'desk', role: 'trader' }, arg_admin: { name: 'owner', role: 'admin' } });

/** Tokens, sessions and the audit log of the mock. */
export class Access {
  #role;
  #known = known();
  #sessions = new Map();
  #tokens = [];
  #rows = [];
  #next = 1;

  constructor(role) {
    this.#role = role;
    this.#tokens.push(this.#token('owner', 'admin', 'file', null), this.#token('nightly export', 'exporter', 'api', '30d'));
    this.#tokens[1].last_used_at = String(now() - 3_600_000_000_000n);
    for (let i = 0; i < 120; i++) this.#write('desk', 'trader', i % 9 === 4 ? 'set_retention' : 'start_recording', 'POST /api/v1/instruments/AAPL.NASDAQ/subscriptions', i % 9 === 4 ? 'forbidden_role' : 'done');
  }

  auth(headers) {
    const session = this.#sessionOf(headers);
    return { mode: this.#role === 'viewer' ? 'local' : 'demo', role: session?.role ?? this.#role, token_name: session?.token_name ?? null, session: session !== undefined };
  }

  may(headers, needed) {
    return roles.indexOf(this.auth(headers).role) >= roles.indexOf(needed);
  }

  /** Null: the path is not of this part. */
  answer(method, path, query, body, headers, { ok, problem, list }) {
    if (path === '/session' && method === 'POST') {
      const token = this.#known[headers.authorization?.replace('Bearer ', '')];
      if (token === undefined) return problem(401, 'invalid_token', 'The bearer token is not valid.');
      const secret = `cookie-${this.#next}`;
      const session = {
        id: `s${this.#next++}`, token_name: token.name, role: token.role, address: '127.0.0.1', browser: headers['user-agent'] ?? '', ...stamps('created', now()), ...stamps('last_used', now()),
        ...stamps('expires', now() + 43_200_000_000_000n),
      };
      this.#sessions.set(secret, session);
      this.#write(token.name, token.role, 'sign_in', 'POST /api/v1/session', 'done');
      return ok({ ...session, current: true }, 201, { 'set-cookie': `argonaut_session=${secret}; Path=/; HttpOnly; SameSite=Strict` });
    }
    if (path === '/session' && method === 'DELETE') {
      this.#sessions.delete(cookieOf(headers));
      return ok(null, 204, { 'set-cookie': 'argonaut_session=; Path=/; Max-Age=0' });
    }
    const one = /^\/(sessions|tokens)(?:\/([^/]+))?$/.exec(path);
    if (one?.[1] === 'sessions') {
      const mine = this.#sessionOf(headers);
      if (mine === undefined) return problem(401, 'missing_token', 'This needs a token of any role.');
      if (method === 'GET') return ok(list([...this.#sessions.values()].map((s) => ({ ...s, current: s === mine }))));
      for (const [secret, session] of this.#sessions) if (session.id === one[2]) this.#sessions.delete(secret);
      return ok(null, 204);
    }
    if (one?.[1] !== 'tokens' && path !== '/audit') return null;
    if (!this.may(headers, 'admin')) return problem(401, 'missing_token', 'This needs the role admin.');
    if (path === '/audit') {
      const first = Number(query.get('cursor') ?? 0);
      const limit = Number(query.get('limit') ?? 100);
      const next = first + limit < this.#rows.length ? String(first + limit) : null;
      return ok(list([...this.#rows].reverse().slice(first, first + limit), { next_cursor: next, chain: { state: 'whole', rows: this.#rows.length, ...stamps('checked', now()), fault: null } }));
    }
    if (method === 'GET') return ok(list(this.#tokens));
    if (method === 'DELETE') {
      this.#tokens.find((token) => token.id === one[2]).state = 'revoked';
      return ok(null, 204);
    }
    if (this.#tokens.some((token) => token.name === body.name && token.state === 'active')) return problem(409, 'conflict', `A token named '${body.name}' is in use; revoke it first, or choose another name.`);
    const token = this.#token(body.name, body.role, 'api', body.ttl);
    this.#tokens.push(token);
    const secret = `arg_shown-once-${token.id}`;
    this.#known[secret] = token;
    this.#write('owner', 'admin', 'create_token', 'POST /api/v1/tokens', 'done');
    return ok({ secret, token }, 201);
  }

  #sessionOf(headers) {
    return this.#sessions.get(cookieOf(headers));
  }

  #token(name, role, origin, ttl) {
    return {
      id: `t${this.#next++}`, name, role, state: 'active', origin, created_by: origin === 'file' ? 'argonaut' : 'owner', ...stamps('created', now()),
      ...(ttl === null ? { expires_at: null, expires_at_iso: null } : stamps('expires', now() + 2_592_000_000_000_000n)), last_used_at: null, last_used_at_iso: null,
      revoked_at: null, revoked_at_iso: null,
    };
  }

  #write(who, role, what, subject, result) {
    this.#rows.push({
      sequence: this.#rows.length + 1, ...stamps('', now()), who, role, address: '127.0.0.1', request_id: 'r1', what, subject, before: null, after: '{"kinds":"trade,quote"}', result, hash: '00',
    });
  }
}

const now = () => BigInt(Date.now()) * 1_000_000n;

const stamps = (name, at) => {
  const key = name === '' ? 'at' : `${name}_at`;
  return { [key]: String(at), [`${key}_iso`]: iso(at) };
};

const cookieOf = (headers) => /argonaut_session=([^;]+)/.exec(headers.cookie ?? '')?.[1];
