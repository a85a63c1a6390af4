import { watchSession } from '../../api/access';
import { fetchDrawings, saveDrawings } from '../../api/documents';
import { ApiError } from '../../api/http';
import { fetchInfo } from '../../api/queries';
import { includesRole } from '../../lib/accessWire';
import { DrawingBook } from './DrawingBook';

const books = new Map<string, DrawingBook>();
const watchers = new Set<() => void>();

// Who is somebody else now has other drawings.
watchSession(() => {
  books.clear();
  for (const watcher of [...watchers]) watcher();
});

/** The one book of an instrument: all its charts show the same. */
export function bookOf(instrumentId: string): DrawingBook {
  const known = books.get(instrumentId);
  if (known !== undefined) return known;
  const book = new DrawingBook({
    load: async () => {
      // A viewer is not asked for a token here.
      if (!includesRole((await fetchInfo()).role, 'trader')) return null;
      return fetchDrawings(instrumentId);
    },
    save: async (content, version) => {
      try {
        return await saveDrawings(instrumentId, content, version);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 412 || error.status === 428) return 'stale';
        return error.status === 0 || error.status >= 500 ? 'away' : 'refused';
      }
    },
    later: (act, millis) => {
      const timer = setTimeout(act, millis);
      return () => clearTimeout(timer);
    },
  });
  books.set(instrumentId, book);
  void book.open();
  return book;
}

export function watchBooks(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
