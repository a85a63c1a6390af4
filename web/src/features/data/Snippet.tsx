import type { ReactNode } from 'react';
import { useParquetStatus } from '../../api/queries';
import { t } from '../../lib/text';
import { CopyButton } from '../../ui/CopyButton';
import { Panel } from '../../ui/Panel';
import { formatOf } from './exportRequest';
import { useLastRequest } from './lastRequest';
import { pythonSnippet } from './pythonSnippet';

/** Python that reads the export with NautilusTrader. */
export function Snippet(): ReactNode {
  const status = useParquetStatus();
  const request = useLastRequest();
  const title = request !== null && formatOf(request) === 'flat' ? t.snippet.flat : t.snippet.title;
  const code = pythonSnippet(status.data?.directory ?? null, request);
  return (
    <Panel
      title={title}
      testId="panel-snippet"
      className="snippet-panel"
      actions={<CopyButton text={code} what={title} label={t.copy.label} testId="copy-snippet" />}
    >
      <pre className="snippet" tabIndex={0} data-testid="snippet"><code>{code}</code></pre>
    </Panel>
  );
}
