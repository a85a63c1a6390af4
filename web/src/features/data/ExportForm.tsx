import { useEffect, useMemo, useState, type FormEvent, type ReactNode } from 'react';
import { useEstimate } from '../../api/exports';
import { ApiError } from '../../api/http';
import { useCoverage, useInfo, useInstruments, useMay } from '../../api/queries';
import { t } from '../../lib/text';
import { timeframes } from '../../lib/timeframes';
import { Icon } from '../../ui/Icon';
import { Loaded, Panel, Problem, SkeletonLine } from '../../ui/Panel';
import { Segmented } from '../../ui/Segmented';
import { formatOf, hasFlatForm, questionOf, requestFromQuery, useStartExport, type Compression, type ExportFormat, type ExportKind, type ExportRequest, type OnOverlap } from './exportRequest';
import { EstimateLine } from './EstimateLine';
import { rememberRequest } from './lastRequest';
import { useSettled } from './useSettled';

const day = 86_400_000;

function utcDate(millis: number): string {
  return new Date(millis).toISOString().slice(0, 10);
}

export function ExportForm(): ReactNode {
  const instruments = useInstruments();
  const coverage = useCoverage();
  const canAct = useMay('exporter');
  const isKnown = useInfo().data !== undefined;
  const start = useStartExport();
  const [request, setRequest] = useState<ExportRequest>(() => ({
    kind: 'ticks', instrumentId: '', source: '', start: utcDate(Date.now()), end: utcDate(Date.now() + day),
    timeframe: '1m', compression: 'snappy', format: 'nautilus', onOverlap: 'skip', ...requestFromQuery(window.location.search),
  }));
  const change = (part: Partial<ExportRequest>): void => setRequest((now) => ({ ...now, ...part }));
  const known = useMemo(() => {
    const stored = new Set((coverage.data ?? []).map((row) => row.instrumentId));
    return (instruments.data ?? []).filter((i) => i.recording || stored.has(i.id));
  }, [instruments.data, coverage.data]);
  const chosen = known.find((i) => i.id === request.instrumentId) ?? known[0];
  const complete: ExportRequest = { ...request, instrumentId: chosen?.id ?? '', source: chosen?.source ?? '' };
  const isDaily = request.kind === 'daily';
  const areDatesRead = isDate(request.start) && (isDaily || isDate(request.end));
  const isRangeWrong = !areDatesRead || (!isDaily && request.end <= request.start);
  const question = useSettled(questionOf(complete));
  const estimate = useEstimate(question);
  useEffect(() => rememberRequest(complete));

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (canAct && !isRangeWrong && (isDaily || chosen !== undefined)) start.mutate(complete);
  };
  const pointer = (field: string): string | undefined =>
    start.error instanceof ApiError ? start.error.pointers.find((p) => p.pointer.endsWith(field))?.detail : undefined;

  return (
    <Panel title={t.exportForm.title} testId="panel-export-form" className="export-form-panel">
      {instruments.error !== null && <Loaded query={instruments}>{() => null}</Loaded>}
      <form className="form" onSubmit={submit} data-testid="export-form">
        <div className="field">
          <span>{t.exportForm.kind}</span>
          <Segmented<ExportKind>
            label={t.exportForm.kind}
            value={request.kind}
            onChange={(kind) => change({ kind })}
            testId="export-kind"
            options={[
              { value: 'ticks', text: t.exportForm.ticks },
              { value: 'quotes', text: t.exportForm.quotes },
              { value: 'bars', text: t.exportForm.bars },
              { value: 'deltas', text: t.exportForm.deltas },
              { value: 'depths', text: t.exportForm.depths },
              { value: 'daily', text: t.exportForm.daily, title: t.exportForm.dailyTitle },
            ]}
          />
        </div>
        {isDaily ? <p className="muted form-note">{t.exportForm.dailyTitle}</p> : (
          <label className="field">
            <span>{t.columns.instrument}</span>
            {instruments.isPending ? <SkeletonLine /> : (
              <select data-testid="export-instrument" value={complete.instrumentId} onChange={(event) => change({ instrumentId: event.target.value })}>
                {known.map((i) => <option key={i.id} value={i.id}>{i.id}</option>)}
              </select>
            )}
          </label>
        )}
        <div className="field-row">
          <label className="field">
            <span>{isDaily ? t.exportForm.date : t.exportForm.from}</span>
            <input {...isoInput} data-testid="export-start" value={request.start} onChange={(event) => change({ start: event.target.value })} />
          </label>
          {!isDaily && (
            <label className="field">
              <span>{t.exportForm.to}</span>
              <input
                {...isoInput}
                data-testid="export-end"
                value={request.end}
                aria-invalid={isRangeWrong}
                aria-describedby={isRangeWrong ? 'export-range-error' : undefined}
                onChange={(event) => change({ end: event.target.value })}
              />
            </label>
          )}
          {request.kind === 'bars' && (
            <label className="field">
              <span>{t.chart.timeframe}</span>
              <select data-testid="export-timeframe" value={request.timeframe} onChange={(event) => change({ timeframe: event.target.value })}>
                {timeframes.map((timeframe) => <option key={timeframe} value={timeframe}>{timeframe}</option>)}
              </select>
            </label>
          )}
        </div>
        {!isDaily && <QuickRanges onChoose={(start, end) => change({ start, end })} />}
        {isRangeWrong && <p className="field-error" id="export-range-error">{areDatesRead ? t.exportForm.rangeWrong : t.exportForm.dateWrong}</p>}
        <div className="export-options">
          <label className="field">
            <span>{t.exportForm.format}</span>
            <select
              data-testid="export-format"
              value={formatOf(request)}
              disabled={!hasFlatForm(request.kind)}
              title={hasFlatForm(request.kind) ? undefined : t.exportForm.onlyNautilus}
              onChange={(event) => change({ format: formats.find((f) => f === event.target.value) ?? 'nautilus' })}
            >
              {formats.map((f) => <option key={f} value={f}>{t.exportForm.formats[f]}</option>)}
            </select>
          </label>
          <label className="field">
            <span>{t.exportForm.compression}</span>
            <select data-testid="export-compression" value={request.compression} onChange={(event) => change({ compression: compressionOf(event.target.value) })}>
              {compressions.map((c) => <option key={c} value={c}>{c}</option>)}
            </select>
          </label>
          {!isDaily && (
            <label className="field">
              <span>{t.exportForm.overlap}</span>
              <select data-testid="export-overlap" value={request.onOverlap} onChange={(event) => change({ onOverlap: overlapOf(event.target.value) })}>
                <option value="skip">{t.exportForm.skip}</option>
                <option value="replace">{t.exportForm.replace}</option>
              </select>
            </label>
          )}
        </div>
        <p className="muted form-note" data-testid="export-format-note">{hasFlatForm(request.kind) ? t.exportForm.formatNote[request.format] : t.exportForm.onlyNautilus}</p>
        {start.error !== null && <Problem failure={start.error} />}
        {pointer('start') !== undefined && <p className="field-error">{pointer('start')}</p>}
        <div className="form-foot">
          <EstimateLine estimate={estimate.data} question={question} isAsking={estimate.isFetching} />
          <button
            type="submit"
            className="button button-primary"
            data-testid="export-run"
            disabled={!canAct || start.isPending || isRangeWrong || (!isDaily && chosen === undefined)}
            title={canAct ? undefined : t.needsExporter}
          >
            <Icon name="export" /> {isDaily ? t.exportForm.runDaily(request.start) : t.exportForm.run(t.exportForm[request.kind], complete.instrumentId)}
          </button>
        </div>
        {isKnown && !canAct && <p className="muted form-note">{t.needsExporter}</p>}
      </form>
    </Panel>
  );
}

