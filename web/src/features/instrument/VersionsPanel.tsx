import type { ReactNode } from 'react';
import { useVersions, type Version } from '../../api/definitions';
import { formatInstant, formatNanos } from '../../lib/format';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Empty, Loaded, Panel } from '../../ui/Panel';

/** Newest first: what was true when. */
export function VersionsPanel({ instrumentId }: { readonly instrumentId: string }): ReactNode {
  const query = useVersions(instrumentId);
  return (
    <Panel title={t.instrument.versions} testId="panel-versions" isPlain className="instrument-versions">
      <Loaded
        query={query}
        isEmpty={(versions) => versions.length === 0}
        empty={<Empty title={t.instrument.noVersions}>{t.instrument.noVersionsNext}</Empty>}
      >
        {(versions) => (
          <div className="table-scroll">
            <table className="table version-table">
              <caption className="visually-hidden">{t.instrument.versions}</caption>
              <thead>
                <tr>
                  <th scope="col" className="right">{t.instrument.version}</th>
                  <th scope="col">{t.inZone(t.instrument.validFrom, localZone())}</th>
                  <th scope="col">{t.instrument.changed}</th>
                </tr>
              </thead>
              <tbody>{[...versions].reverse().map((version) => <Row key={version.number} version={version} />)}</tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function Row({ version }: { readonly version: Version }): ReactNode {
  return (
    <tr data-testid={`version-${version.number}`}>
      <th scope="row" className="num right">{version.number}</th>
      <td className="num" title={formatNanos(version.validFrom)}>
        {version.validFrom === null ? t.instrument.from : formatInstant(version.validFrom, localZone())}
      </td>
      <td>
        {version.changes.length === 0 ? <span className="muted">{t.instrument.first}</span>
          : <ul className="change-list">{version.changes.map((c) => <li key={c.field}>{t.instrument.change(c.field, c.old, c.now)}</li>)}</ul>}
      </td>
    </tr>
  );
}
