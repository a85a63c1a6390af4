import type { ReactNode } from 'react';
import { useDefinition, type Definition } from '../../api/definitions';
import { formatDecimal, formatInstant, formatNanos, unknown } from '../../lib/format';
import { knownZone, localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Loaded, Panel } from '../../ui/Panel';

export function DefinitionPanel({ instrumentId }: { readonly instrumentId: string }): ReactNode {
  const query = useDefinition(instrumentId);
  return (
    <Panel title={t.instrument.definition} testId="panel-definition" isPlain className="instrument-definition" note={query.data?.description}>
      <Loaded query={query} rows={10}>{(definition) => <Facts definition={definition} />}</Loaded>
    </Panel>
  );
}

function Facts({ definition: d }: { readonly definition: Definition }): ReactNode {
  const zone = knownZone(d.timeZone) ?? 'UTC';
  const facts: readonly (readonly [string, string, string?])[] = [
    [t.columns.type, t.words(d.instrumentClass)],
    [t.instrument.assetClass, t.words(d.assetClass)],
    [t.instrument.rawSymbol, d.rawSymbol],
    [t.columns.currency, d.currency],
    [t.columns.tick, formatDecimal(d.priceIncrement)],
    [t.instrument.pricePrecision, String(d.pricePrecision)],
    [t.instrument.sizeIncrement, formatDecimal(d.sizeIncrement)],
    [t.instrument.sizePrecision, String(d.sizePrecision)],
    [t.detail.multiplier, formatDecimal(d.multiplier)],
    [t.instrument.lotSize, formatDecimal(d.lotSize)],
    ...(d.priceBands.length === 0 ? [] : [[t.instrument.bands, d.priceBands.map((b) => t.instrument.band(formatDecimal(b.lowEdge), formatDecimal(b.increment))).join(', ')] as const]),
    ...(d.isin === null ? [] : [['ISIN', d.isin] as const]),
    ...(d.underlying === null ? [] : [[t.instrument.underlying, d.underlying] as const]),
    ...(d.exchange === null ? [] : [[t.instrument.exchange, d.exchange] as const]),
    ...(d.expiration === null ? [] : [[t.inZone(t.instrument.expiration, zone), formatInstant(d.expiration, zone), formatNanos(d.expiration)] as const]),
    ...(d.optionKind === null ? [] : [[t.instrument.option, `${t.words(d.optionKind)} ${formatDecimal(d.strikePrice)}`] as const]),
    [t.detail.barsOf, d.barPriceType],
    ...(d.recording
      ? [[t.inZone(t.instrument.refreshed, localZone()), d.refreshedAt === null ? t.instrument.notRefreshed : formatInstant(d.refreshedAt, localZone()), formatNanos(d.refreshedAt)] as const]
      : []),
  ];
  return (
    <>
      {d.refreshProblem !== null && <p className="stale-note" role="status">{t.instrument.failed(d.refreshProblem)}</p>}
      <dl className="facts" data-testid="definition-facts">
        {facts.map(([name, value, title]) => <div key={name}><dt>{name}</dt><dd className="num" title={title}>{value === '' ? unknown : value}</dd></div>)}
      </dl>
    </>
  );
}
