/** How many digits stand behind the decimal mark of a wire number. */
export function decimalsOf(text: string | null): number {
  const mark = text?.indexOf('.') ?? -1;
  return text === null || mark < 0 ? 0 : text.length - mark - 1;
}

/**
 * What is missing behind a right-aligned number so that the decimal marks of its column stand below one another, as `data-pad` of its cell: so
 * many digits, and the mark where it has none itself.
 */
export function padOf(own: number, most: number): string | undefined {
  const missing = most - own;
  return missing <= 0 ? undefined : `${own === 0 ? 'mark-' : ''}${missing}`;
}
