import type { Page } from 'playwright-core';

/**
 * How much a text stands out from those around it, strongest first:
 * - `large`: of 16 pixels or more;
 * - `strong`: smaller and bold, or as bold as that by its weight;
 * - `plain`: the text of the page;
 * - `muted`: in the colour of what matters less.
 *
 * A colour that says something else (a direction, a state, a link) is no level of its own, nor is a size below the large one. Counted is what a
 * panel has below its head, as all heads are alike, without what is in a control: a button is a thing to press, not a text that stands out.
 */
export interface Emphasis {
  readonly panel: string;
  /** A text of each level that the panel has. */
  readonly levels: Readonly<Record<string, string>>;
}

export function emphasisOf(page: Page): Promise<readonly Emphasis[]> {
  return page.evaluate(() => {
    const probe = document.createElement('span');
    document.body.append(probe);
    probe.style.setProperty('color', 'var(--text-muted)');
    const muted = getComputedStyle(probe).color;
    probe.remove();
    return [...document.querySelectorAll<HTMLElement>('.panel[data-testid]')].map((panel) => {
      const levels: Record<string, string> = {};
      const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const text = node.textContent?.trim() ?? '';
        const of = node.parentElement;
        if (of === null || text === '' || !of.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        if (of.closest('.panel-head, .chart-bar, .visually-hidden, svg, button, select, .button, .badge, [popover]') !== null) continue;
        const { fontSize, fontWeight, color } = getComputedStyle(of);
        const level = Number.parseFloat(fontSize) >= 16 ? 'large' : Number(fontWeight) >= 600 ? 'strong' : color === muted ? 'muted' : 'plain';
        levels[level] ??= `${text.slice(0, 40)} (${of.closest('[class]')?.getAttribute('class') ?? ''})`;
      }
      return { panel: panel.dataset['testid'] ?? '', levels };
    });
  });
}
