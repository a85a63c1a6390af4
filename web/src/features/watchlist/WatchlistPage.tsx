import { useMemo, useState, type ReactNode } from 'react';
import { useCanAct, useInstruments, useSetRecording, useSubscriptions } from '../../api/queries';
import type { Instrument, Subscription } from '../../api/types';
import { asOf } from '../../lib/asOf';
import { formatCount, formatNanos } from '../../lib/format';
import { watchlistPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { useHold } from '../../stream/context';
import { PaceNote } from '../../stream/PaceNote';
import { Panels } from '../../ui/arrange/Panels';
import { Icon } from '../../ui/Icon';
import { Empty, Loaded, Panel, Problem } from '../../ui/Panel';
import { navigate, usePlace, withQuery } from '../../ui/router';
import { AddInstrument } from './AddInstrument';
import { ColumnMenu } from './ColumnMenu';
import { ListMenu } from './ListMenu';
import { moved, type Watchlist } from './lists';
import { changeList, currentLists, setLists, useLists } from './listStore';
import { ListTabs } from './ListTabs';
import { offerUndo, takeUndo, useUndo } from './undoStore';
import { WatchDetail } from './WatchDetail';
import { WatchTable } from './WatchTable';
import './watchlist.css';

/** All of them are subscribed, so that sorting by a live column is right; beyond this many only what is in view. */
const heldAtOnce = 100;

export default function WatchlistPage({ name }: {
  /** Of a list; empty for all that is recorded. */
  readonly name: string;
}): ReactNode {
  const place = usePlace();
  const instruments = useInstruments();
  const subscriptions = useSubscriptions();
  const setRecording = useSetRecording();
  const canAct = useCanAct();
  const [chosenId, setChosenId] = useState(() => place.query.get('row'));
  const undo = useUndo();
  const lists = useLists();
  const recorded = useMemo(() => (instruments.data ?? []).filter((i) => i.recording), [instruments.data]);
  const isAll = name === '';
  const list = lists.find((one) => one.name === name) ?? null;
  const shown = useMemo(() => (isAll ? inOrder(recorded, list?.instruments ?? []) : picked(instruments.data ?? [], list?.instruments ?? [])), [isAll, recorded, list, instruments.data]);
  const current = { name, instruments: isAll ? shown.map((i) => i.id) : list?.instruments ?? [] };
  const unknownIds = instruments.data === undefined ? [] : current.instruments.filter((id) => !instruments.data.some((i) => i.id === id));
  useHold(shown.slice(0, heldAtOnce).map((i) => i.id));
  const chosen = shown.find((i) => i.id === chosenId) ?? shown[0];
  const isAdding = place.query.get('add') !== null;
  const lines = subscriptions.data;
  const withoutData = refusedLines(lines?.items ?? []);

  const stop = (instrumentId: string): void => {
    setRecording.mutate({ instrumentId, isOn: false });
    offerUndo(t.watchlist.stopped(instrumentId), () => setRecording.mutate({ instrumentId, isOn: true }));
  };
  const move = (instrumentId: string, to: number): void => {
    const ids = moved(current.instruments, instrumentId, to);
    if (list === null && isAll) setLists([...lists, { name: '', instruments: ids }]);
    else changeList(name, (one) => ({ ...one, instruments: ids }));
  };
  const takeOut = (instrumentId: string): void => {
    const before = current.instruments;
    changeList(name, (one) => ({ ...one, instruments: one.instruments.filter((id) => id !== instrumentId) }));
    offerUndo(t.lists.removed(instrumentId, name), () => changeList(name, (one) => ({ ...one, instruments: before })));
  };
  const bringBack = (gone: Watchlist, place: number): void => offerUndo(t.lists.deleted(gone.name), () => {
    setLists([...currentLists().slice(0, place), gone, ...currentLists().slice(place)]);
    navigate(watchlistPath(gone.name));
  });
  const remove = isAll ? (canAct ? stop : null) : takeOut;

  const actions = (
    <>
      <PaceNote ids={shown.map((i) => i.id)} />
      <ColumnMenu />
      <ListMenu current={current} onDeleted={bringBack} />
      {lines !== undefined && lines.linesUsed !== null && (
        <span className="panel-note num" data-testid="lines" data-value={lines.linesUsed} data-as-of={formatNanos(asOf(lines))}>
          {t.watchlist.lines(formatCount(lines.linesUsed), lines.linesLimit === null ? null : formatCount(lines.linesLimit))}
        </span>
      )}
      <button
        type="button"
        className="button button-primary"
        data-testid="add-instrument"
        disabled={!canAct}
        title={canAct ? undefined : t.needsToken}
        onClick={() => navigate(withQuery(place, { add: '1' }), { replace: true })}
      >
        <Icon name="plus" /> {t.watchlist.add}
      </button>
    </>
  );

  return (
    <div className="page watchlist" data-testid="page-watchlist">
      <h1 className="visually-hidden">{t.pages.watchlist}</h1>
      <div className="watch-notices">
        <ListTabs current={current} recorded={recorded} />
        {undo !== null && (
          <p className="notice" role="status" data-testid="undo-stop">
            <Icon name="undo" /> {undo.text}
            <button type="button" className="button" onClick={takeUndo}>{t.undo}</button>
          </p>
        )}
        {withoutData.map((line) => (
          <p key={line.instrumentId} className="notice" role="status" data-testid="no-live-data" data-value={line.instrumentId}>
            <Icon name="warning" /> {t.watchlist.noLiveData(line.instrumentId, line.reason)}
          </p>
        ))}
        {unknownIds.length > 0 && <p className="notice" role="status" data-testid="unknown-instruments"><Icon name="info" /> {t.lists.unknown(unknownIds.join(', '))}</p>}
        {setRecording.error !== null && <Problem failure={setRecording.error} />}
      </div>
      <Panels page="watchlist">
        <Panel title={isAll ? t.pages.watchlist : name} testId="panel-watchlist" note={t.watchlist.count(shown.length)} actions={actions} className="watch-panel page-head-wraps">
          <Loaded
            query={instruments}
            rows={12}
            isEmpty={() => shown.length === 0}
            empty={isAll ? <Empty title={t.overview.nothingRecorded}>{canAct ? t.watchlist.emptyNext : t.needsToken}</Empty>
              : list === null ? <Empty title={t.lists.gone(name)}>{t.lists.goneNext}</Empty>
              : <Empty title={t.lists.empty}>{t.lists.emptyNext}</Empty>}
          >
            {() => <WatchTable instruments={shown} chosen={chosen?.id ?? null} onChoose={setChosenId} onStop={canAct ? stop : null} onMove={move} onRemove={remove} />}
          </Loaded>
        </Panel>
        {chosen !== undefined && <WatchDetail instrument={chosen} />}
      </Panels>
      {isAdding && (
        <AddInstrument known={instruments.data ?? []} onClose={() => navigate(withQuery(place, { add: null }), { replace: true })} />
      )}
    </div>
  );
}

/** What is recorded in the order it was given; what has no place yet comes last, by its id. */
function inOrder(recorded: readonly Instrument[], order: readonly string[]): readonly Instrument[] {
  const place = new Map(order.map((id, i) => [id, i]));
  return [...recorded].sort((a, b) => (place.get(a.id) ?? order.length) - (place.get(b.id) ?? order.length) || a.id.localeCompare(b.id, 'en'));
}

function picked(all: readonly Instrument[], ids: readonly string[]): readonly Instrument[] {
  return ids.flatMap((id) => all.find((instrument) => instrument.id === id) ?? []);
}

/** Above the broker's limit a line is refused: one for each instrument that gets nothing because of it. */
function refusedLines(lines: readonly Subscription[]): readonly Subscription[] {
  const refused = new Map(lines.filter((line) => line.state === 'refused' && line.kind !== 'depth').map((line) => [line.instrumentId, line]));
  return [...refused.values()];
}
