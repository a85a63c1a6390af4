import { t } from '../lib/text';

const number = '.num, .figure-value, .figure-note, .panel-note';

/**
 * A number that came with an answer, and not by the stream, says as of when it was so when it is pointed at or focused, after what its title
 * says otherwise. The place around it knows the time: `data-as-of`; the head of a panel has that of its content.
 */
export function explainAsOf(root: Document): void {
  const explain = (event: Event): void => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const element = target.closest<HTMLElement>(number);
    if (element === null || element.classList.contains('live') || !/\d/.test(element.textContent ?? '')) return;
    const at = element.closest<HTMLElement>('[data-as-of]') ?? element.closest('.panel-head')?.parentElement?.querySelector<HTMLElement>('[data-as-of]');
    const said = at?.dataset['asOf'];
    if (said === undefined || said === '') return;
    const own = (element.title || element.closest<HTMLElement>('[title]')?.title || '').split(t.asOf(''))[0]?.trimEnd() ?? '';
    element.title = own === '' ? t.asOf(said) : `${own}\n${t.asOf(said)}`;
  };
  root.addEventListener('pointerover', explain);
  root.addEventListener('focusin', explain);
}
