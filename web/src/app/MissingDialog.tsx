import type { ReactNode } from 'react';
import { t } from '../lib/text';
import { Dialog } from '../ui/Dialog';
import { closeOverlay } from '../ui/overlays';
import { MissingPage } from './MissingPage';

/** In place of a dialog whose code did not come. */
export function MissingDialog(): ReactNode {
  return <Dialog label={t.missing.title} testId="missing-dialog" onClose={closeOverlay}><MissingPage /></Dialog>;
}
