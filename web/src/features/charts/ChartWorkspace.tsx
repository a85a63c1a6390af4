import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { isSample } from '../../lib/dataset';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { parseTimeframe, usualTimeframe } from '../../lib/timeframes';
import { useLook } from '../../ui/preferences';
import { endReplay, useReplay } from '../../ui/replay';
import { MissingPanel } from '../../ui/MissingPanel';
import { useWindowTitle } from '../../ui/ownWindow';
import { navigate, usePlace } from '../../ui/router';
import { ChartView } from './ChartView';
import { createCrosshairLink } from './crosshairLink';
import { DepthPanel } from './DepthPanel';
import { InstrumentList } from './InstrumentList';
import { chartPanel } from './chartWindow';
import { activeCell, clampShare, withPlace } from './layout';
import { currentLayout, setLayout, useLayout } from './layoutStore';
import { ReplayTape } from './ReplayTape';
import { Splitter } from './Splitter';
import { useIndicatorAddress } from './useIndicatorAddress';

/** One to four charts; the address bar, the list and the order book belong to the active one. */
export function ChartWorkspace({ instruments, current }: { readonly instruments: readonly Instrument[]; readonly current: Instrument }): ReactNode {
  const layout = useLayout();
  const { query, panel } = usePlace();
  const isOwnWindow = panel !== null;
  useWindowTitle(panel === chartPanel ? t.chart.label(current.id, parseTimeframe(query.get('tf')) ?? usualTimeframe) : null);
  const { isChartListShown, isDepthShown } = useLook();
  const grid = useRef<HTMLDivElement>(null);
  const link = useMemo(createCrosshairLink, []);
  const { until } = useReplay();
  // The sample has no present either.
  const isReplay = isSample || until !== null;
  // A replay belongs to this page.
  useEffect(() => endReplay, []);
  const isOpen = useRef(false);
  useEffect(() => {
    // The layout follows the address: a link, the palette or the list may have changed it. The address of a page that just opened is no
    // arrangement: what the server keeps of this layout may still be on its way.
    setLayout((now) => withPlace(now, activeCell(now).id, current.id, Object.fromEntries(query)), isOpen.current ? 'owner' : 'address');
    isOpen.current = true;
  }, [current.id, query]);
  useIndicatorAddress();
  const { x, y } = layout.split;
  useEffect(() => {
    grid.current?.style.setProperty('--split-x', `${x * 100}%`);
    grid.current?.style.setProperty('--split-y', `${y * 100}%`);
  }, [x, y]);
  const activate = (index: number): void => {
    const now = currentLayout();
    const cell = now.cells[index];
    if (cell === undefined || index === now.active) return;
    setLayout((before) => ({ ...before, active: index }));
    // Its indicators are those of its setup, whatever the address was when it was active last.
    const { ind, ...query } = cell.query;
    navigate(chartPath(cell.instrumentId ?? current.id, query), { replace: true });
  };
  if (panel !== null && panel !== chartPanel) return <MissingPanel id={panel} />;
  const shown = isOwnWindow ? [activeCell(layout)] : layout.cells;
  const hasList = isChartListShown && !isReplay && !isOwnWindow;
  const hasDepth = isDepthShown && !isReplay && !isOwnWindow;
  return (
    <div className="chart-layout" data-list={hasList} data-depth={until !== null || hasDepth}>
      {/* Prices of now are the future of a replay. */}
      {hasList && <InstrumentList instruments={instruments} current={current} timeframe={parseTimeframe(query.get('tf')) ?? usualTimeframe} />}
      <div ref={grid} className="chart-grid" data-count={shown.length} data-testid="chart-grid">
        {shown.map((cell, index) => {
          const isActive = cell === activeCell(layout);
          const instrument = isActive ? current : instruments.find((one) => one.id === cell.instrumentId) ?? current;
          return (
            <ChartView
              key={cell.id}
              cell={cell}
              instrument={instrument}
              instruments={instruments}
              isActive={isActive}
              isAlone={shown.length === 1}
              link={layout.isCrosshairLinked && shown.length > 1 ? link : null}
              onActivate={() => activate(isOwnWindow ? layout.active : index)}
            />
          );
        })}
        {shown.length > 1 && (
          <Splitter direction="column" value={x} label={t.layout.columns} onChange={(value) => setLayout((now) => ({ ...now, split: { ...now.split, x: clampShare(value) } }))} />
        )}
        {shown.length > 2 && (
          <Splitter direction="row" value={y} label={t.layout.rows} onChange={(value) => setLayout((now) => ({ ...now, split: { ...now.split, y: clampShare(value) } }))} />
        )}
      </div>
      {hasDepth && <DepthPanel instrument={current} />}
      {until !== null && <ReplayTape instrument={current} until={until} />}
    </div>
  );
}
