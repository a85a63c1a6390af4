/** Colours and font of a chart, read from the tokens of the page: a canvas knows no custom properties. */
export interface ChartLook {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly line: string;
  /** The ground behind bars outside regular hours. */
  readonly extended: string;
  readonly up: string;
  readonly down: string;
  readonly accent: string;
  readonly warn: string;
  readonly critical: string;
  /** Lines that are told apart by colour and legend: indicators, compared instruments. */
  readonly palette: readonly string[];
  /** Text on a filled label of the colours above. */
  readonly onData: string;
  readonly font: string;
  readonly fontSize: number;
}

export function readLook(element: Element): ChartLook {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: token('--surface'),
    text: token('--text'),
    muted: token('--text-muted'),
    grid: token('--chart-grid'),
    line: token('--line'),
    extended: token('--chart-extended'),
    up: token('--up'),
    down: token('--down'),
    accent: token('--accent'),
    warn: token('--warn'),
    critical: token('--critical'),
    palette: [1, 2, 3, 4, 5, 6].map((index) => token(`--series-${index}`)),
    onData: token('--bg'),
    font: token('--font'),
    fontSize: Number.parseInt(token('--type-11'), 10),
  };
}
