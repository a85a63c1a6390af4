import { Market } from './mock-market.mjs';
import { publicJob } from './mock-jobs.mjs';

const instrument = (id, description) => ({
  instrument_id: id, source: 'SAMPLE', simulated: true, instrument_class: 'EQUITY', asset_class: 'EQUITY', description, raw_symbol: id.split('.')[0],
  base_currency: null, quote_currency: 'USD', price_precision: 2, size_precision: 0, price_increment: '0.01', size_increment: '1',
  multiplier: '1', bar_price_type: 'LAST', recording: false, time_zone: 'America/New_York', trading_hours: '',
});

/** The sample data: loaded by a job, read with `dataset=sample`, refused by everything else. */
export class Sample {
  constructor(jobs) {
    this.jobs = jobs;
    this.isLoaded = false;
    this.job = null;
    this.markets = [new Market(instrument('ALFA.SAMPLE', 'Alfa Shipping, a made-up share'), 41, 182.4, 1), new Market(instrument('BRAVO.SAMPLE', 'Bravo Foods, a made-up share'), 43, 47.15, 0.8)];
  }

  /** Null: it is about neither the sample nor its data. */
  answer(method, path, query, { ok, problem, list, bars, sessions }) {
    if (path === '/sample') return this.change(method, { ok });
    if (query.get('dataset') !== 'sample') return null;
    if (!this.isLoaded) return problem(404, 'not_found', 'The sample is not loaded.');
    const end = '1738540800000000000';
    const day = (hours) => String(1_738_281_600_000_000_000n + BigInt(hours * 3_600) * 1_000_000_000n);
    if (path === '/instruments') return ok(list(this.markets.map((m) => m.instrument)));
    if (path === '/data/coverage') {
      return ok(list(this.markets.flatMap((m) => ['trade', 'quote'].map((kind) => (
        { instrument_id: m.instrument.instrument_id, kind, timeframe: null, first: day(-9.5), last: day(21), rows: 9_204, is_estimate: false })))));
    }
    if (path === '/data/gaps') {
      return ok(list([{
        id: 1, instrument_id: 'ALFA.SAMPLE', kind: 'trade', source: 'SAMPLE', start: day(16), end: day(16.25), reason: 'link_lost', state: 'unfillable',
        explanation: 'A gap of the sample.', filled_to: null, ticks_filled: 0, attempts: 0,
      }], { as_of: end }));
    }
    const one = /^\/instruments\/([^/]+)\/(bars|sessions)$/.exec(path);
    const market = this.markets.find((m) => m.instrument.instrument_id === decodeURIComponent(one?.[1] ?? ''));
    if (market === undefined) return problem(400, 'unknown_field', `'dataset' is not known here: ${path}.`);
    return one[2] === 'bars' ? bars(market, query) : ok(sessions(market, query));
  }

  change(method, { ok }) {
    if (method === 'POST') {
      this.job = this.jobs.create('Load the sample data', []);
      Object.assign(this.job, { kind: 'sample', rows_total: 80_000 });
      this.job.parts = [];
      this.jobs.run(this.job, () => { this.isLoaded = true; });
      return ok(publicJob(this.job), 202, { location: `/api/v1/jobs/${this.job.id}` });
    }
    if (method === 'DELETE') this.isLoaded = false;
    const isLoading = this.job !== null && ['queued', 'running'].includes(this.job.state);
    return ok({ loaded: this.isLoaded, job_id: isLoading ? this.job.id : null, instruments: this.markets.map((m) => m.instrument.instrument_id), start: '0', end: '0' });
  }
}
