import type { ReactNode } from 'react';
import { useFigures } from '../../api/figures';
import { t } from '../../lib/text';
import { Sparkline } from '../../ui/Sparkline';

/** The last hour of a figure; it leads to where other programs read it, under the name it has there. Its room is there before. */
export function FigureTrend({ name }: { readonly name: string }): ReactNode {
  const figure = useFigures().data?.get(name);
  if (figure === undefined) return <span className="figure-trend" aria-hidden="true" />;
  return (
    <a className="figure-trend" href={`/metrics#${figure.metric}`} title={t.figures.of(figure.metric)} data-testid={`trend-${name}`} data-points={figure.values.length}>
      <Sparkline values={figure.values} label={t.figures.of(figure.metric)} />
    </a>
  );
}
