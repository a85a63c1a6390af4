import { useMemo, type ReactNode } from 'react';
import { useAlertPages } from '../../api/alerts';
import { asOf, stamped } from '../../lib/asOf';
import { mergeAlerts, type AlertFilter } from '../../lib/alerts';
import { alertLevels, alertStates } from '../../lib/alertWire';
import { t } from '../../lib/text';
import { useLiveAlerts } from '../../stream/context';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { navigate, usePlace, withQuery } from '../../ui/router';
import { EventTable } from './EventTable';

/** Every alert that is kept, newest first; the filter is in the address. */
export function HistoryPanel(): ReactNode {
  const place = usePlace();
  const level = alertLevels.find((one) => one === place.query.get('level')) ?? null;
  const state = alertStates.find((one) => one === place.query.get('state')) ?? null;
  const filter = useMemo((): AlertFilter => ({ level, state }), [level, state]);
  const pages = useAlertPages(filter);
  const live = useLiveAlerts();
  const words = t.alerts.events;
  const shown = useMemo(() => {
    if (pages.data === undefined) return undefined;
    return stamped(mergeAlerts(pages.data.pages.flatMap((page) => page.items), live ?? [], filter, pages.hasNextPage !== true), asOf(pages.data.pages[0]));
  }, [pages.data, pages.hasNextPage, live, filter]);
  const choose = (name: string, value: string): void => navigate(withQuery(place, { [name]: value === '' ? null : value }), { replace: true });
  return (
    <Panel
      title={words.history}
      testId="panel-alert-history"
      className="alerts-history"
      note={shown === undefined ? undefined : words.shown(shown.length)}
      actions={(
        <>
          <select className="filter" aria-label={words.level} data-testid="filter-level" value={level ?? ''} onChange={(event) => choose('level', event.target.value)}>
            <option value="">{words.anyLevel}</option>
            {[...alertLevels].reverse().map((one) => <option key={one} value={one}>{t.alerts.level(one)}</option>)}
          </select>
          <select className="filter" aria-label={words.state} data-testid="filter-state" value={state ?? ''} onChange={(event) => choose('state', event.target.value)}>
            <option value="">{words.anyState}</option>
            {alertStates.map((one) => <option key={one} value={one}>{t.alerts.state(one)}</option>)}
          </select>
        </>
      )}
    >
      <Loaded
        query={{ data: shown, error: pages.error, refetch: pages.refetch }}
        rows={8}
        isEmpty={(events) => events.length === 0}
        empty={level === null && state === null ? <Empty title={words.none}>{words.noneNext}</Empty> : (
          <Empty title={words.noneFiltered}>
            <button type="button" className="button" onClick={() => navigate(withQuery(place, { level: null, state: null }), { replace: true })}>{words.all}</button>
          </Empty>
        )}
      >
        {(events) => (
          <>
            <EventTable events={events} caption={words.history} hasState />
            {pages.hasNextPage && (
              <p className="table-more">
                <button type="button" className="button" data-testid="more-alerts" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{words.older}</button>
              </p>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
