import type { ReactNode } from 'react';
import { t } from '../lib/text';
import { showOverlay } from '../ui/overlays';
import { Link } from '../ui/router';

export function NotFoundPage({ path }: { readonly path: string }): ReactNode {
  return (
    <div className="not-found" data-testid="not-found">
      <h1>{t.notFound.title}</h1>
      <p className="muted">{t.notFound.detail(path)}</p>
      <p className="not-found-next">
        <Link to="/" className="button button-primary">{t.notFound.overview}</Link>
        <button type="button" className="button" onClick={() => showOverlay({ kind: 'palette', query: '' })}>{t.notFound.search}</button>
      </p>
    </div>
  );
}
