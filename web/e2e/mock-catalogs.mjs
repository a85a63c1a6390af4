const folder = 'data/quote_tick/MSFT.XNAS';

/** Catalogs of others: one can be opened, below `/srv/research`; its bars are those of a market here, up to an end. */
export class Catalogs {
  constructor(market, end) {
    Object.assign(this, { market, end, opened: [], nextId: 1 });
  }

  answer(method, path, query, body, isAdmin, { ok, problem, list }) {
    if (path === '/catalogs' && method === 'GET') return ok(list(this.opened.map((one) => ({ ...one, path: isAdmin ? one.path : null }))));
    if (path === '/catalogs' && method === 'POST') {
      if (!isAdmin) return problem(403, 'forbidden_role', 'This needs the role admin.');
      if (body.path !== '/srv/research') return problem(422, 'validation_failed', "That folder is no catalog of NautilusTrader: it has no folder 'data'. Name the folder that holds it; loose Parquet files can be imported.");
      const one = { id: this.nextId++, name: body.name ?? 'research', path: body.path, opened_by: 'owner', opened: '1', opened_iso: '', available: true };
      this.opened.push(one);
      return ok(one, 201);
    }
    const [, id, rest] = /^\/catalogs\/(\d+)(\/.*)?$/.exec(path) ?? [];
    if (id === undefined) return null;
    const catalog = this.opened.find((one) => one.id === Number(id));
    if (catalog === undefined) return problem(404, 'not_found', `There is no open catalog ${id}.`);
    if (rest === undefined && method === 'DELETE') {
      this.opened = this.opened.filter((one) => one !== catalog);
      return { status: 204, body: null };
    }
    if (rest === '/content') return ok(this.content());
    if (rest?.startsWith('/preview/')) return ok({ path: rest, data_type: 'quote_tick', instrument_id: 'MSFT.XNAS', rows: 9_500, bytes: 81_000, row_groups: 10, nautilus_profile: 'v1-sp', created_by: 'parquet-rs version 53.3.0', metadata: { price_precision: '2' }, columns: ['ts_event', 'bid_price'], items: [['1', '1.00']] });
    const about = { catalog_id: catalog.id, catalog: catalog.name, instrument_id: 'MSFT.XNAS' };
    if (rest === '/instruments/MSFT.XNAS') return ok({ ...about, price_precision: this.market.decimals, size_precision: 0, sources: this.sources() });
    return rest === '/instruments/MSFT.XNAS/bars' ? ok(this.bars(about, query, list)) : problem(404, 'unknown_instrument', 'The catalog has neither bars nor trades nor quotes of it.');
  }

  sources() {
    const all = ['1s', '5s', '15s', '30s', '1m', '2m', '3m', '5m', '10m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1D', '1W', '1M'];
    const about = { rows: 9_500, ts_min: '1', ts_max: String(BigInt(this.end) * 1_000_000_000n), overlapping: false, problem: null };
    return [
      { ...about, from: 'MSFT.XNAS-1-HOUR-LAST-EXTERNAL', price_types: ['LAST'], timeframes: all.slice(all.indexOf('1h')) },
      { ...about, from: 'quotes', price_types: ['MID', 'BID', 'ASK'], timeframes: all, overlapping: true },
      { ...about, from: 'MSFT.XNAS-100-TICK-LAST-EXTERNAL', price_types: ['LAST'], timeframes: [], problem: 'Bars of this type have no length that a chart has.' },
    ];
  }

  bars(about, query, list) {
    const seconds = (name, other) => (query.has(name) ? Number(BigInt(query.get(name)) / 1_000_000_000n) : other);
    const price = query.get('price_type')?.toUpperCase() ?? (query.get('from') === 'quotes' ? 'MID' : 'LAST');
    const items = this.market.bars(
      query.get('timeframe'), seconds('start', 0), Math.min(seconds('end', this.end), this.end), Number(query.get('limit') ?? 500), query.get('order') === 'desc',
      this.end - 90 * 86_400, this.end);
    return {
      ...about, from: query.get('from'), timeframe: query.get('timeframe'), bar_type: '', price_type: price, boundary: 'utc',
      ...list(items.map((bar) => ({ ...bar, is_closed: true, source: 'import' }))),
      rows_refused: price === 'BID' ? 3 : 0, refusal: price === 'BID' ? 'Row 7: bid_price null is undefined.' : null,
    };
  }

  content() {
    const file = (path) => ({ path, rows: 9_500, bytes: 81_000, ts_init_min: '1', ts_init_max: '2' });
    const item = (data_type, files, more) => ({ data_type, instrument_id: 'MSFT.XNAS', files: files.length, file_list: files.map(file), rows: 9_500 * files.length, bytes: 81_000 * files.length, ts_min: '1700000000000000000', ts_max: '1700000000000000001', intervals: [], gaps: [], stale: null, overlapping: [], nautilus_profiles: ['v1-sp'], ...more });
    return {
      status: 'success', catalog_path: '.', venues: 1, instruments: 1, total_files: 3, format: 'nautilus', nautilus_profile: 'v1-sp', generated_at: '1',
      totals: { data_types: 2, rows: 28_500, bytes: 243_000 },
      items: [
        item('bar', ['data/bar/MSFT.XNAS-1-HOUR-LAST-EXTERNAL/a.parquet'], { bar_type: 'MSFT.XNAS-1-HOUR-LAST-EXTERNAL' }),
        item('mark_price_update', ['data/mark_price_update/ESH6.CME/a.parquet'], { instrument_id: 'ESH6.CME', nautilus_profiles: ['v1-sp'] }),
        item('quote_tick', [`${folder}/a.parquet`, `${folder}/b.parquet`], { overlapping: [`${folder}/b.parquet`] }),
      ],
      orphans: ['data/notes.txt'], unreadable: [{ path: `${folder}/broken.parquet`, reason: 'The file is cut off.' }],
    };
  }
}
