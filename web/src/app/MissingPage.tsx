import type { ReactNode } from 'react';
import { t } from '../lib/text';

/** In place of a page whose code did not come. */
export function MissingPage(): ReactNode {
  return (
    <div className="page not-found" role="alert" data-testid="missing-page">
      <h1>{t.missing.title}</h1>
      <p className="muted">{t.missing.detail}</p>
      <button type="button" className="button" data-testid="missing-reload" onClick={() => window.location.reload()}>{t.connection.reload}</button>
    </div>
  );
}
