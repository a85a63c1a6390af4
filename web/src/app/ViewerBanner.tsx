import type { ReactNode } from 'react';
import { useInfo } from '../api/queries';
import { isSample } from '../lib/dataset';
import { t } from '../lib/text';
import { Icon } from '../ui/Icon';
import { showOverlay } from '../ui/overlays';

/** A viewer is told once on each page why its buttons are grey, and what to do. */
export function ViewerBanner(): ReactNode {
  const role = useInfo().data?.role;
  if (isSample || (role !== 'viewer' && role !== 'exporter')) return null;
  const text = role === 'viewer' ? t.signIn.viewer : t.signIn.exporter;
  return (
    <div className="banner banner-note" role="status" data-testid="viewer-banner">
      <Icon name="lock" />
      <span>{text}</span>
      <button type="button" className="button" data-testid="banner-sign-in" onClick={() => showOverlay({ kind: 'sign-in', why: t.signIn.needs('trader') })}>{t.signIn.act}</button>
    </div>
  );
}
