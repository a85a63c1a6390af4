import { memo, type ReactNode } from 'react';
import { compareTexts } from '../lib/decimal';
import { formatClock, formatDecimal, formatNanos, unknown } from '../lib/format';
import type { Quote, Trade } from '../lib/marketWire';
import { knownZone, millisOf, type Nanos } from '../lib/time';
import { t } from '../lib/text';
import { hasTrades, QualityBadge, type CellInstrument } from './cells';
import { useHold, useLive } from './context';
import { useFreshness } from './useFreshness';

/** The ticks of an instrument as they come, newest first: trades, or quotes where nothing trades. */
export function Tape({ instrument }: { readonly instrument: CellInstrument }): ReactNode {
  useHold([instrument.id], 'tape');
  return hasTrades(instrument) ? <TradeTape instrument={instrument} /> : <QuoteTape instrument={instrument} />;
}

function TradeTape({ instrument }: { readonly instrument: CellInstrument }): ReactNode {
  const trades = useLive(instrument.id, (live) => live.recentTrades);
  const newest = useNewest(instrument);
  return trades.length === 0 ? <p className="empty muted">{t.freshness.none}</p> : <TradeTable instrument={instrument} trades={trades} newest={newest} />;
}

function QuoteTape({ instrument }: { readonly instrument: CellInstrument }): ReactNode {
  const quotes = useLive(instrument.id, (live) => live.recentQuotes);
  const newest = useNewest(instrument);
  return quotes.length === 0 ? <p className="empty muted">{t.freshness.none}</p> : <QuoteTable instrument={instrument} quotes={quotes} newest={newest} />;
}

/** Newest first. */
export function TradeTable({ instrument, trades, newest }: {
  readonly instrument: CellInstrument;
  readonly trades: readonly Trade[];
  /** What is known of the first one as the instrument's price; null: it is no price of now. */
  readonly newest: Newest | null;
}): ReactNode {
  return (
    <table className="table tape" data-testid="tape">
      <caption className="visually-hidden">{t.detail.trades}</caption>
      <thead>
        <tr><TimeHead instrument={instrument} newest={trades[0]?.tsEvent ?? null} /><th scope="col" className="right">{t.columns.price}</th><th scope="col" className="right">{t.columns.size}</th></tr>
      </thead>
      <tbody>
        {trades.map((trade, i) => (
          <TradeRow
            key={i}
            trade={trade}
            step={stepOf(trade, trades[i + 1])}
            zone={zoneOf(instrument)}
            id={i === 0 ? newest?.id : undefined}
            staleFor={i === 0 ? newest?.staleFor : undefined}
          />
        ))}
      </tbody>
    </table>
  );
}

/** Newest first. */
export function QuoteTable({ instrument, quotes, newest }: {
  readonly instrument: CellInstrument;
  readonly quotes: readonly Quote[];
  readonly newest: Newest | null;
}): ReactNode {
  return (
    <table className="table tape" data-testid="tape">
      <caption className="visually-hidden">{t.detail.quotes}</caption>
      <thead>
        <tr><TimeHead instrument={instrument} newest={quotes[0]?.tsEvent ?? null} /><th scope="col" className="right">{t.columns.bid}</th><th scope="col" className="right">{t.columns.ask}</th></tr>
      </thead>
      <tbody>
        {quotes.map((quote, i) => (
          <QuoteRow
            key={i}
            quote={quote}
            zone={zoneOf(instrument)}
            id={i === 0 ? newest?.id : undefined}
            staleFor={i === 0 ? newest?.staleFor : undefined}
          />
        ))}
      </tbody>
    </table>
  );
}

/** The times below it are those of the exchange. */
function TimeHead({ instrument, newest }: { readonly instrument: CellInstrument; readonly newest: Nanos | null }): ReactNode {
  return <th scope="col" data-testid="tape-time">{t.inZone(t.columns.time, zoneOf(instrument), newest === null ? undefined : millisOf(newest))}</th>;
}

interface RowFacts {
  readonly zone: string;
  /** Of the newest row, the instrument whose price this is; absent: it is no price of now. */
  readonly id: string | undefined;
  readonly staleFor: string | null | undefined;
}

/** Rows stay where they are and take over what the one above had: what moves on the screen ten times a second cannot be read. */
const TradeRow = memo(({ trade, step, zone, id, staleFor }: RowFacts & { readonly trade: Trade; readonly step: number }) => (
  <tr data-testid="tape-row" data-value={trade.tsEvent?.toString() ?? ''}>
    <td className="num" title={formatNanos(trade.tsEvent)}>{timeOf(trade.tsEvent, zone)}</td>
    <td className={`num right live signed-${step > 0 ? 'up' : step < 0 ? 'down' : 'same'}`}>
      {step > 0 ? '▲ ' : step < 0 ? '▼ ' : ''}<Priced text={formatDecimal(trade.price)} id={id} staleFor={staleFor} />
    </td>
    <td className="num right">{formatDecimal(trade.size)}</td>
  </tr>
));

const QuoteRow = memo(({ quote, zone, id, staleFor }: RowFacts & { readonly quote: Quote }) => (
  <tr data-testid="tape-row" data-value={quote.tsEvent?.toString() ?? ''}>
    <td className="num" title={formatNanos(quote.tsEvent)}>{timeOf(quote.tsEvent, zone)}</td>
    <td className="num right live"><Priced text={formatDecimal(quote.bid)} id={id} staleFor={staleFor} /></td>
    <td className="num right live"><Priced text={formatDecimal(quote.ask)} id={id} staleFor={staleFor} /></td>
  </tr>
));

export interface Newest {
  readonly id: string;
  /** Null while it is current. */
  readonly staleFor: string | null;
}

function useNewest(instrument: CellInstrument): Newest {
  const { staleFor } = useFreshness(instrument);
  return { id: instrument.id, staleFor };
}

/** A price of the tape; the newest one is also that of the instrument, and marked when that is not current. */
function Priced({ text, id, staleFor }: { readonly text: string } & Pick<RowFacts, 'id' | 'staleFor'>): ReactNode {
  if (id === undefined || staleFor === undefined) return text;
  return (
    <>
      <span className="quoted" data-testid="tape-price" data-fresh={staleFor === null ? 'live' : 'stale'}>{text}</span>
      {staleFor !== null && <span className="price-age" data-testid="price-age">{staleFor}</span>}
      <QualityBadge id={id} />
    </>
  );
}

function stepOf(trade: Trade, before: Trade | undefined): number {
  return compareTexts(trade.price, before?.price) ?? 0;
}

function zoneOf(instrument: CellInstrument): string {
  return knownZone(instrument.timeZone) ?? 'UTC';
}

function timeOf(at: Nanos | null, zone: string): string {
  if (at === null) return unknown;
  const millis = millisOf(at);
  return `${formatClock(millis, zone)}.${String(Math.floor(millis % 1000)).padStart(3, '0')}`;
}
