/** The lengths of the last 600 frames. */
export class FrameTimes {
  private readonly lengths: number[] = [];
  private dropped = 0;
  private last: number | null = null;

  start(): void {
    const tick = (now: number): void => {
      if (this.last !== null) this.add(now - this.last);
      this.last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    document.addEventListener('visibilitychange', () => {
      // The pause of a hidden tab is no long frame.
      this.last = null;
    });
  }

  add(millis: number): void {
    this.lengths.push(millis);
    if (this.lengths.length > 600) this.lengths.shift();
    this.dropped += Math.max(0, Math.round(millis / (1000 / 60)) - 1);
  }

  summary(): { readonly p50: number; readonly p95: number; readonly max: number; readonly dropped: number } {
    const sorted = [...this.lengths].sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return { p50: at(0.5), p95: at(0.95), max: sorted[sorted.length - 1] ?? 0, dropped: this.dropped };
  }
}
