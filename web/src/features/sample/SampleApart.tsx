import type { ReactNode } from 'react';
import { samplePlaces } from '../../lib/dataset';
import { t } from '../../lib/text';
import { Empty } from '../../ui/Panel';

/** In place of a page that is about recorded data alone: no figure of it stands under the band of the sample. */
export function SampleApart({ title }: { readonly title: string }): ReactNode {
  return (
    <div className="page" data-testid="page-apart">
      <h1 className="visually-hidden">{title}</h1>
      <Empty title={t.sample.apart(title)}>
        <p>{t.sample.apartNext}</p>
        <a className="button button-primary" href={samplePlaces.leave} data-testid="sample-leave">{t.sample.leave}</a>
      </Empty>
    </div>
  );
}
