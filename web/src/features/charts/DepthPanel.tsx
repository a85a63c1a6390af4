import type { ReactNode } from 'react';
import { useCanAct, useSetRecording } from '../../api/queries';
import type { Instrument } from '../../api/types';
import { t } from '../../lib/text';
import { useConnection } from '../../stream/context';
import { useDepth } from '../../stream/depth';
import { Icon } from '../../ui/Icon';
import { Empty, Panel, Problem, Skeleton } from '../../ui/Panel';
import { DepthLadder } from './DepthLadder';

/** The order book beside the chart, or why there is none. */
export function DepthPanel({ instrument }: { readonly instrument: Instrument }): ReactNode {
  const { book, refusal } = useDepth(instrument.id);
  const connection = useConnection();
  const canAct = useCanAct();
  const recording = useSetRecording();
  const isRecorded = book !== null && book.state !== null;
  const change = (isOn: boolean): void => recording.mutate({ instrumentId: instrument.id, isOn, kinds: ['depth'] });
  const hint = canAct ? undefined : t.needsToken;
  const actions = isRecorded ? (
    <button type="button" className="link-button" data-testid="stop-depth" disabled={!canAct || recording.isPending} title={hint} onClick={() => change(false)}>
      <Icon name="stop" /> {t.depth.stop}
    </button>
  ) : undefined;
  return (
    <Panel title={t.depth.title} testId="panel-depth" actions={actions} className="depth-panel" isPlain>
      {recording.error !== null && <Problem failure={recording.error} />}
      {body()}
    </Panel>
  );

  function body(): ReactNode {
    if (refusal !== null) return <Problem failure={{ message: refusal }} />;
    if (book === null) return <Skeleton rows={12} />;
    if (!isRecorded) {
      return (
        <Empty title={t.depth.notRecorded(instrument.id)}>
          <button type="button" className="button button-primary" data-testid="record-depth" disabled={!canAct || recording.isPending} title={hint} onClick={() => change(true)}>
            <Icon name="record" /> {t.depth.record}
          </button>
          {!canAct && <p className="muted">{t.needsToken}</p>}
        </Empty>
      );
    }
    if (book.bids.length === 0 && book.asks.length === 0) return <Empty title={t.depth.empty}>{book.reason ?? undefined}</Empty>;
    const isStale = book.isStale || connection.state !== 'open';
    return (
      <>
        {isStale && <p className="stale-note" role="status" data-testid="depth-stale"><Icon name="clock" /> {t.depth.stale(connection.state === 'open' ? book.reason : t.connection.disconnected)}</p>}
        <DepthLadder key={instrument.id} instrument={instrument} book={book} isStale={isStale} />
      </>
    );
  }
}
