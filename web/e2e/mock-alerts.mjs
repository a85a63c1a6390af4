import { iso } from './mock-market.mjs';

const second = 1_000_000_000n;
const nowNs = () => BigInt(Date.now()) * 1_000_000n;
const levels = ['info', 'warning', 'critical'];
const withInstrument = ['price_cross', 'percent_move', 'spread', 'volume', 'feed_stalled'];
const withDirection = ['price_cross', 'percent_move'];
const withThreshold = ['price_cross', 'percent_move', 'spread', 'volume', 'disk_space', 'clock_offset'];
const kinds = [...withInstrument, 'gap_found', 'connection_lost', 'disk_space', 'clock_offset', 'export_failed', 'database_down'];

/** Rules, alerts and routes as the server keeps them; nothing fires by itself. */
export class Alerts {
  constructor(publish, isSeeded) {
    this.publish = publish;
    this.rules = [];
    this.events = [];
    this.nextRule = 1;
    this.nextEvent = 1;
    this.routes = [
      { route: 'webhook', is_configured: true, target: 'https://hooks.example/argonaut', last_sent: null, last_problem: null, hint: null },
      { route: 'email', is_configured: false, target: null, last_sent: null, last_problem: null, hint: 'Set ARGONAUT_ALERTS__EMAIL__HOST and ARGONAUT_ALERTS__EMAIL__TO.' },
    ];
    if (isSeeded) this.seed();
  }

  newest() {
    return this.events.slice(0, 100);
  }

  raise({ rule: ruleId, level, name, text, instrument, ago = 0 }) {
    const rule = this.rules.find((one) => one.id === ruleId);
    const at = nowNs() - BigInt(ago) * second;
    const event = {
      id: this.nextEvent++, rule_id: rule?.id ?? null, rule_name: name ?? rule?.name ?? 'Something', kind: rule?.kind ?? 'gap_found', level: level ?? rule?.level ?? 'warning',
      instrument_id: instrument ?? rule?.instrument_id ?? null, at: String(at), at_iso: iso(at), text: text ?? rule?.text ?? 'Something happened.', state: 'raised', by: null,
      changed_at: null, changed_at_iso: null, snoozed_until: null, snoozed_until_iso: null, count: 1,
      deliveries: (rule?.deliver ?? []).map((route) => ({ route, state: ago === 0 ? 'waiting' : 'sent', detail: null, at: ago === 0 ? null : String(at) })),
    };
    if (rule !== undefined) Object.assign(rule, { fired: rule.fired + 1, last_fired: String(at), last_fired_iso: iso(at) });
    this.events.unshift(event);
    this.publish([event]);
    return event.id;
  }

  again(id) {
    this.change(this.events.find((event) => event.id === id), (event) => { event.count++; });
  }

  change(event, act) {
    act(event);
    this.publish([event]);
    return event;
  }

  /** Null: not a path of alerts. */
  answer(method, path, query, body, headers, { ok, problem, list }) {
    if (!path.startsWith('/alerts/')) return null;
    if (path === '/alerts/routes') return ok(list(this.routes));
    const route = /^\/alerts\/routes\/(\w+)\/test$/.exec(path);
    if (route !== null) return this.testRoute(route[1], ok, problem);
    if (path === '/alerts/events') return ok(this.page(query, list));
    if (path === '/alerts/events/ack-all') {
      const raised = this.events.filter((event) => event.state === 'raised');
      raised.forEach((event) => this.change(event, (one) => this.to(one, 'acknowledged')));
      return ok({ changed: raised.length });
    }
    const act = /^\/alerts\/events\/(\d+)\/(ack|snooze|clear)$/.exec(path);
    if (act !== null) return this.act(Number(act[1]), act[2], body, ok, problem);
    return this.ruleAnswer(method, path, body, headers, { ok, problem, list });
  }

  to(event, state) {
    const at = nowNs();
    Object.assign(event, { state, by: 'owner', changed_at: String(at), changed_at_iso: iso(at) });
  }

