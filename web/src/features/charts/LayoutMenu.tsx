import { useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { fetchLayout, removeLayout, saveLayout, useLayouts, type LayoutSummary } from '../../api/documents';
import { ApiError } from '../../api/http';
import { keys } from '../../api/keys';
import { useCanAct } from '../../api/queries';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { navigate } from '../../ui/router';
import { Segmented } from '../../ui/Segmented';
import { activeCell, decodeLayout, linkGroups, plainLayout, storedLayout, withCell, withCount, type ChartLayout, type LinkGroup } from './layout';
import { currentLayout, setLayout, useLayout } from './layoutStore';

const counts = ['1', '2', '3', '4'] as const;
/** Shares of the first column or row that need no dragging, in percent. */
const shares = ['30', '50', '70'] as const;

/** How many charts, what they share, and the layouts that were saved. */
export function LayoutMenu(): ReactNode {
  const id = useId();
  const layout = useLayout();
  const [isOpen, setOpen] = useState(false);
  const cell = activeCell(layout);
  const links = cell.group === 'none' ? null : { group: cell.group, ...layout.links[cell.group] };
  return (
    <span>
      <button type="button" className="button" data-testid="layout-menu" popoverTarget={id} title={t.layout.title}>
        <Icon name="layout" /> <span className="tool-text">{layout.name ?? t.layout.button}</span>
      </button>
      <div id={id} popover="auto" className="popover draw-popover" data-testid="layout-popover" onToggle={(event) => setOpen(event.newState === 'open')}>
        <div className="field">
          <span>{t.layout.count}</span>
          <Segmented
            label={t.layout.count}
            value={counts[layout.cells.length - 1] ?? '1'}
            options={counts.map((count) => ({ value: count, text: count }))}
            testId="chart-count"
            onChange={(count) => setLayout((now) => withCount(now, Number(count), () => crypto.randomUUID()))}
          />
        </div>
        {layout.cells.length > 1 && (
          <>
            <div className="field-row">
              {(layout.cells.length > 2 ? ['x', 'y'] as const : ['x'] as const).map((axis) => (
                <div key={axis} className="field">
                  <span>{axis === 'x' ? t.layout.columns : t.layout.rows}</span>
                  <Segmented<string>
                    label={axis === 'x' ? t.layout.columns : t.layout.rows}
                    value={String(Math.round(layout.split[axis] * 100))}
                    options={shares.map((share) => ({ value: share, text: t.layout.share(share) }))}
                    testId={`split-${axis}`}
                    onChange={(share) => setLayout((now) => ({ ...now, split: { ...now.split, [axis]: Number(share) / 100 } }))}
                  />
                </div>
              ))}
            </div>
            <div className="field">
              <span>{t.layout.group}</span>
              <Segmented<LinkGroup>
                label={t.layout.group}
                value={cell.group}
                options={linkGroups.map((group) => ({ value: group, text: t.layout.groups[group] }))}
                testId="link-group"
                onChange={(group) => setLayout((now) => withCell(now, cell.id, { group }))}
              />
            </div>
            {links !== null && (['instrument', 'timeframe'] as const).map((what) => (
              <label key={what} className="check">
                <input
                  type="checkbox"
                  checked={links[what]}
                  data-testid={`link-${what}`}
                  onChange={(event) => {
                    const { checked } = event.target;
                    setLayout((now) => ({ ...now, links: { ...now.links, [links.group]: { ...now.links[links.group], [what]: checked } } }));
                  }}
                />
                {t.layout.shares[what](t.layout.groups[links.group])}
              </label>
            ))}
            <label className="check">
              <input
                type="checkbox"
                checked={layout.isCrosshairLinked}
                data-testid="link-crosshair"
                onChange={(event) => {
                  const { checked } = event.target;
                  setLayout((now) => ({ ...now, isCrosshairLinked: checked }));
                }}
              />
              {t.layout.crosshair}
            </label>
          </>
        )}
        {isOpen && <SavedLayouts layout={layout} />}
      </div>
    </span>
  );
}

function SavedLayouts({ layout }: { readonly layout: ChartLayout }): ReactNode {
  const canAct = useCanAct();
  const hint = canAct ? undefined : t.needsToken;
  const saved = useLayouts(canAct);
  const queries = useQueryClient();
  const [name, setName] = useState(layout.name ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const [undo, setUndo] = useState<ChartLayout | null>(null);
  const run = async (act: () => Promise<void>): Promise<void> => {
    setProblem(null);
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.detail);
    }
    await queries.invalidateQueries({ queryKey: keys.layouts });
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === '') return;
    void run(async () => {
      const named = { ...currentLayout(), name: wanted };
      await saveLayout(wanted, storedLayout(named), saved.data?.find((one) => one.name === wanted)?.version ?? 0);
      setLayout(() => named);
    });
  };
  const show = (next: ChartLayout): void => {
    setUndo(currentLayout());
    setLayout(() => next);
    const cell = activeCell(next);
    if (cell.instrumentId !== null) navigate(chartPath(cell.instrumentId, cell.query), { replace: true });
  };
  const open = (one: LayoutSummary): void => void run(async () => show({ ...decodeLayout((await fetchLayout(one.name)).content), name: one.name }));
  return (
    <section className="saved-layouts" aria-label={t.layout.saved}>
      <h3>{t.layout.saved}</h3>
      {!canAct && <p className="muted">{t.needsToken}</p>}
      {saved.error !== null && <p className="muted">{saved.error.message}</p>}
      {saved.data?.length === 0 && <p className="muted">{t.layout.noneSaved}</p>}
      <ul>
        {saved.data?.map((one) => (
          <li key={one.name}>
            <button type="button" className="button" aria-current={one.name === layout.name} data-testid={`open-layout-${one.name}`} onClick={() => open(one)}>{one.name}</button>
            <button type="button" className="icon-button" title={t.layout.remove(one.name)} aria-label={t.layout.remove(one.name)} onClick={() => void run(() => removeLayout(one))}><Icon name="close" /></button>
          </li>
        ))}
      </ul>
      <form className="save-layout" onSubmit={save}>
        <input value={name} maxLength={100} placeholder={t.layout.name} aria-label={t.layout.name} data-testid="layout-name" disabled={!canAct} title={hint} onChange={(event) => setName(event.target.value)} />
        <button type="submit" className="button" data-testid="layout-save" disabled={!canAct || name.trim() === ''} title={hint}>{t.layout.save}</button>
      </form>
      {problem !== null && <p className="field-error" role="alert">{problem}</p>}
      <p className="form-foot">
        {undo !== null && <button type="button" className="button" data-testid="layout-undo" onClick={() => { show(undo); setUndo(null); }}>{t.layout.undo}</button>}
        <button type="button" className="button" data-testid="layout-reset" onClick={() => show({ ...plainLayout, cells: plainLayout.cells.map((cell) => ({ ...cell, instrumentId: activeCell(layout).instrumentId })) })}>{t.layout.reset}</button>
      </p>
    </section>
  );
}
