import { parseAst } from 'vite';

export type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

/** The syntax tree of a component. */
export function parseSync(path: string, text: string): Node {
  // The parser's own type is a union of every node; the walk needs only that each has a type.
  return parseAst(text, { lang: 'tsx' }, path) as unknown as Node;
}
