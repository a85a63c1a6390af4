import { expect, test } from 'vitest';
import { newDrawing, type Drawing } from '../../chart/drawings/drawing';
import { DrawingBook, type DrawingStore } from './DrawingBook';
import { storedDrawings } from './drawingDocument';

function line(id: string, price = '10.00'): Drawing {
  return newDrawing(id, 'horizontal', [{ time: 60, price }], 0);
}

/** A server that keeps one document, and a clock that is pushed. */
class Shelf implements DrawingStore {
  content: unknown = {};
  version = 0;
  answers: ('refused' | 'away')[] = [];
  isForMembers = false;
  private due: (() => void) | null = null;

  async load(): Promise<{ readonly version: number; readonly content: unknown } | null> {
    return this.isForMembers ? null : { version: this.version, content: this.content };
  }

  async save(content: unknown, version: number): Promise<{ readonly version: number } | 'stale' | 'refused' | 'away'> {
    const refusal = this.answers.shift();
    if (refusal !== undefined) return refusal;
    if (version !== this.version) return 'stale';
    this.content = JSON.parse(JSON.stringify(content));
    this.version++;
    return { version: this.version };
  }

  later(act: () => void): () => void {
    this.due = act;
    return () => {
      if (this.due === act) this.due = null;
    };
  }

  async pass(): Promise<void> {
    const act = this.due;
    this.due = null;
    act?.();
    for (let i = 0; i < 10; i++) await Promise.resolve();
  }
}

test('U-208 What is drawn is on the server a moment later, and there for the next book', async () => {
  const shelf = new Shelf();
  const book = new DrawingBook(shelf);
  await book.open();
  book.put(line('a'));
  expect(book.view()).toMatchObject({ drawings: [line('a')], state: 'saving' });
  await shelf.pass();
  expect(book.view().state).toBe('saved');
  const next = new DrawingBook(shelf);
  await next.open();
  expect(next.view().drawings).toEqual([line('a')]);
});

test('Of two tabs that drew at once neither loses a drawing', async () => {
  const shelf = new Shelf();
  const [one, two] = [new DrawingBook(shelf), new DrawingBook(shelf)];
  await one.open();
  await two.open();
  one.put(line('a'));
  await shelf.pass();
  two.put(line('b'));
  await shelf.pass();
  await shelf.pass();
  expect(shelf.content).toEqual(storedDrawings([line('a'), line('b')]));
  expect(two.view()).toEqual({ drawings: [line('a'), line('b')], state: 'saved' });
});

test('While the server is away drawings stay, and are saved when it is back', async () => {
  const shelf = new Shelf();
  const book = new DrawingBook(shelf);
  await book.open();
  shelf.answers = ['away'];
  book.put(line('a'));
  await shelf.pass();
  expect(book.view()).toEqual({ drawings: [line('a')], state: 'failed' });
  await shelf.pass();
  expect(book.view().state).toBe('saved');
});

test('Without the right to keep them drawings say that they stay on this page', async () => {
  const shelf = new Shelf();
  shelf.isForMembers = true;
  const book = new DrawingBook(shelf);
  await book.open();
  book.put(line('a'));
  await shelf.pass();
  expect(book.view()).toEqual({ drawings: [line('a')], state: 'local' });
  expect(shelf.version).toBe(0);
});

test('What was drawn before the drawings were loaded is kept with them', async () => {
  const shelf = new Shelf();
  shelf.content = storedDrawings([line('a')]);
  shelf.version = 1;
  const book = new DrawingBook(shelf);
  book.put(line('b'));
  await book.open();
  await shelf.pass();
  expect(shelf.content).toEqual(storedDrawings([line('a'), line('b')]));
});
