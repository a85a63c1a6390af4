import type { ReactNode } from 'react';

/** 16 px line icons drawn on a 16-unit grid. */
const paths = {
  overview: 'M2 2h5v6H2zM9 2h5v3H9zM9 7h5v7H9zM2 10h5v4H2z',
  watchlist: 'M2 3.5h12M2 8h12M2 12.5h12M5 2v3M9 6.5v3M12 11v3',
  chart: 'M4 2v2M4 10v3M2.5 4h3v6h-3zM11 3v3M11 11v3M9.5 6h3v5h-3z',
  data: 'M2.5 4c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2zM2.5 4v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2',
  export: 'M8 2v8M5 7l3 3 3-3M2.5 11v2.5h11V11',
  archive: 'M2 3h12v3H2zM3 6v7.5h10V6M6.5 8.8h3',
  system: 'M1.5 8h3l2-5 3 10 2-5h3',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.5 10.5L14 14',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.5 1.5M11.5 11.5L13 13M3 13l1.5-1.5M11.5 4.5L13 3',
  moon: 'M13 9.5A5.5 5.5 0 1 1 6.5 3 4.5 4.5 0 0 0 13 9.5z',
  sliders: 'M2 4h6M12 4h2M10 2.5v3M2 12h2M8 12h6M6 10.5v3M2 8h9M13 6.5v3',
  chevronLeft: 'M10 3L5 8l5 5',
  chevronRight: 'M6 3l5 5-5 5',
  chevronDown: 'M3 6l5 5 5-5',
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  clock: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.5V8l2.5 1.5',
  table: 'M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 6.5V13',
  live: 'M3 8h6M6.5 4.5L10 8l-3.5 3.5M13 3v10',
  calendar: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3',
  record: 'M8 3.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z',
  stop: 'M4 4h8v8H4z',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3.5M8 11.8v.4',
  cross: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  keyboard: 'M1.5 4h13v8.5h-13zM4 6.5h.5M7 6.5h.5M10 6.5h.5M12.5 6.5h.1M4 9.8h8',
  image: 'M2 3h12v10H2zM2 11l3.5-3.5L8 10l2.5-2.5L14 11M10.5 5.5h.1',
  indicator: 'M1.5 10.5C4 10.5 4.5 4 7 4s2.5 6 4 6 1.5-3 3.5-3M1.5 13.5h13',
  layout: 'M2 2.5h12v11H2zM8 2.5v11M2 8h12',
  depth: 'M2 3h9M2 6h5M2 9h7M2 12h12',
  bell: 'M8 2a4 4 0 0 1 4 4v3l1.5 2.5h-11L4 9V6a4 4 0 0 1 4-4zM6.5 13.5a1.6 1.6 0 0 0 3 0',
  sound: 'M2 6h2.5L8 3v10l-3.5-3H2zM10.5 5.8a3.2 3.2 0 0 1 0 4.4M12.5 3.8a6 6 0 0 1 0 8.4',
  muted: 'M2 6h2.5L8 3v10l-3.5-3H2zM10.5 6l4 4M14.5 6l-4 4',
  info: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.2v4M8 4.8v.2',
  critical: 'M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5zM8 4.8v4M8 11v.2',
  snooze: 'M4 3h5L4 9h5M10 9h3.5L10 13.5h3.5',
  pause: 'M5 3.5v9M11 3.5v9',
  play: 'M5 3l7.5 5L5 13z',
  edit: 'M3 13l.6-3L11 2.6l2.4 2.4L6 12.4zM9.5 4.1l2.4 2.4',
  remove: 'M3 4.5h10M6 4.5v-2h4v2M4.2 4.5l.6 9h6.4l.6-9M6.6 7v4M9.4 7v4',
  mail: 'M2 3.5h12v9H2zM2 4.5l6 4.5 6-4.5',
  send: 'M2 8l12-5.5L10.5 14 8 9zM8 9l6-6.5',
  list: 'M5.5 4H14M5.5 8H14M5.5 12H14M2 4h.8M2 8h.8M2 12h.8',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" role={label === undefined ? undefined : 'img'} aria-label={label} aria-hidden={label === undefined}>
      <path d={paths[name]} />
    </svg>
  );
}
