'use strict';

/** Draws the OpenAPI document of this server. Text goes into the page as text only. */
(async () => {
  const about = document.getElementById('about');
  const main = document.getElementById('operations');
  let api;
  try {
    const answer = await fetch('/api/v1/openapi.json');
    if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
    api = await answer.json();
  } catch (error) {
    about.textContent = `The document cannot be read. ${error.message}`;
    return;
  }
  about.textContent = `Version ${api.info.version}. ${api.info.description}`;

  const element = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const resolve = (schema) => (schema && schema.$ref ? api.components.schemas[schema.$ref.split('/').pop()] : schema) ?? {};

  const typeOf = (schema) => {
    if (!schema) return '';
    if (schema.$ref) return schema.$ref.split('/').pop();
    if (schema.oneOf || schema.anyOf) return (schema.oneOf ?? schema.anyOf).map(typeOf).join(' | ');
    const type = [schema.type ?? 'any'].flat().join(' | ');
    return schema.items ? `${type} of ${typeOf(schema.items)}` : schema.enum ? `${type}: ${schema.enum.join(' ')}` : type;
  };

  const table = (heads, rows) => {
    const made = element('table');
    const head = made.createTHead().insertRow();
    for (const text of heads) head.append(element('th', text));
    const body = made.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      for (const text of row) line.append(element('td', text));
    }
    return made;
  };

  const fields = (schema) => Object.entries(resolve(schema).properties ?? {}).map(([name, value]) => [name, typeOf(value), value.description ?? '']);

  const shown = new Set();
  const schemaTables = (box, schema) => {
    const own = fields(schema);
    if (own.length > 0) box.append(table(['Field', 'Type', 'Meaning'], own));
  };

  const groups = new Map();
  for (const [path, operations] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const area = operation.tags?.[0] ?? 'Other';
      if (!groups.has(area)) groups.set(area, []);
      groups.get(area).push({ path, method: method.toUpperCase(), operation });
    }
  }

  for (const [area, operations] of [...groups].sort(([a], [b]) => a.localeCompare(b))) {
    const section = element('section');
    section.append(element('h2', area));
    for (const { path, method, operation } of operations) {
      const details = element('details');
      details.dataset.find = `${method} ${path} ${operation.summary} ${operation.operationId}`.toLowerCase();
      const summary = element('summary');
      summary.append(element('span', method, 'method'), element('span', path, 'path'), element('span', operation.summary ?? '', 'about'));
      details.append(summary);
      details.addEventListener('toggle', () => {
        if (!details.open || shown.has(details)) return;
        shown.add(details);
        const box = element('div');
        if (operation.description) box.append(element('p', operation.description));
        if (operation.parameters?.length) {
          box.append(element('h3', 'Parameters'));
          box.append(table(['Name', 'In', 'Type', 'Meaning'], operation.parameters.map((p) => [p.required ? `${p.name} *` : p.name, p.in, typeOf(p.schema), p.description ?? ''])));
        }
        const body = operation.requestBody?.content?.['application/json']?.schema;
        if (body) {
          box.append(element('h3', 'Body (JSON)'));
          schemaTables(box, body);
        }
        for (const [status, answer] of Object.entries(operation.responses ?? {})) {
          box.append(element('h3', `${status} ${answer.description ?? ''}`));
          const [type, media] = Object.entries(answer.content ?? {})[0] ?? [];
          if (!media || type === 'application/problem+json') continue;
          box.append(element('p', `${type}: ${typeOf(media.schema)}`, 'about'));
          schemaTables(box, media.schema);
        }
        details.append(box);
      });
      section.append(details);
    }
    main.append(section);
  }

  document.getElementById('find').addEventListener('input', (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const details of main.querySelectorAll('details')) details.hidden = !details.dataset.find.includes(wanted);
  });
})();
