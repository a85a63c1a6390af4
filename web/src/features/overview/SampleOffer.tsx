import type { ReactNode } from 'react';
import { useCanAct } from '../../api/queries';
import { useSampleData } from '../../api/sample';
import { t } from '../../lib/text';
import { Skeleton } from '../../ui/Panel';
import { SampleActs } from '../../ui/SampleActs';

/** For who has nothing to look at yet. Where the server cannot tell, the checklist says why. */
export function SampleOffer(): ReactNode {
  const { query, isBusy, failure, load, cancel, remove } = useSampleData();
  const mayAct = useCanAct();
  if (query.data === undefined) return query.error === null ? <Skeleton rows={4} /> : null;
  const { isLoaded, loading } = query.data;
  return (
    <>
      <h3 className="first-start-rest">{t.sample.title}</h3>
      <SampleActs isLoaded={isLoaded} loading={loading} isBusy={isBusy} mayAct={mayAct} failure={failure} onLoad={load} onCancel={cancel} onRemove={remove} />
    </>
  );
}
