/** Layouts, settings and drawings of one person, with versions. */
export class Documents {
  layouts = new Map();
  settings = { name: 'default', version: 0, content: {} };
  drawings = new Map();

  /** Null: not a path of documents. */
  answer(method, path, body, headers, ok, problem) {
    if (path === '/layouts') return ok({ items: [...this.layouts.values()].map(({ name, version }) => ({ name, version })), next_cursor: null });
    const drawn = /^\/instruments\/([^/]+)\/drawings$/.exec(path);
    if (drawn !== null) return this.answerDrawings(method, decodeURIComponent(drawn[1]), body, headers, ok, problem);
    const named = /^\/layouts\/(.+)$/.exec(path);
    if (path !== '/settings' && named === null) return null;
    const name = named === null ? 'default' : decodeURIComponent(named[1]);
    const current = named === null ? this.settings : this.layouts.get(name);
    if (method === 'GET') return current === undefined ? problem(404, 'not_found', `There is no layout named '${name}'.`) : ok(current);
    const version = current?.version ?? 0;
    if (version > 0 && headers['if-match'] === undefined) return problem(428, 'precondition_required', `'${name}' exists.`);
    if (version > 0 && headers['if-match'] !== `"${version}"`) return problem(412, 'precondition_failed', `'${name}' was changed or removed meanwhile.`);
    if (method === 'DELETE') {
      this.layouts.delete(name);
      return { status: 204, body: null };
    }
    const saved = { name, version: version + 1, content: body.content };
    if (named === null) this.settings = saved;
    else this.layouts.set(name, saved);
    return ok(saved, version === 0 ? 201 : 200);
  }
  answerDrawings(method, id, body, headers, ok, problem) {
    const current = this.drawings.get(id) ?? { name: id, version: 0, content: {} };
    if (method === 'GET') return ok(current);
    if (current.version > 0 && headers['if-match'] === undefined) return problem(428, 'precondition_required', `'${id}' has drawings.`);
    if (headers['if-match'] !== undefined && headers['if-match'] !== `"${current.version}"`) return problem(412, 'precondition_failed', 'The drawings were changed meanwhile.');
    const saved = { name: id, version: current.version + 1, content: body.content };
    this.drawings.set(id, saved);
    return ok(saved, saved.version === 1 ? 201 : 200);
  }
}