/** ISO dates: a browser's own date field would order day and month by its locale. */
const isoInput = { type: 'text', inputMode: 'numeric', placeholder: 'YYYY-MM-DD', maxLength: 10, spellCheck: false, autoComplete: 'off' } as const;

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(`${text}T00:00:00Z`));
}

function QuickRanges({ onChoose }: { readonly onChoose: (start: string, end: string) => void }): ReactNode {
  const tomorrow = Date.now() + day;
  const ranges: readonly (readonly [string, number, number])[] = [
    [t.exportForm.today, tomorrow - day, tomorrow],
    [t.exportForm.yesterday, tomorrow - 2 * day, tomorrow - day],
    [t.exportForm.week, tomorrow - 7 * day, tomorrow],
    [t.exportForm.month, tomorrow - 30 * day, tomorrow],
  ];
  return (
    <div className="quick-ranges" role="group" aria-label={t.exportForm.quick}>
      {ranges.map(([name, from, to]) => (
        <button key={name} type="button" className="link-button" onClick={() => onChoose(utcDate(from), utcDate(to))}>{name}</button>
      ))}
    </div>
  );
}

const formats: readonly ExportFormat[] = ['nautilus', 'flat'];

const compressions: readonly Compression[] = ['snappy', 'zstd', 'gzip', 'none'];

function compressionOf(value: string): Compression {
  return compressions.find((c) => c === value) ?? 'snappy';
}

function overlapOf(value: string): OnOverlap {
  return value === 'replace' ? 'replace' : 'skip';
}
