import type { PlaceRange } from './stretch';

/** What the library was asked to show. It does so with its next frame, and tells of the one before until then. */
export class AskedRange {
  private asked: PlaceRange | null = null;

  /** Null once it is drawn. */
  get value(): PlaceRange | null {
    return this.asked;
  }

  /** Right after the library was asked. */
  ask(range: PlaceRange): void {
    this.asked = range;
    // The frame of the library was asked for before this one.
    requestAnimationFrame(() => {
      if (this.asked === range) this.asked = null;
    });
  }
}
