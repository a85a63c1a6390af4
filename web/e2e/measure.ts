/** What is measured of a page as it stands. All of it runs in the page. */

export interface Layout {
  /** Text that is cut off and told nowhere in full; numbers may not be cut at all. */
  readonly cut: readonly string[];
  /** Pairs of texts that lie on each other. */
  readonly overlaps: readonly string[];
  /** The page scrolls sideways. */
  readonly isWide: boolean;
  /** How many texts were measured. */
  readonly texts: number;
}

/** Where every text of the page lies, and what it meets there. */
export function measureLayout(): Layout {
  interface Piece { readonly element: HTMLElement; readonly text: string; readonly box: DOMRect; readonly seen: { left: number; right: number; top: number; bottom: number } }
  const pieces: Piece[] = [];
  const cut: string[] = [];
  const nameOf = (element: Element, text: string): string => {
    const owner = element.closest('[data-testid]');
    return `${owner?.getAttribute('data-testid') ?? ''} ${element.tagName.toLowerCase()}.${element.className} "${text.slice(0, 40)}"`;
  };
  const isTold = (element: Element, text: string): boolean => {
    for (let at: Element | null = element; at !== null && !at.matches('.panel, .page'); at = at.parentElement) {
      if (`${at.getAttribute('title') ?? ''} ${at.getAttribute('aria-label') ?? ''}`.replaceAll(/\s+/g, ' ').includes(text)) return true;
    }
    return false;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = (node.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    if (element === null || text === '' || element.closest('script, style, option, .visually-hidden, svg, [aria-hidden="true"], dialog:not([open]), [popover]:not(:popover-open)') !== null) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const seen = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
    let isCut = false;
    let isCovered = false;
    for (let at: HTMLElement | null = element; at !== null && at !== document.documentElement; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.position === 'sticky' || style.position === 'fixed') isCovered = true;
      const hides = (value: string): boolean => value === 'hidden' || value === 'clip';
      const isBox = style.display !== 'inline' && style.display !== 'contents';
      if (!isBox || (style.overflowX === 'visible' && style.overflowY === 'visible')) continue;
      const edge = at.getBoundingClientRect();
      // A line is higher than its letters: as much may lie outside.
      const slack = Math.max(2, box.height / 4);
      if (hides(style.overflowX) && (seen.right > edge.right + 1.5 || seen.left < edge.left - 1.5)) isCut = true;
      if (hides(style.overflowY) && (seen.bottom > edge.bottom + slack || seen.top < edge.top - slack)) isCut = true;
      seen.left = Math.max(seen.left, edge.left);
      seen.right = Math.min(seen.right, edge.right);
      seen.top = Math.max(seen.top, edge.top);
      seen.bottom = Math.min(seen.bottom, edge.bottom);
      if (seen.right <= seen.left || seen.bottom <= seen.top) break;
    }
    const isNumber = /\d/.test(text) && element.closest('.num, .price, .age, .live, [data-value]') !== null && /^[\d\s.,:+\u2212\u202f%'’/·—-]+( ?[A-Za-z/µ%]{1,4})?$/.test(text);
    if (isCut && (isNumber || !isTold(element, text))) cut.push(`${isNumber ? 'number ' : ''}${nameOf(element, text)}`);
    if (seen.right <= seen.left || seen.bottom <= seen.top || isCovered) continue;
    pieces.push({ element, text, box, seen });
  }
  const overlaps: string[] = [];
  pieces.sort((a, b) => a.seen.top - b.seen.top);
  for (let i = 0; i < pieces.length; i++) {
    const one = pieces[i];
    if (one === undefined) continue;
    for (let j = i + 1; j < pieces.length; j++) {
      const other = pieces[j];
      if (other === undefined || other.seen.top > one.seen.bottom) break;
      const width = Math.min(one.seen.right, other.seen.right) - Math.max(one.seen.left, other.seen.left);
      const height = Math.min(one.seen.bottom, other.seen.bottom) - Math.max(one.seen.top, other.seen.top);
      if (width < 3 || height < Math.min(one.box.height, other.box.height) / 3) continue;
      // Words of one line that wraps share their box.
      if (one.element === other.element || (one.element.contains(other.element) && getComputedStyle(other.element).display.startsWith('inline')) || (other.element.contains(one.element) && getComputedStyle(one.element).display.startsWith('inline'))) continue;
      // What lies above hides what lies below it.
      const [x, y] = [(Math.max(one.seen.left, other.seen.left) + width / 2), (Math.max(one.seen.top, other.seen.top) + height / 2)];
      const inline = one.element.parentElement === other.element.parentElement && [one, other].every((piece) => getComputedStyle(piece.element).display === 'inline');
      if (inline) continue;
      const stack = document.elementsFromPoint(x, y);
      if (!stack.includes(one.element) || !stack.includes(other.element)) continue;
      overlaps.push(`${nameOf(one.element, one.text)} and ${nameOf(other.element, other.text)}`);
    }
  }
  return { cut, overlaps, isWide: document.documentElement.scrollWidth > window.innerWidth, texts: pieces.length };
}

/** Names of everything on the page that does something when it is used, closed menus with it. */
export function functionsOf(): readonly string[] {
  const all = document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [role="option"]');
  const found = [...all].filter((element) => element.closest('dialog:not([open])') === null && (element.closest('[popover]:not(:popover-open)') !== null || element.checkVisibility({ visibilityProperty: true })))
    .map((element) => element.getAttribute('data-testid') ?? '').filter((name) => name !== '');
  return [...new Set(found)].sort();
}

export interface Emphasis {
  /** What can be pressed in the way of the one thing that a page is for. */
  readonly primary: readonly string[];
  /** Panels with more levels than three, and the levels. */
  readonly loud: readonly string[];
  readonly panels: number;
}

/**
 * How loud things are. A level of emphasis is a size of text together with whether it is strong; what is muted or linked is quieter by its
 * colour and counts as no level of its own. A filled button is a level, too.
 */
export function measureEmphasis(): Emphasis {
  const primary = [...document.querySelectorAll<HTMLElement>('.button-primary')].filter((element) => element.checkVisibility() && element.closest('dialog') === null)
    .map((element) => element.getAttribute('data-testid') ?? element.textContent ?? '');
  const loud: string[] = [];
  const panels = [...document.querySelectorAll<HTMLElement>('.page .panel')].filter((panel) => panel.checkVisibility());
  for (const panel of panels) {
    const levels = new Map<string, string>();
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = (node.textContent ?? '').trim();
      if (element === null || text === '' || !element.checkVisibility() || element.closest('.visually-hidden, option, svg, canvas, .panel .panel') !== null && element.closest('.panel') !== panel) continue;
      const style = getComputedStyle(element);
      const size = Number.parseFloat(style.fontSize);
      const level = element.closest('.button-primary') !== null ? 'filled' : `${size >= 20 ? 'figure' : size >= 14 ? 'head' : 'text'}${Number(style.fontWeight) >= 600 ? ' strong' : ''}`;
      if (!levels.has(level)) levels.set(level, text.slice(0, 24));
    }
    if (levels.size > 3) loud.push(`${panel.getAttribute('data-testid')}: ${[...levels].map(([level, text]) => `${level} (${text})`).join(', ')}`);
  }
  return { primary, loud, panels: panels.length };
}

