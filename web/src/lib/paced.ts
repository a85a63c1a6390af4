/** Acts at once, and then not again before the pause is over: what is asked for meanwhile is done once at its end. */
export class Paced {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private isAsked = false;

  constructor(private readonly millis: number, private readonly act: () => void) {}

  ask(): void {
    if (this.timer !== null) {
      this.isAsked = true;
      return;
    }
    this.timer = setTimeout(() => {
      this.timer = null;
      if (!this.isAsked) return;
      this.isAsked = false;
      this.ask();
    }, this.millis);
    this.act();
  }

  /** What was asked for is not done any more. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.isAsked = false;
  }
}
