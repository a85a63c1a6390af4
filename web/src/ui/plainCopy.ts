import { withoutMarks } from '../lib/numberStyle';

/** A number that is copied by itself is copied as a machine reads it; a cell that is copied as a whole, with the very digits it was made from. */
export function copyPlainNumbers(root: Document): void {
  root.addEventListener('copy', (event) => {
    const selection = root.getSelection();
    if (selection === null || selection.isCollapsed || event.clipboardData === null) return;
    const text = selection.toString();
    const { anchorNode, focusNode } = selection;
    const element = anchorNode instanceof Element ? anchorNode : anchorNode?.parentElement ?? null;
    const cell = element?.closest<HTMLElement>('[data-value]') ?? null;
    const isWhole = cell !== null && focusNode !== null && cell.contains(focusNode) && cell.textContent?.trim() === text.trim();
    const digits = isWhole ? cell.dataset['value'] ?? '' : '';
    const plain = /^-?\d+(\.\d+)?$/.test(digits) ? digits : withoutMarks(text);
    if (plain === null) return;
    event.clipboardData.setData('text/plain', plain);
    event.preventDefault();
  });
}
