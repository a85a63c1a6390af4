import { useSyncExternalStore, type ReactNode } from 'react';
import { drawingTools, pointsOf, type Drawing, type DrawingTool } from '../../chart/drawings/drawing';
import { t } from '../../lib/text';
import { Icon, type IconName } from '../../ui/Icon';
import { chartHistory } from './chartHistory';
import type { ChartDrawings } from './useDrawings';

export const toolKeys: Readonly<Record<DrawingTool, string>> = {
  trend: 'Alt+T', ray: 'Alt+J', horizontal: 'Alt+H', vertical: 'Alt+V', rectangle: 'Alt+R', fibonacci: 'Alt+F', measure: 'Alt+M', text: 'Alt+N',
};

/** What a drawing is called: by its name, else by its text or its tool. */
export function drawingName(drawing: Drawing): string {
  if (drawing.name !== '') return drawing.name;
  return drawing.tool === 'text' && drawing.text !== '' ? `${t.drawings.tools.text}: ${drawing.text}` : t.drawings.tools[drawing.tool];
}

/** The tools left of the bars. */
export function DrawBar({ drawings, isObjectsOpen, onObjects }: {
  readonly drawings: ChartDrawings;
  readonly isObjectsOpen: boolean;
  readonly onObjects: () => void;
}): ReactNode {
  const canUndo = useSyncExternalStore(chartHistory.watch, () => chartHistory.canUndo);
  const canRedo = useSyncExternalStore(chartHistory.watch, () => chartHistory.canRedo);
  const { tool, selected, view, hasMagnet } = drawings;
  const isAnyShown = view.drawings.some((drawing) => !drawing.isHidden);
  return (
    <div className="draw-bar" role="toolbar" aria-label={t.drawings.bar} aria-orientation="vertical" data-testid="draw-bar" data-state={view.state}>
      <Tool icon="pointer" label={t.drawings.pointer} testId="tool-pointer" isOn={tool === null} onClick={() => drawings.use(null)} />
      {drawingTools.map((one) => (
        <Tool
          key={one}
          icon={one}
          label={t.drawings.toolKey(t.drawings.tools[one], toolKeys[one])}
          testId={`tool-${one}`}
          isOn={tool === one}
          onClick={() => drawings.use(tool === one ? null : one)}
        />
      ))}
      <span className="draw-gap" aria-hidden="true" />
      <Tool icon="magnet" label={t.drawings.magnet} testId="magnet" isOn={hasMagnet} onClick={drawings.toggleMagnet} />
      <Tool icon="undo" label={t.drawings.undo} testId="undo" isDisabled={!canUndo} onClick={chartHistory.undo} />
      <Tool icon="redo" label={t.drawings.redo} testId="redo" isDisabled={!canRedo} onClick={chartHistory.redo} />
      <Tool
        icon="remove" label={t.drawings.removeSelected} testId="remove-drawing" isDisabled={selected === null || selected.isLocked}
        onClick={() => (selected === null ? undefined : drawings.remove(selected.id))}
      />
      <Tool
        icon={isAnyShown ? 'eye' : 'hidden'} label={isAnyShown ? t.drawings.hideAll : t.drawings.showAll} testId="hide-drawings"
        isDisabled={view.drawings.length === 0} onClick={() => drawings.hideAll(isAnyShown)}
      />
      <Tool icon="objects" label={t.objects.key} testId="objects-button" isOn={isObjectsOpen} onClick={onObjects} />
    </div>
  );
}

/** What the tool waits for, what is selected, or where drawings are kept when that is not the server. */
export function DrawNote({ drawings }: { readonly drawings: ChartDrawings }): ReactNode {
  const { tool, selected, view } = drawings;
  const text = tool !== null ? t.drawings.place(t.drawings.tools[tool], pointsOf[tool])
    : selected !== null ? t.drawings.selected(drawingName(selected))
      : view.drawings.length > 0 && (view.state === 'local' || view.state === 'failed') ? t.drawings.state[view.state] : null;
  return <p className="draw-note" role="status" data-testid="draw-note" hidden={text === null}>{text}</p>;
}

function Tool({ icon, label, testId, isOn, isDisabled = false, onClick }: {
  readonly icon: IconName;
  readonly label: string;
  readonly testId: string;
  /** Undefined: it is no switch. */
  readonly isOn?: boolean;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}): ReactNode {
  return (
    <button type="button" className="icon-button draw-tool" title={label} aria-label={label} aria-pressed={isOn} data-testid={testId} disabled={isDisabled} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
