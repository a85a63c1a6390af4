import type { Drawing } from '../../chart/drawings/drawing';
import { decodeDrawings, mostDrawings, rebase, storedDrawings } from './drawingDocument';

/** Where drawings are kept. */
export interface DrawingStore {
  /** Null: nobody is signed in who may keep any. */
  load(): Promise<{ readonly version: number; readonly content: unknown } | null>;
  /** `stale`: another version is there by now; `refused`: it will not be taken; `away`: try again. */
  save(content: unknown, version: number): Promise<{ readonly version: number } | 'stale' | 'refused' | 'away'>;
  /** Calls once after so many milliseconds; the answer takes the call back. */
  later(act: () => void, millis: number): () => void;
}

export interface BookView {
  readonly drawings: readonly Drawing[];
  readonly state: 'loading' | 'saved' | 'saving' | 'local' | 'failed';
}

const quietMillis = 600;
const retryMillis = 3_000;

/** The drawings of one instrument: changed at once, kept on the server a moment later, and put together with what another tab drew. */
export class DrawingBook {
  private readonly watchers = new Set<() => void>();
  private current: BookView = { drawings: [], state: 'loading' };
  /** As the server had it. */
  private base: readonly Drawing[] = [];
  private version = 0;
  private isKept = false;
  private isSaving = false;
  private takeBack: (() => void) | null = null;

  constructor(private readonly store: DrawingStore) {}

  readonly view = (): BookView => this.current;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  async open(): Promise<void> {
    let kept: Awaited<ReturnType<DrawingStore['load']>>;
    try {
      kept = await this.store.load();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.change({ state: 'failed' });
      this.again(() => void this.open(), retryMillis);
      return;
    }
    this.isKept = kept !== null;
    if (kept !== null) this.merge(kept);
    this.change({ state: this.isKept ? 'saved' : 'local' });
    if (this.isKept && this.hasChanges()) this.saveSoon();
  }

  /** A new drawing, or another state of one. */
  put(drawing: Drawing): void {
    const { drawings } = this.current;
    const isKnown = drawings.some((one) => one.id === drawing.id);
    if (!isKnown && drawings.length >= mostDrawings) return;
    this.set(isKnown ? drawings.map((one) => (one.id === drawing.id ? drawing : one)) : [...drawings, drawing]);
  }

  remove(id: string): void {
    this.set(this.current.drawings.filter((one) => one.id !== id));
  }

  private set(drawings: readonly Drawing[]): void {
    this.change({ drawings });
    if (this.isKept) this.saveSoon();
  }

  private merge(kept: { readonly version: number; readonly content: unknown }): void {
    const theirs = decodeDrawings(kept.content);
    this.version = kept.version;
    const drawings = rebase(this.base, this.current.drawings, theirs);
    this.base = theirs;
    this.change({ drawings });
  }

  private hasChanges(): boolean {
    return JSON.stringify(this.base) !== JSON.stringify(this.current.drawings);
  }

  private saveSoon(): void {
    this.change({ state: 'saving' });
    this.again(() => void this.save(), quietMillis);
  }

  private again(act: () => void, millis: number): void {
    this.takeBack?.();
    this.takeBack = this.store.later(act, millis);
  }

  private async save(): Promise<void> {
    // The one under way looks again when it is done.
    if (this.isSaving) return;
    this.isSaving = true;
    const sent = this.current.drawings;
    const answer = await this.store.save(storedDrawings(sent), this.version);
    this.isSaving = false;
    if (answer === 'refused') {
      this.isKept = false;
      this.change({ state: 'local' });
    } else if (answer === 'away') {
      this.change({ state: 'failed' });
      this.again(() => void this.save(), retryMillis);
    } else if (answer === 'stale') {
      await this.open();
    } else {
      this.version = answer.version;
      this.base = sent;
      if (this.hasChanges()) this.saveSoon();
      else this.change({ state: 'saved' });
    }
  }

  private change(part: Partial<BookView>): void {
    this.current = { ...this.current, ...part };
    for (const watcher of [...this.watchers]) watcher();
  }
}