  act(id, name, body, ok, problem) {
    const event = this.events.find((one) => one.id === id);
    if (event === undefined) return problem(404, 'not_found', `There is no alert ${id}.`);
    return ok(this.change(event, (one) => {
      if (name === 'ack' && one.state === 'raised') this.to(one, 'acknowledged');
      if (name === 'clear') this.to(one, 'cleared');
      if (name === 'snooze') {
        const until = nowNs() + BigInt(body.minutes) * 60n * second;
        Object.assign(one, { by: 'owner', changed_at: String(nowNs()), snoozed_until: String(until), snoozed_until_iso: iso(until) });
      }
    }));
  }

  page(query, list) {
    const [state, level, from, limit] = [query.get('state'), query.get('level'), Number(query.get('cursor') ?? 0), Number(query.get('limit') ?? 100)];
    const met = this.events.filter((event) => (state === null || event.state === state) && (level === null || event.level === level));
    return list(met.slice(from, from + limit), { next_cursor: from + limit < met.length ? String(from + limit) : null });
  }

  testRoute(name, ok, problem) {
    const route = this.routes.find((one) => one.route === name);
    if (route === undefined) return problem(404, 'not_found', `There is no route ${name}.`);
    if (!route.is_configured) return problem(409, 'conflict', `The route ${name} is not configured.`);
    route.last_sent = String(nowNs());
    return ok({ route: name, state: 'sent', detail: null });
  }

  ruleAnswer(method, path, body, headers, { ok, problem, list }) {
    if (path === '/alerts/rules' && method === 'GET') return ok(list(this.rules));
    const isTest = path === '/alerts/rules/test';
    if (isTest || (path === '/alerts/rules' && method === 'POST')) {
      const wrong = faults(body);
      if (wrong.length > 0) return refused(wrong, problem);
      return isTest ? ok(this.tested(null)) : ok(this.add(body), 201, { etag: '"1"' });
    }
    const one = /^\/alerts\/rules\/(\d+)(\/test)?$/.exec(path);
    const rule = one === null ? undefined : this.rules.find((r) => r.id === Number(one[1]));
    if (rule === undefined) return problem(404, 'not_found', `There is nothing at ${path}.`);
    if (one[2] !== undefined) return ok(this.tested(rule.id));
    if (headers['if-match'] === undefined) return problem(428, 'precondition_required', 'The rule exists: say which version is meant.');
    if (headers['if-match'] !== `"${rule.version}"`) return problem(412, 'precondition_failed', 'The rule was changed or removed meanwhile.');
    if (method === 'DELETE') {
      this.rules = this.rules.filter((r) => r !== rule);
      return { status: 204, body: null };
    }
    const wrong = faults(body);
    if (wrong.length > 0) return refused(wrong, problem);
    Object.assign(rule, body, { version: rule.version + 1, text: textOf(body), ends_iso: body.ends === null ? null : iso(BigInt(body.ends)) });
    return ok(rule, 200, { etag: `"${rule.version}"` });
  }

  tested(id) {
    const end = nowNs();
    const times = [41n, 190n, 802n].map((minutes) => String(end - minutes * 60n * second));
    return { rule_id: id, start: String(end - 86_400n * second), end: String(end), fired: 3, times, text: 'Would have fired 3 times in the last day.' };
  }

  add(body) {
    const rule = { id: this.nextRule++, version: 1, ...body, ends_iso: null, text: textOf(body), fired: 0, last_fired: null, last_fired_iso: null };
    this.rules.push(rule);
    return rule;
  }

