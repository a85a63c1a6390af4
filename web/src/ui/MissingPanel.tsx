import type { ReactNode } from 'react';
import { t } from '../lib/text';
import { Empty } from './Panel';
import { Link, usePlace, withQuery } from './router';

/** In a window of its own, in place of a panel that its page does not show. */
export function MissingPanel({ id }: { readonly id: string }): ReactNode {
  const place = usePlace();
  return (
    <div data-testid="missing-panel">
      <Empty title={t.panel.missing(id)}><Link className="button button-primary" to={withQuery(place, {})}>{t.panel.openPage}</Link></Empty>
    </div>
  );
}