/** Times that neither carry a zone nor stand under one. */
export function timesWithoutZone(): { readonly bare: readonly string[]; readonly times: number } {
  const zone = /\b(UTC|GMT(?:[+\u2212-]\d+)?|[ECMP][SD]T|[A-Z][a-z]+\/[A-Z][A-Za-z_]+)\b/;
  const clock = /(?<![\d:])\d{2}:\d{2}(?::\d{2})?(?![\d:])/;
  const bare: string[] = [];
  let times = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = (node.textContent ?? '').trim();
    if (element === null || !clock.test(text) || !element.checkVisibility() || element.closest('script, style, option, code, pre, [data-duration]') !== null) continue;
    times++;
    const cell = element.closest('td, th');
    const table = element.closest('table');
    const head = cell === null || table === null ? '' : [...table.querySelectorAll('thead th')][[...cell.parentElement?.children ?? []].indexOf(cell)]?.textContent ?? '';
    const places = [
      text, element.parentElement?.textContent ?? '', element.closest('li, p, label, .legend, .coverage-scale, dd, summary')?.textContent ?? '', head,
      element.closest('dd')?.previousElementSibling?.textContent ?? '', element.closest('label, .field')?.textContent ?? '',
      element.closest('.panel')?.querySelector('.panel-head')?.textContent ?? '', table?.caption?.textContent ?? '',
    ];
    if (!places.some((place) => zone.test(place))) bare.push(`${element.closest('[data-testid]')?.getAttribute('data-testid') ?? ''} ${element.tagName.toLowerCase()}.${element.className} "${text.slice(0, 50)}"`);
  }
  return { bare, times };
}
