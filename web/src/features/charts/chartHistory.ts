/** Something a person did to a chart, both ways. */
export interface Act {
  readonly undo: () => void;
  readonly redo: () => void;
}

const most = 200;
const watchers = new Set<() => void>();
let done: readonly Act[] = [];
let undone: readonly Act[] = [];

/** What was done on the charts of this page, newest last; a new act forgets what was undone. */
export const chartHistory = {
  /** Notes an act that has happened. */
  note(act: Act): void {
    done = [...done, act].slice(-most);
    undone = [];
    tell();
  },
  undo(): void {
    const act = done[done.length - 1];
    if (act === undefined) return;
    done = done.slice(0, -1);
    undone = [...undone, act];
    act.undo();
    tell();
  },
  redo(): void {
    const act = undone[undone.length - 1];
    if (act === undefined) return;
    undone = undone.slice(0, -1);
    done = [...done, act];
    act.redo();
    tell();
  },
  get canUndo(): boolean {
    return done.length > 0;
  },
  get canRedo(): boolean {
    return undone.length > 0;
  },
  watch(watcher: () => void): () => void {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
};

function tell(): void {
  for (const watcher of [...watchers]) watcher();
}
