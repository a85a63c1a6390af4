import { useMemo, useState, type ReactNode } from 'react';
import { useCanAct, useInstruments, useSetRecording, useSubscriptions } from '../../api/queries';
import { formatCount } from '../../lib/format';
import { t } from '../../lib/text';
import { useHold } from '../../stream/context';
import { Icon } from '../../ui/Icon';
import { Empty, Loaded, Panel, Problem } from '../../ui/Panel';
import { navigate, usePlace, withQuery } from '../../ui/router';
import { AddInstrument } from './AddInstrument';
import { WatchDetail } from './WatchDetail';
import { WatchTable } from './WatchTable';
import './watchlist.css';

/** All of them are subscribed, so that sorting by a live column is right; beyond this many only what is in view. */
const heldAtOnce = 100;

export default function WatchlistPage(): ReactNode {
  const place = usePlace();
  const instruments = useInstruments();
  const subscriptions = useSubscriptions();
  const setRecording = useSetRecording();
  const canAct = useCanAct();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [stopped, setStopped] = useState<string | null>(null);
  const recorded = useMemo(() => (instruments.data ?? []).filter((i) => i.recording), [instruments.data]);
  useHold(recorded.slice(0, heldAtOnce).map((i) => i.id));
  const chosen = recorded.find((i) => i.id === chosenId) ?? recorded[0];
  const isAdding = place.query.get('add') !== null;
  const lines = subscriptions.data;

  const stop = (instrumentId: string): void => {
    setRecording.mutate({ instrumentId, isOn: false });
    setStopped(instrumentId);
    setTimeout(() => setStopped((id) => (id === instrumentId ? null : id)), 10_000);
  };

  const actions = (
    <>
      {lines !== undefined && lines.linesUsed !== null && (
        <span className="panel-note num" data-testid="lines" data-value={lines.linesUsed}>
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
      {stopped !== null && (
        <p className="notice" role="status" data-testid="undo-stop">
          <Icon name="stop" /> {t.watchlist.stopped(stopped)}
          <button
            type="button"
            className="button"
            onClick={() => {
              setRecording.mutate({ instrumentId: stopped, isOn: true });
              setStopped(null);
            }}
          >
            {t.undo}
          </button>
        </p>
      )}
      {setRecording.error !== null && <Problem failure={setRecording.error} />}
      <Panel title={t.pages.watchlist} testId="panel-watchlist" note={t.watchlist.count(recorded.length)} actions={actions} className="watch-panel">
        <Loaded
          query={instruments}
          rows={12}
          isEmpty={() => recorded.length === 0}
          empty={<Empty title={t.overview.nothingRecorded}>{canAct ? t.watchlist.emptyNext : t.needsToken}</Empty>}
        >
          {() => <WatchTable instruments={recorded} chosen={chosen?.id ?? null} onChoose={setChosenId} onStop={canAct ? stop : null} />}
        </Loaded>
      </Panel>
      {chosen !== undefined && <WatchDetail instrument={chosen} />}
      {isAdding && (
        <AddInstrument known={instruments.data ?? []} onClose={() => navigate(withQuery(place, { add: null }), { replace: true })} />
      )}
    </div>
  );
}
