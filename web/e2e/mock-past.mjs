/** What the mock knows of the past: one answer for each question, as it is first given. */
const answered = /^\/(system\/status|subscriptions|data\/gaps|alerts\/events)$|^\/instruments\/[^/]+\/(bars|trades|quotes|snapshot)$/;

export class Past {
  answers = new Map();

  /** The moment that a request asks for; null: now. `refused`: why it has no answer. */
  static momentOf(method, path, query) {
    const text = query.get('as_of');
    if (text === null) return { moment: null, refused: null };
    if (method !== 'GET') return { moment: null, refused: "'as_of' is of reading alone: what changes something happens now. Leave it out." };
    if (!answered.test(path)) return { moment: null, refused: "This answers for now only: what it was at a past moment is not kept. Leave out 'as_of'." };
    if (!/^\d{16,19}$/.test(text)) return { moment: null, refused: `Expected a time from 1970 to 2262 as nanoseconds, RFC 3339 or date, found '${text}'.` };
    if (BigInt(text) > BigInt(Date.now()) * 1_000_000n) return { moment: null, refused: `'as_of' (${text}) lies in the future.` };
    return { moment: BigInt(text), refused: null };
  }

  /** The same answer for the same question. */
  once(path, query, make) {
    const key = `${path}?${query.toString()}`;
    if (!this.answers.has(key)) this.answers.set(key, make());
    return this.answers.get(key);
  }
}
