/** Where the crosshair of one chart stands, for the others of the layout. Not React state: it moves with the mouse. */
export interface CrosshairLink {
  move(from: string, time: number | null): void;
  watch(id: string, watcher: (time: number | null) => void): () => void;
}

export function createCrosshairLink(): CrosshairLink {
  const watchers = new Map<string, (time: number | null) => void>();
  return {
    move: (from, time) => {
      for (const [id, watcher] of watchers) if (id !== from) watcher(time);
    },
    watch: (id, watcher) => {
      watchers.set(id, watcher);
      return () => watchers.delete(id);
    },
  };
}
