import { unknown } from '../lib/format';
import { t } from '../lib/text';

/** The dash that stands for an unknown value says so when it is pointed at or focused, wherever it stands; a place that knows why has a title of its own. */
export function explainUnknown(root: Document): void {
  const explain = (event: Event): void => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.closest('[title]') !== null) return;
    if (target.textContent?.trim() === unknown) target.title = t.unknown;
  };
  root.addEventListener('pointerover', explain);
  root.addEventListener('focusin', explain);
}
