// Makes src/lib/schema.ts from the server's OpenAPI document: `node web/scripts/apiTypes.mjs DOCUMENT` writes it, `--check` only compares.
// DOCUMENT is a file, or the address of a running server: http://localhost:8000/api/v1/openapi.json. Needs nothing but Node.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../src/lib/schema.ts', import.meta.url));
const args = process.argv.slice(2).filter((a) => a !== '--check');
const isCheck = process.argv.includes('--check');
if (args.length !== 1) {
  console.error('Usage: node web/scripts/apiTypes.mjs [--check] FILE|URL');
  process.exit(2);
}

const [source] = args;
const text = /^https?:/.test(source) ? await (await fetch(source)).text() : readFileSync(source, 'utf8');
const made = moduleOf(JSON.parse(text));
if (!isCheck) writeFileSync(target, made);
else {
  const found = readFileSync(target, 'utf8');
  if (found !== made) {
    const [was, is] = [found.split('\n'), made.split('\n')];
    const at = is.findIndex((line, i) => line !== was[i]);
    console.error(`web/src/lib/schema.ts is not what the document makes (line ${at + 1}: '${was[at] ?? ''}' should be '${is[at] ?? ''}').`);
    console.error(`Run: node web/scripts/apiTypes.mjs ${source}`);
    process.exit(1);
  }
}

function moduleOf(document) {
  const schemas = Object.entries(document.components.schemas).sort(byName);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, o]) => [o.operationId, { path, method, o }])).sort(byName);
  return [
    '// Made from the OpenAPI document by web/scripts/apiTypes.mjs: do not edit. A test of the server fails when it is stale.',
    '',
    ...schemas.flatMap(([name, schema]) => [...commentOf(schema, ''), declarationOf(name, schema), '']),
    '/** What each operation takes and answers, by its id. */',
    'export interface Operations {',
    ...operations.flatMap(([id, operation]) => operationLines(id, operation)),
    '}',
    '',
  ].join('\n');
}

function byName([a], [b]) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function commentOf(schema, indent) {
  const description = schema.description?.replace(/\s+/g, ' ').replace(/\*\//g, '*\u200b/').trim();
  return description ? [`${indent}/** ${description} */`] : [];
}

function declarationOf(name, schema) {
  if (!schema.properties) return `export type ${name} = ${typeOf(schema)};`;
  return `export interface ${name} {\n${membersOf(schema, '  ')}\n}`;
}

function membersOf(schema, indent) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties)
    .flatMap(([key, inner]) => [...commentOf(inner, indent), `${indent}readonly ${nameOf(key)}${required.has(key) ? '' : '?'}: ${typeOf(inner)};`])
    .join('\n');
}

function nameOf(key) {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return unionOf(choices.map(typeOf));
  if (schema.enum) return unionOf(schema.enum.map((value) => JSON.stringify(value)));
  const types = schema.type === undefined ? [] : [schema.type].flat();
  // A number that may be written as text is written as a number: what the server takes, not what it sends.
  const kept = types.includes('integer') || types.includes('number') ? types.filter((t) => t !== 'string') : types;
  return kept.length === 0 ? 'unknown' : unionOf(kept.map((type) => typeOfKind(type, schema)));
}

function typeOfKind(type, schema) {
  switch (type) {
    case 'integer': return 'number';
    case 'array': return schema.items ? `readonly ${wrapped(typeOf(schema.items))}[]` : 'readonly unknown[]';
    case 'object':
      if (schema.properties) return `{ ${Object.entries(schema.properties).map(([key, inner]) => `readonly ${nameOf(key)}?: ${typeOf(inner)}`).join('; ')} }`;
      return typeof schema.additionalProperties === 'object' ? `Readonly<Record<string, ${typeOf(schema.additionalProperties)}>>` : 'Readonly<Record<string, unknown>>';
    default: return type;
  }
}

function wrapped(type) {
  return /[ |]/.test(type) && !type.startsWith('{') ? `(${type})` : type;
}

function unionOf(types) {
  return [...new Set(types)].join(' | ');
}

function operationLines(id, { path, method, o }) {
  const answers = Object.entries(o.responses).filter(([status]) => status.startsWith('2')).map(([, r]) => r.content?.['application/json']?.schema).filter(Boolean);
  const parameters = (o.parameters ?? []).filter((p) => p.in === 'query').map((p) => `readonly ${nameOf(p.name)}${p.required ? '' : '?'}: ${typeOf(p.schema)}`);
  const body = o.requestBody?.content?.['application/json']?.schema;
  return [
    ...commentOf({ description: o.summary }, '  '),
    `  readonly ${id}: {`,
    `    readonly method: '${method.toUpperCase()}';`,
    `    readonly path: '${path}';`,
    ...(parameters.length > 0 ? [`    readonly query: { ${parameters.join('; ')} };`] : []),
    ...(body ? [`    readonly body: ${typeOf(body)};`] : []),
    `    readonly answer: ${answers.length === 0 ? 'unknown' : unionOf(answers.map(typeOf))};`,
    '  };',
  ];
}
