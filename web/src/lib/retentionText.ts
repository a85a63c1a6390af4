import { unlessPast } from './pastText';

const kinds: Readonly<Record<string, string>> = {
  trades: 'Trades', ticks: 'Trades', quotes: 'Quotes', depth: 'Book changes', bars_seconds: 'Bars below 1m', bars_minutes: 'Bars 1m to 15m',
  bars_long: 'Longer bars', quality: 'Quality findings',
};

const reasons: Readonly<Record<string, string>> = {
  not_exported: 'Stays: no file holds all of it',
  being_exported: 'Stays: being exported',
  busy: 'Stays: in use, tried again next round',
  unreadable: 'Stays: cannot be read',
};

/** `trade_chunks_20261011` is a day of trades, `bars_1m_20261008` a week of bars: the period says what, the table says of which kind. */
const tables: readonly (readonly [RegExp, string])[] = [
  [/^trade_/, 'Trades'], [/^quote_/, 'Quotes'], [/^book_delta/, 'Book changes'], [/^bars_1s/, 'Bars 1s'], [/^bars_seconds/, 'Bars 5s to 30s'],
  [/^bars_1m/, 'Bars 1m'], [/^bars_minutes/, 'Bars 2m to 15m'], [/^bars_long/, 'Longer bars'], [/^quality/, 'Quality findings'],
];

/** Part of the catalogue in `text.ts`: everything about how long data is kept. */
export const retentionText = {
  kind: (kind: string): string => kinds[kind] ?? kind,
  table: (table: string): string => {
    const name = tables.find(([pattern]) => pattern.test(table))?.[1] ?? table;
    return table.includes('_chunks_') ? `${name}, packed` : name;
  },
  stored: {
    title: 'What is stored',
    note: (bytes: string): string => `${bytes} on disk`,
    kind: 'Kind',
    kept: 'Kept',
    rows: 'Rows',
    packed: 'Packed',
    packedOf: (share: string): string => `${share} %`,
    size: 'Size',
    share: 'Share',
    shareOf: (kind: string, percent: string): string => `${kind} take ${percent} % of the disk space`,
    oldest: 'Oldest, UTC',
    next: 'Next to go, UTC',
    about: (rows: string): string => `About ${rows}, as the database estimates; packed rows are counted exactly`,
    all: 'All',
  },
  for: (period: string): string => {
    if (period === 'never') return 'For ever';
    const days = Number.parseInt(period, 10);
    return days === 1 ? '1 day' : `${days} days`;
  },
  due: {
    title: 'What goes next',
    none: 'Nothing goes in this time',
    noneNext: 'Look further ahead, or make a period shorter.',
    ahead: 'Look ahead',
    days: (days: number): string => `${days} d`,
    when: 'Due, UTC',
    now: 'Now',
    what: 'What',
    range: 'Of, UTC',
    rows: 'Rows',
    size: 'Size',
    exported: 'Exported',
    yes: 'In files',
    no: 'Not exported',
    neverExported: 'Never exported',
    outcome: 'What happens',
    goes: 'Goes with the next round',
    goesThen: 'Goes when it is due',
    staysThen: 'Stays then, unless exported',
    stays: (reason: string): string => reasons[reason] ?? `Stays: ${reason.replaceAll('_', ' ')}`,
    note: (next: string): string => `next round ${next}`,
    working: (activity: string): string => activity,
    more: 'Show more',
    run: 'Dry run',
    runTitle: 'Says what a run would delete, before anything is deleted',
  },
  policy: {
    title: 'How long data is kept',
    fromFile: 'as configured',
    stored: 'set here',
    ticks: 'Trades',
    quotes: 'Quotes and book changes',
    barsSeconds: 'Bars below 1m',
    barsMinutes: 'Bars 1m to 15m',
    barsLong: 'Longer bars',
    packAfter: 'Pack days of ticks after',
    help: 'Whole days after the data’s own day, such as 30d, or never.',
    wrong: 'Write days as 30d, or never.',
    unexported: 'Also delete what no export holds',
    unexportedNote: 'Off: what no published export holds stays, however old it is.',
    save: 'Save',
    saved: 'Saved',
    needsAdmin: unlessPast('Changing and deleting needs the role admin: sign in at the top of the page.'),
  },
  confirm: {
    phrase: 'delete unexported data',
    title: 'Delete data that no export holds',
    policy: 'From the next round on, old data goes for good even when no file holds it.',
    run: (rows: string): string => `${rows} rows that no published export holds would be gone for good.`,
    type: (phrase: string): string => `Type “${phrase}” to go on`,
    act: 'Allow it',
  },
  run: {
    title: 'Dry run',
    asking: 'Looking at what is old enough. Nothing is deleted.',
    nothing: 'Nothing is old enough to be deleted.',
    wouldGo: (partitions: number, rows: string, bytes: string): string =>
      `${partitions} ${partitions === 1 ? 'partition' : 'partitions'} with ${rows} rows would go, ${bytes} on disk.`,
    wouldStay: (partitions: number): string => `${partitions} old enough would stay:`,
    act: 'Delete now',
    running: 'Deleting',
    done: (partitions: number, rows: string, bytes: string): string => `Deleted: ${partitions} ${partitions === 1 ? 'partition' : 'partitions'}, ${rows} rows, ${bytes}.`,
    goesOn: 'It takes longer than half a minute and goes on; it appears under the last runs.',
  },
  runs: {
    title: 'Last runs',
    none: 'No run has deleted anything yet',
    noneNext: 'Maintenance looks once an hour.',
    at: 'At',
    outcome: 'Result',
    gone: 'Deleted rows',
    freed: 'Freed',
    stayed: 'Stayed',
    running: 'Running',
  },
  strain: 'Database server',
} as const;
