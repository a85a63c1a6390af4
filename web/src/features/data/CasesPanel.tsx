import type { ReactNode } from 'react';
import { useCases, type CaseList, type QualityCase } from '../../api/quality';
import { asOf, stamped } from '../../lib/asOf';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { useFilter } from '../../ui/router';
import { Segmented } from '../../ui/Segmented';
import { CaseRow } from './CaseRow';

const lists: readonly CaseList[] = ['quarantine', 'suspects'];

/** Every case that was kept: the quarantine, or what is stored with a flag. */
export function CasesPanel(): ReactNode {
  const [list, setList] = useFilter<CaseList>('list', 'quarantine', lists);
  const cases = useCases(list);
  const all = cases.data === undefined ? undefined : stamped(cases.data.pages.flatMap((page) => page.items), asOf(cases.data.pages[0]));
  return (
    <Panel
      title={t.quality.caseTitle}
      testId="panel-cases"
      className="quality-cases"
      note={all === undefined ? undefined : t.quality.shown(all.length)}
      actions={(
        <Segmented<CaseList>
          label={t.quality.which}
          value={list}
          onChange={setList}
          testId="case-list"
          options={[{ value: 'quarantine', text: t.quality.quarantine }, { value: 'suspects', text: t.quality.flagged }]}
        />
      )}
    >
      <Loaded
        query={{ data: all, error: cases.error, refetch: cases.refetch }}
        isEmpty={(rows) => rows.length === 0}
        empty={<Empty title={list === 'quarantine' ? t.quality.nothingRefused : t.quality.nothingFlagged}>{t.quality.noneNext}</Empty>}
      >
        {(rows) => (
          <>
            <CaseTable rows={rows} />
            {cases.hasNextPage && (
              <p className="table-more">
                <button type="button" className="button" data-testid="more-cases" disabled={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>{t.quality.more}</button>
              </p>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function CaseTable({ rows }: { readonly rows: readonly QualityCase[] }): ReactNode {
  return (
    <div className="table-scroll">
      <table className="table">
        <caption className="visually-hidden">{t.quality.caseTitle}</caption>
        <thead>
          <tr>
            <th scope="col">{t.inZone(t.quality.received, localZone())}</th>
            <th scope="col">{t.columns.instrument}</th>
            <th scope="col">{t.data.kind}</th>
            <th scope="col">{t.quality.rule}</th>
            <th scope="col" className="priority-2">{t.inZone(t.quality.venueTime, localZone())}</th>
            <th scope="col">{t.quality.values}</th>
          </tr>
        </thead>
        <tbody>{rows.map((one, i) => <CaseRow key={`${String(one.at)} ${i}`} one={one} />)}</tbody>
      </table>
    </div>
  );
}
