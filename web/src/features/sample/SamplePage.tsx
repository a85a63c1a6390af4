import type { ReactNode } from 'react';
import { useInstruments } from '../../api/queries';
import { samplePlaces } from '../../lib/dataset';
import { chartPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';

/** The first page of the sample: what there is to look at. */
export default function SamplePage(): ReactNode {
  const instruments = useInstruments();
  const words = t.sample;
  return (
    <div className="page" data-testid="page-sample">
      <h1 className="visually-hidden">{words.title}</h1>
      <Panel title={words.instruments} testId="panel-sample-instruments" actions={<a className="button" href={samplePlaces.leave} data-testid="sample-leave">{words.leave}</a>}>
        <Loaded query={instruments} isEmpty={(all) => all.length === 0} empty={<Empty title={words.missing}>{words.missingNext}</Empty>}>
          {(all) => (
            <div className="table-scroll">
              <div className="sample">
                <p>{words.about}</p>
                <p><Link className="button" to="/data">{words.data}</Link></p>
              </div>
              <table className="table">
                <caption className="visually-hidden">{words.instruments}</caption>
                <thead><tr><th scope="col">{t.columns.instrument}</th><th scope="col">{t.columns.description}</th><th scope="col">{t.columns.type}</th></tr></thead>
                <tbody>
                  {all.map((instrument) => (
                    <tr key={instrument.id} data-testid="sample-row">
                      <th scope="row"><Link to={chartPath(instrument.id)}>{instrument.id}</Link></th>
                      <td>{instrument.description}</td>
                      <td>{t.words(instrument.instrumentClass)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
