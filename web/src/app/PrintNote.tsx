import type { ReactNode } from 'react';
import { formatDateTime } from '../lib/format';
import { t } from '../lib/text';
import { useStream } from '../stream/context';
import { usePrinting } from '../ui/printing';

/** What paper must say besides the page: when it was printed, in a named zone. */
export function PrintNote(): ReactNode {
  const { client } = useStream();
  const isPrinting = usePrinting();
  if (!isPrinting) return null;
  return <span className="print-note" data-testid="print-note">{t.printed(formatDateTime(client.serverNow(), 'UTC'))}</span>;
}