  seed() {
    const rule = (name, kind, level, rest = {}) => this.add({
      name, kind, instrument_id: null, direction: null, threshold: null, window_s: null, level, cooldown_s: 300, ends: null, is_paused: false, deliver: [], ...rest,
    });
    const publish = this.publish;
    this.publish = () => undefined;
    const above = rule('AAPL above 190', 'price_cross', 'warning', { instrument_id: 'AAPL.NASDAQ', direction: 'up', threshold: '190.00', deliver: ['webhook'] });
    rule('Apple day low', 'price_cross', 'critical', { instrument_id: 'AAPL.NASDAQ', direction: 'down', threshold: '187.50', cooldown_s: 900 });
    const fast = rule('NVDA moves fast', 'percent_move', 'info', { instrument_id: 'NVDA.NASDAQ', direction: 'both', threshold: '1.5', window_s: 300 });
    const stalled = rule('Any feed stalled', 'feed_stalled', 'critical', { deliver: ['webhook'], cooldown_s: 60 });
    const gap = rule('Gap found', 'gap_found', 'warning');
    rule('Spread of EUR/USD', 'spread', 'info', { instrument_id: 'EUR/USD.IDEALPRO', threshold: '0.0004', is_paused: true });
    const disk = rule('Less than 20 GiB free', 'disk_space', 'warning', { threshold: '20', cooldown_s: 3_600 });
    const story = [
      [above, 'AAPL.NASDAQ traded at 190.02, above 190.00.'], [fast, 'NVDA.NASDAQ moved +1.62 % within 5 min, to 133.34.'],
      [gap, 'Times without proof of data were noted: link lost (1). The list of gaps has each.'],
      [stalled, 'MSFT.NASDAQ: no trades for 64 s, the last at 10:12:31 UTC (threshold 30 s). Suspected: the source\'s data farm.'],
      [disk, '18.4 GiB are free where the database writes, less than 20 GiB.'],
    ];
    for (let i = 119; i >= 0; i--) {
      const [by, text] = story[i % story.length];
      const id = this.raise({ rule: by.id, text, ago: i * 431 + 190 });
      const event = this.events.find((one) => one.id === id);
      if (i >= 3) this.to(event, i % 4 === 0 ? 'cleared' : 'acknowledged');
      if (i % 9 === 5) event.count = 4;
      if (i === 8) event.deliveries = [{ route: 'webhook', state: 'failed', detail: 'HTTP 500', at: event.at }];
    }
    this.publish = publish;
  }
}

function refused(errors, problem) {
  const answer = problem(422, 'invalid_rule', 'The rule cannot be taken as it is.');
  return { ...answer, body: { ...answer.body, errors } };
}

function faults(body) {
  const wrong = [];
  const fault = (pointer, detail) => wrong.push({ pointer: `/${pointer}`, detail });
  if (typeof body.name !== 'string' || body.name === '') fault('name', 'A name is needed.');
  if (!kinds.includes(body.kind)) fault('kind', 'There is no such kind.');
  if (!levels.includes(body.level)) fault('level', 'There is no such level.');
  if (body.kind === 'price_cross' && body.instrument_id === null) fault('instrument_id', 'An instrument is needed.');
  if (!withInstrument.includes(body.kind) && body.instrument_id !== null) fault('instrument_id', 'This kind is not about an instrument.');
  if (withDirection.includes(body.kind) !== (body.direction !== null)) fault('direction', 'The direction is wrong.');
  if (withThreshold.includes(body.kind) && body.threshold === null) fault('threshold', 'A threshold is needed.');
  if (body.instrument_id === 'AAPL.NASDAQ' && /\.\d{4,}$/.test(body.threshold ?? '')) fault('threshold', 'Prices of AAPL.NASDAQ have steps of 0.01.');
  if (body.cooldown_s < 1) fault('cooldown_s', 'At least one second.');
  return wrong;
}

function textOf({ kind, instrument_id: instrument, direction, threshold, window_s: window }) {
  const which = instrument ?? 'Any recorded instrument';
  const way = { up: 'coming from below', down: 'coming from above', both: 'from either side' }[direction];
  switch (kind) {
    case 'price_cross': return `${which} trades at ${threshold}, ${way}.`;
    case 'percent_move': return `${which} ${{ up: 'rises', down: 'falls', both: 'moves' }[direction]} ${threshold} % or more within ${window} s.`;
    case 'spread': return `The spread of ${which} is wider than ${threshold}.`;
    case 'volume': return `${which} trades more than ${threshold} within ${window} s.`;
    case 'feed_stalled': return `${which} has no tick for ${threshold === null ? 'longer than its learnt threshold' : `${threshold} s`} in an open market.`;
    case 'gap_found': return 'A time without proof of data is noted.';
    case 'disk_space': return `Less than ${threshold} GiB are free where data is written.`;
    case 'clock_offset': return `A clock is off by more than ${threshold} ms.`;
    case 'connection_lost': return `The connection to the broker is lost${threshold === null ? '' : ` for ${threshold} s`}.`;
    case 'database_down': return `The database does not answer${threshold === null ? '' : ` for ${threshold} s`}.`;
    default: return 'An export fails.';
  }
}
