/** Runs each task at most once a frame. In a hidden tab no frame comes: work waits, and is done once when the tab is shown. */
export class FrameQueue {
  private readonly tasks = new Set<() => void>();
  private isAsked = false;

  constructor(private readonly nextFrame: (act: () => void) => void = (act) => void requestAnimationFrame(act)) {}

  schedule(task: () => void): void {
    this.tasks.add(task);
    if (this.isAsked) return;
    this.isAsked = true;
    this.nextFrame(() => this.flush());
  }

  cancel(task: () => void): void {
    this.tasks.delete(task);
  }

  private flush(): void {
    this.isAsked = false;
    const due = [...this.tasks];
    this.tasks.clear();
    for (const task of due) task();
  }
}

/** What changes by itself on the page, by the stream or by the clock, changes through this one queue: what falls into a frame is drawn together. */
export const pageFrames = new FrameQueue();
