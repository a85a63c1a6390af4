import type { ReactNode } from 'react';
import { t } from '../lib/text';
import { Icon } from '../ui/Icon';
import { setLook, useLook } from '../ui/preferences';
import { Link, useOpening } from '../ui/router';
import { pages, routeOf } from './routes';

export function Rail({ current }: { readonly current: string }): ReactNode {
  const { isRailWide } = useLook();
  const opening = useOpening();
  const shown = opening === null ? current : routeOf(opening)?.pageId;
  return (
    <nav className="rail" aria-label={t.nav.label} data-wide={isRailWide} data-testid="rail">
      <ul>
        {pages.map((page) => (
          <li key={page.id}>
            <Link
              to={page.path}
              saysSo
              title={page.title}
              data-testid={`nav-${page.id}`}
              aria-current={page.id === shown ? 'page' : undefined}
            >
              <Icon name={page.icon} />
              <span className="rail-text">{page.title}</span>
            </Link>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="rail-toggle"
        data-testid="rail-toggle"
        title={isRailWide ? t.nav.narrow : t.nav.widen}
        aria-label={isRailWide ? t.nav.narrow : t.nav.widen}
        aria-expanded={isRailWide}
        onClick={() => setLook({ isRailWide: !isRailWide })}
      >
        <Icon name={isRailWide ? 'chevronLeft' : 'chevronRight'} />
      </button>
    </nav>
  );
}
