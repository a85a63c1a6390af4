import { useEffect, useRef, type PointerEvent, type ReactNode } from 'react';
import { compareDecimals, parseDecimal, percentChange, positionInRange, subtract, toPixels, type Decimal } from '../lib/decimal';
import { formatAge, formatDecimal, formatNanos, formatOld, formatPercent, formatSigned, unknown } from '../lib/format';
import { formatPrice } from '../lib/fraction';
import { pageFrames } from '../lib/frameQueue';
import { knownZone, type Nanos } from '../lib/time';
import { t } from '../lib/text';
import { useLine, useLive, useStream } from './context';
import type { LiveInstrument } from './market';
import { useAge, useFreshness } from './useFreshness';

/** What a cell must know of an instrument besides its market. */
export interface CellInstrument {
  readonly id: string;
  readonly timeZone: string | null;
  readonly tradingHours: string | null;
  readonly barPriceType: string;
  readonly instrumentClass: string;
  readonly priceIncrement: string;
}

/** Pairs of currencies are quoted, not traded: their bars are made of mid prices. */
export function hasTrades(instrument: CellInstrument): boolean {
  return instrument.barPriceType === 'LAST';
}

/** An index has prices, but nothing changes hands. */
export function hasVolume(instrument: CellInstrument): boolean {
  return hasTrades(instrument) && instrument.instrumentClass !== 'INDEX_INSTRUMENT';
}

/** The last trade; where nothing trades (pairs), the close of the day's bar of mid prices. */
export function lastPriceOf(live: LiveInstrument): string | null {
  return live.trade?.price ?? live.day?.close ?? null;
}

export function changeOf(live: LiveInstrument): Decimal | null {
  const last = parseDecimal(lastPriceOf(live));
  const before = parseDecimal(live.previousDay?.close);
  return last === null || before === null ? null : subtract(last, before);
}

export function changePercentOf(live: LiveInstrument): number | null {
  const last = parseDecimal(lastPriceOf(live));
  const before = parseDecimal(live.previousDay?.close);
  return last === null || before === null ? null : percentChange(last, before);
}

export function spreadOf(live: LiveInstrument): Decimal | null {
  const bid = parseDecimal(live.quote?.bid);
  const ask = parseDecimal(live.quote?.ask);
  return bid === null || ask === null ? null : subtract(ask, bid);
}

/** Flashing faster than three times a second is refused (WCAG 2.3.1), arrows that turn included. */
const markPause = 500;

/** A ground that is there and then not: one that fades would be painted in every frame, in fifty rows at once. */
const flashMillis = 300;

/** A price that shows its direction by an arrow, and a change by a short flash; both tell of the time since the mark before. */
export function LastPrice({ instrument, className = '' }: { readonly instrument: CellInstrument; readonly className?: string }): ReactNode {
  const { market } = useStream();
  const price = useLive(instrument.id, lastPriceOf);
  const { freshness, staleFor } = useFreshness(instrument);
  const ref = useRef<HTMLSpanElement>(null);
  const marked = useRef<{ price: string | null; at: number }>({ price: null, at: -markPause });
  useEffect(() => {
    const mark = (): void => {
      const state = marked.current;
      const [old, now, element] = [parseDecimal(state.price), parseDecimal(price), ref.current];
      state.price = price;
      if (old === null || now === null || element === null) return;
      const step = compareDecimals(now, old);
      if (step === 0) return;
      const direction = step > 0 ? 'up' : 'down';
      const at = performance.now();
      state.at = at;
      element.dataset['tick'] = direction;
      element.dataset['flash'] = direction;
      setTimeout(() => pageFrames.schedule(() => {
        if (state.at === at) delete element.dataset['flash'];
      }), flashMillis);
    };
    const wait = marked.current.at + markPause - performance.now();
    if (wait <= 0) {
      mark();
      return undefined;
    }
    const timer = setTimeout(() => pageFrames.schedule(mark), wait);
    return () => {
      clearTimeout(timer);
      pageFrames.cancel(mark);
    };
  }, [price]);
  const shown = formatPrice(price, instrument.priceIncrement);
  const title = (): string => {
    const { trade, quote } = market.peek(instrument.id);
    return titleOf(price, shown, staleFor, trade?.tsEvent ?? quote?.tsEvent ?? null);
  };
  return (
    <span ref={ref} className={`live price ${className}`} data-testid="last-price" data-value={price ?? ''} data-fresh={freshness} title={title()} onPointerEnter={retitled(title)}>
      {shown}
      {staleFor !== null && <span className="price-age" data-testid="price-age">{staleFor}</span>}
      <QualityBadge id={instrument.id} />
    </span>
  );
}

/** As of when, or how long it is stale; and what is told otherwise than in decimals has these on hover, before it. */
function titleOf(price: string | null, shown: string, staleFor: string | null, asOf: Nanos | null): string {
  const decimals = formatDecimal(price);
  const more = staleFor !== null ? t.freshness.stale(staleFor) : asOf === null ? t.unknown : formatNanos(asOf);
  return decimals === shown ? more : `${decimals}\n${more}`;
}

/** The same price may have come again since it was rendered. */
function retitled(title: () => string): (event: PointerEvent<HTMLElement>) => void {
  return (event) => {
    event.currentTarget.title = title();
  };
}

