/** What the server says of an instrument's market-data lines, besides what comes over them. */
export interface LineFact {
  /** Silence beyond this in an open market is a fault; null: not known. */
  readonly stallMillis: number | null;
  /** The source sends prices that are not those of now. */
  readonly quality: 'delayed' | 'frozen' | null;
  /** Why nothing comes; null when something can. */
  readonly refusal: string | null;
}

const unknownLine: LineFact = { stallMillis: null, quality: null, refusal: null };

/** The facts of all lines, by instrument. Facts that did not change stay the same object. */
export class LineFacts {
  private facts: ReadonlyMap<string, LineFact> = new Map();
  private readonly watchers = new Set<() => void>();

  of(instrumentId: string): LineFact {
    return this.facts.get(instrumentId) ?? unknownLine;
  }

  set(facts: ReadonlyMap<string, LineFact>): void {
    const before = this.facts;
    this.facts = new Map([...facts].map(([id, fact]) => {
      const old = before.get(id);
      return [id, old !== undefined && isSame(old, fact) ? old : fact];
    }));
    for (const watcher of [...this.watchers]) watcher();
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };
}

function isSame(a: LineFact, b: LineFact): boolean {
  return a.stallMillis === b.stallMillis && a.quality === b.quality && a.refusal === b.refusal;
}
