// A market that exists nowhere: every price is a function of time, so that any bar of any length can be asked for. Bars that close
// while the server runs are built from the ticks it sent.
const second = 1_000_000_000n;

export const timeframes = {
  '1s': 1, '5s': 5, '15s': 15, '30s': 30, '1m': 60, '2m': 120, '3m': 180, '5m': 300, '10m': 600, '15m': 900, '30m': 1800,
  '1h': 3600, '2h': 7200, '4h': 14400, '6h': 21600, '8h': 28800, '12h': 43200, '1D': 86400, '1W': 604800, '1M': 0,
};

const units = { s: 'SECOND', m: 'MINUTE', h: 'HOUR', D: 'DAY', W: 'WEEK', M: 'MONTH' };

export function barTypeOf(instrument, timeframe) {
  return `${instrument.instrument_id}-${timeframe.slice(0, -1)}-${units[timeframe.slice(-1)]}-${instrument.bar_price_type}-EXTERNAL`;
}

export function openOf(seconds, timeframe) {
  if (timeframe === '1M') {
    const d = new Date(seconds * 1000);
    return Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), 1) / 1000;
  }
  const length = timeframes[timeframe];
  const shift = timeframe === '1W' ? 3 * 86400 : 0;
  return Math.floor((seconds + shift) / length) * length - shift;
}

export function closeOf(open, timeframe) {
  if (timeframe !== '1M') return open + timeframes[timeframe];
  const d = new Date(open * 1000);
  return Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 1) / 1000;
}

function noise(seed, n) {
  let x = (Math.imul(n ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(seed, 0xc2b2ae35)) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) >>> 0;
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39) >>> 0;
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32 - 0.5;
}

function smooth(seed, t, period) {
  const at = t / period;
  const n = Math.floor(at);
  const f = at - n;
  const w = f * f * (3 - 2 * f);
  return noise(seed, n) * (1 - w) + noise(seed, n + 1) * w;
}

const waves = [
  [31_557_600, 0.5], [7_889_400, 0.22], [1_814_400, 0.1], [432_000, 0.05], [86_400, 0.022], [28_800, 0.013], [7_200, 0.007],
  [1_800, 0.0035], [480, 0.0018], [120, 0.0009], [30, 0.0005], [8, 0.0003], [2, 0.0002],
];

export class Market {
  constructor(instrument, seed, base, volatility) {
    this.instrument = instrument;
    this.seed = seed;
    this.base = base;
    this.volatility = volatility;
    this.decimals = instrument.price_precision;
    this.built = new Map();
    this.open = new Map();
    this.sequence = 0;
    this.trade = null;
    this.quote = null;
  }

  raw(seconds) {
    let sum = 0;
    waves.forEach(([period, weight], i) => { sum += smooth(this.seed * 31 + i, seconds, period) * weight; });
    return this.base * Math.exp(sum * this.volatility);
  }

  price(seconds, extra = 0) {
    return this.raw(seconds).toFixed(this.decimals + extra);
  }

  get isMid() {
    return this.instrument.bar_price_type === 'MID';
  }

  history(open, timeframe, until) {
    const close = Math.min(closeOf(open, timeframe), until);
    const points = 24;
    const extra = this.isMid ? 1 : 0;
    let high = -Infinity;
    let low = Infinity;
    let sum = 0;
    for (let i = 0; i <= points; i++) {
      const p = this.raw(open + ((close - open) * i) / points);
      high = Math.max(high, p);
      low = Math.min(low, p);
      sum += p;
    }
    const count = Math.max(1, Math.round((close - open) * 1.7 * (1 + noise(this.seed, open))));
    const volume = this.isMid ? '0' : String(Math.round(count * (40 + 60 * Math.abs(noise(this.seed + 7, open)))));
    return this.shape(open, timeframe, {
      open: this.price(open, extra), high: high.toFixed(this.decimals + extra), low: low.toFixed(this.decimals + extra),
      close: this.price(close, extra), volume, trade_count: this.isMid ? 0 : count,
      vwap: this.isMid ? null : (sum / (points + 1)).toFixed(this.decimals + 2), is_closed: true, revision: 0, source: 'broker_history',
    });
  }

  shape(open, timeframe, rest) {
    const tsOpen = BigInt(open) * second;
    const tsEvent = BigInt(closeOf(open, timeframe)) * second;
    return {
      ts_open: String(tsOpen), ts_open_iso: iso(tsOpen), ts_event: String(tsEvent), ts_event_iso: iso(tsEvent), ...rest,
    };
  }

