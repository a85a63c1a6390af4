import type { ReactNode } from 'react';
import { useCanAct } from '../../api/queries';
import { useSampleData } from '../../api/sample';
import { t } from '../../lib/text';
import { Loaded, Panel } from '../../ui/Panel';
import { SampleActs } from '../../ui/SampleActs';

/** Load the sample data, look at it, remove it. */
export function SamplePanel(): ReactNode {
  const { query, isBusy, failure, load, cancel, remove } = useSampleData();
  const mayAct = useCanAct();
  return (
    <Panel title={t.sample.title} testId="panel-sample" className="settings-sample">
      <Loaded query={query} rows={4}>
        {({ isLoaded, loading }) => (
          <SampleActs isLoaded={isLoaded} loading={loading} isBusy={isBusy} mayAct={mayAct} failure={failure} onLoad={load} onCancel={cancel} onRemove={remove} />
        )}
      </Loaded>
    </Panel>
  );
}
