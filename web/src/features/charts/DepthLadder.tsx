import { useEffect, useRef, useState, type ReactNode, type Ref } from 'react';
import type { Instrument } from '../../api/types';
import { parseDecimal, type Decimal } from '../../lib/decimal';
import { formatDecimal } from '../../lib/format';
import { t } from '../../lib/text';
import type { LiveBook } from '../../stream/book';
import { useLive } from '../../stream/context';
import { centreOf, ladderOf, type LadderRow } from './ladder';

const oneCent: Decimal = { mantissa: 1n, scale: 2 };

/** Prices in steps around a centre that stays still until it is asked to follow the market. */
export function DepthLadder({ instrument, book, isStale }: {
  readonly instrument: Instrument;
  readonly book: LiveBook;
  readonly isStale: boolean;
}): ReactNode {
  const increment = parseDecimal(instrument.priceIncrement) ?? oneCent;
  const middle = centreOf(book, increment);
  const [kept, setCentre] = useState<bigint | null>(middle);
  const last = useLive(instrument.id, (live) => live.trade?.price ?? null);
  const centreRow = useRef<HTMLTableRowElement>(null);
  // Where not all rows have room, the market is in sight.
  useEffect(() => centreRow.current?.scrollIntoView({ block: 'center' }), [kept]);
  const centre = kept ?? middle;
  if (centre === null) return null;
  if (kept === null) setCentre(centre);
  const { rows, away } = ladderOf(book, centre, increment, instrument.pricePrecision);
  return (
    <div className="ladder-frame" data-stale={isStale}>
      <table className="table ladder" data-testid="ladder" data-stale={isStale}>
        <caption className="visually-hidden">{t.depth.caption(instrument.id)}</caption>
        <thead>
          <tr>
            <th scope="col" className="right">{t.columns.bidSize}</th>
            <th scope="col" className="right">{t.columns.price}</th>
            <th scope="col" className="right">{t.columns.askSize}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => <Row key={row.price} row={row} isLast={row.price === last} place={2 * i + 1 === rows.length ? centreRow : undefined} />)}
        </tbody>
      </table>
      <p className="ladder-foot">
        {away !== null && <span className="muted" data-testid="ladder-away">{away === 'above' ? t.depth.above : t.depth.below}</span>}
        <button type="button" className={away === null ? 'link-button' : 'button button-primary'} data-testid="ladder-centre" onClick={() => setCentre(middle)}>
          {t.depth.centre}
        </button>
      </p>
    </div>
  );
}

function Row({ row, isLast, place }: { readonly row: LadderRow; readonly isLast: boolean; readonly place: Ref<HTMLTableRowElement> | undefined }): ReactNode {
  return (
    <tr ref={place} data-price={row.price} data-last={isLast} className={row.ask === null ? 'ladder-bid' : 'ladder-ask'}>
      <td className="num right ladder-size">{row.bid !== null && <><Bar share={row.bidShare} side="bid" /><span>{formatDecimal(row.bid)}</span></>}</td>
      <td className="num right ladder-price" title={isLast ? t.depth.last : undefined}>{formatDecimal(row.price)}</td>
      <td className="num right ladder-size">{row.ask !== null && <><Bar share={row.askShare} side="ask" /><span>{formatDecimal(row.ask)}</span></>}</td>
    </tr>
  );
}

function Bar({ share, side }: { readonly share: number; readonly side: 'bid' | 'ask' }): ReactNode {
  return (
    <svg className={`ladder-bar ladder-bar-${side}`} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      <rect x={side === 'bid' ? 100 - share : 0} y="0" width={share} height="1" />
    </svg>
  );
}