/** Says beside a price that it is not that of now. */
export function QualityBadge({ id }: { readonly id: string }): ReactNode {
  const quality = useLine(id, (line) => line.quality);
  if (quality === null) return null;
  return <span className="badge badge-late" data-testid="price-quality" data-value={quality}>{t.freshness.quality[quality]}</span>;
}

export function ChangeText({ id, kind }: { readonly id: string; readonly kind: 'amount' | 'percent' }): ReactNode {
  const text = useLive(id, (live) => (kind === 'amount' ? formatSigned(changeOf(live)) : formatPercent(changePercentOf(live))));
  const sign = useLive(id, (live) => {
    const change = changeOf(live);
    return change === null || change.mantissa === 0n ? 'flat' : change.mantissa > 0n ? 'up' : 'down';
  });
  return (
    <span className={`live signed signed-${sign}`} data-testid={`change-${kind}`} data-value={text === unknown ? '' : text} title={text === unknown ? t.noPreviousDay : undefined}>
      {text}
    </span>
  );
}

type QuoteField = 'bid' | 'ask' | 'bidSize' | 'askSize';

export function QuoteText({ instrument, field }: { readonly instrument: CellInstrument; readonly field: QuoteField }): ReactNode {
  const { market } = useStream();
  const value = useLive(instrument.id, (live) => live.quote?.[field] ?? null);
  const { freshness, staleFor } = useFreshness(instrument);
  const isPrice = field === 'bid' || field === 'ask';
  const shown = isPrice ? formatPrice(value, instrument.priceIncrement) : formatDecimal(value);
  const title = (): string => titleOf(value, shown, staleFor, market.peek(instrument.id).quote?.tsEvent ?? null);
  return (
    <>
      <span className={isPrice ? 'live quoted' : 'live'} data-testid={field} data-value={value ?? ''} data-fresh={freshness} title={title()} onPointerEnter={retitled(title)}>{shown}</span>
      {isPrice && <QualityBadge id={instrument.id} />}
    </>
  );
}

export function SpreadText({ id }: { readonly id: string }): ReactNode {
  const text = useLive(id, (live) => formatSpread(spreadOf(live)));
  const isCrossed = useLive(id, (live) => (spreadOf(live)?.mantissa ?? 0n) < 0n);
  return <span className={isCrossed ? 'live crossed' : 'live'} data-testid="spread" title={isCrossed ? t.crossed : undefined}>{text}</span>;
}

function formatSpread(spread: Decimal | null): string {
  return spread === null ? unknown : formatSigned(spread).replace('+', '');
}

export function VolumeText({ instrument }: { readonly instrument: CellInstrument }): ReactNode {
  const volume = useLive(instrument.id, (live) => live.day?.volume ?? null);
  if (!hasVolume(instrument)) return <span title={t.chart.noVolume}>{unknown}</span>;
  return <span className="live" data-testid="volume" data-value={volume ?? ''}>{formatDecimal(volume)}</span>;
}

/** Where the last price lies between the day's low and high. */
export function DayRange({ id }: { readonly id: string }): ReactNode {
  const low = useLive(id, (live) => live.day?.low ?? null);
  const high = useLive(id, (live) => live.day?.high ?? null);
  const open = useLive(id, (live) => live.day?.open ?? null);
  const last = useLive(id, lastPriceOf);
  if (low === null || high === null || last === null) return <span className="live day-range-none">{unknown}</span>;
  const at = share(last, low, high);
  const from = share(open ?? last, low, high);
  const label = t.dayRange(formatDecimal(low), formatDecimal(high), formatDecimal(last));
  return (
    <svg className="day-range" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" aria-label={label} data-testid="day-range">
      <title>{label}</title>
      <rect className="day-range-track" x="0" y="5" width="100" height="2" />
      <rect className={at >= from ? 'day-range-up' : 'day-range-down'} x={Math.min(at, from)} y="4" width={Math.max(1, Math.abs(at - from))} height="4" />
      <rect className="day-range-mark" x={Math.min(98, Math.max(0, at - 1))} y="1" width="2" height="10" />
    </svg>
  );
}

function share(value: string, low: string, high: string): number {
  const [v, l, h] = [parseDecimal(value), parseDecimal(low), parseDecimal(high)];
  if (v === null || l === null || h === null) return toPixels('50');
  return (positionInRange(v, l, h) ?? 0.5) * 100;
}

/** How old the newest tick is, or that the market is closed. */
export function AgeText({ instrument }: { readonly instrument: CellInstrument }): ReactNode {
  const { freshness, age, nextOpen, lastTick } = useAge(instrument);
  const zone = knownZone(instrument.timeZone) ?? 'UTC';
  const text = freshness !== 'closed' ? formatOld(lastTick, age, zone)
    : nextOpen === null ? t.freshness.closed : t.freshness.opens(nextOpen, zone);
  const title = freshness === 'closed' ? text
    : freshness === 'stale' ? t.freshness.stale(formatAge(age)) : freshness === 'none' ? t.freshness.none : undefined;
  return <span className="age" data-testid="age" data-fresh={freshness} data-value={age ?? ''} title={title}>{text}</span>;
}
