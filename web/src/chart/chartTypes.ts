/** How the bars of a chart are drawn. `heikin_ashi` shows derived prices, not those that were traded. */
export const chartTypes = ['candles', 'hollow', 'bars', 'line', 'step', 'area', 'baseline', 'heikin_ashi'] as const;

export type ChartType = (typeof chartTypes)[number];

/** What the price axis measures. */
export const scaleModes = ['linear', 'log', 'percent', 'indexed'] as const;

export type ScaleMode = (typeof scaleModes)[number];