  /** Bars with start <= open < end, newest last, none before the first recorded moment and none that `isMissing`. */
  bars(timeframe, start, end, limit, descending, firstSecond, nowSeconds, isMissing = () => false) {
    const result = [];
    const from = Math.max(start, openOf(firstSecond, timeframe));
    const upTo = Math.min(end, nowSeconds + 1);
    const add = (open) => {
      const bar = this.bar(open, timeframe, nowSeconds);
      if (bar !== null && !isMissing(bar)) result.push(bar);
    };
    if (descending) {
      for (let open = openOf(upTo - 1e-6, timeframe); open >= from && result.length < limit; open = openOf(open - 1, timeframe)) {
        if (open < end) add(open);
      }
    } else {
      let open = openOf(from, timeframe);
      if (open < from) open = closeOf(open, timeframe);
      for (; open < upTo && result.length < limit; open = closeOf(open, timeframe)) add(open);
    }
    return result;
  }

  bar(open, timeframe, nowSeconds) {
    const live = this.open.get(timeframe);
    if (live !== undefined && Number(BigInt(live.ts_open) / second) === open) return live;
    const built = this.built.get(`${timeframe} ${open}`);
    if (built !== undefined) return built;
    if (closeOf(open, timeframe) > nowSeconds) return null;
    return this.history(open, timeframe, nowSeconds);
  }

  /** A book behind the quote: pairs of price and size from the best. */
  levels(count) {
    const step = 10 ** -this.decimals;
    const side = (best, direction) => Array.from({ length: count }, (_, i) => [
      (Number(best) + direction * i * step).toFixed(this.decimals), i === 0 ? '300' : String(100 * (1 + Math.round(4 * Math.abs(noise(this.seed + i, this.sequence))))),
    ]);
    return { bids: side(this.quote.bid_price, -1), asks: side(this.quote.ask_price, 1) };
  }

  /** One tick; answers the bars it changed or closed. */
  tick(nowMillis) {
    const seconds = nowMillis / 1000;
    const ns = BigInt(Math.round(nowMillis * 1000)) * 1000n;
    const event = ns - 2_100_000n;
    const step = Number(this.instrument.price_increment);
    const middle = this.raw(seconds) + noise(this.seed, this.sequence) * step * 2;
    const half = Math.max(step, this.base * 0.00004) * (0.6 + Math.abs(noise(this.seed + 3, this.sequence)));
    const bid = Math.floor((middle - half) / step) * step;
    const ask = bid + Math.max(step, Math.round((2 * half) / step) * step);
    this.sequence++;
    const size = (n) => String(Math.max(1, Math.round(400 * Math.abs(noise(this.seed + n, this.sequence)))) * (this.isMid ? 10000 : 1));
    this.quote = {
      bid_price: bid.toFixed(this.decimals), ask_price: ask.toFixed(this.decimals), bid_size: size(11), ask_size: size(13),
      ts_event: String(event), ts_init: String(ns),
    };
    let price = ((bid + ask) / 2).toFixed(this.decimals + 1);
    let traded = '0';
    if (!this.isMid) {
      price = (noise(this.seed + 17, this.sequence) > 0 ? ask : bid).toFixed(this.decimals);
      traded = size(19);
      this.trade = { price, size: traded, aggressor_side: 'NO_AGGRESSOR', trade_id: `1-${this.sequence}`, ts_event: String(event), ts_init: String(ns) };
    }
    const changed = [];
    for (const timeframe of Object.keys(timeframes)) {
      const open = openOf(seconds, timeframe);
      let bar = this.open.get(timeframe);
      if (bar !== undefined && Number(BigInt(bar.ts_open) / second) !== open) {
        bar = { ...bar, is_closed: true };
        this.built.set(`${timeframe} ${Number(BigInt(bar.ts_open) / second)}`, bar);
        changed.push([timeframe, bar]);
        bar = undefined;
      }
      if (bar === undefined) {
        const isYoung = seconds - open < 3;
        const seed = isYoung ? null : this.history(open, timeframe, seconds);
        bar = this.shape(open, timeframe, {
          open: seed?.open ?? price, high: seed?.high ?? price, low: seed?.low ?? price, close: price, volume: seed?.volume ?? '0',
          trade_count: seed?.trade_count ?? 0, vwap: seed?.vwap ?? (this.isMid ? null : price), is_closed: false, revision: 0, source: 'ticks',
        });
      }
      bar = {
        ...bar,
        high: Number(price) > Number(bar.high) ? price : bar.high,
        low: Number(price) < Number(bar.low) ? price : bar.low,
        close: price,
        volume: String(BigInt(bar.volume) + BigInt(traded)),
        trade_count: bar.trade_count + (this.isMid ? 0 : 1),
      };
      this.open.set(timeframe, bar);
      changed.push([timeframe, bar]);
    }
    return changed;
  }
}

export function iso(ns) {
  const value = BigInt(ns);
  return `${new Date(Number(value / 1_000_000n)).toISOString().slice(0, 19)}.${(value % second).toString().padStart(9, '0')}Z`;
}
