/** Collects what comes within a short time and hands it over at once. */
export class Burst<T> {
  private waiting: T[] = [];
  private stopTimer: (() => void) | null = null;

  constructor(
    private readonly millis: number,
    private readonly act: (items: readonly T[]) => void,
    private readonly after: (millis: number, act: () => void) => () => void = (millis, act) => {
      const timer = setTimeout(act, millis);
      return () => clearTimeout(timer);
    },
  ) {}

  add(items: readonly T[]): void {
    this.waiting.push(...items);
    this.stopTimer ??= this.after(this.millis, () => this.flush());
  }

  stop(): void {
    this.stopTimer?.();
    this.stopTimer = null;
    this.waiting = [];
  }

  private flush(): void {
    this.stopTimer = null;
    const items = this.waiting;
    this.waiting = [];
    this.act(items);
  }
}
