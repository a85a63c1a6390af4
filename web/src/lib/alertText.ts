import type { AlertKind, AlertLevel, AlertState, Direction } from './alertWire';

const levels: Readonly<Record<AlertLevel, string>> = { info: 'Info', warning: 'Warning', critical: 'Critical' };

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Part of the catalogue in `text.ts`: everything about alerts. */
export const alertText = {
  level: (level: AlertLevel): string => levels[level],
  state: (state: AlertState): string => ({ raised: 'Raised', acknowledged: 'Acknowledged', cleared: 'Cleared' })[state],
  kinds: {
    price_cross: 'Price crosses', percent_move: 'Percent move', spread: 'Spread', volume: 'Volume', feed_stalled: 'Feed stalled',
    connection_lost: 'Connection lost', gap_found: 'Gap found', disk_space: 'Disk space', clock_offset: 'Clock offset', export_failed: 'Export failed',
    database_down: 'Database down',
  } satisfies Readonly<Record<AlertKind, string>>,
  /** What a new rule of the kind is called, from its instrument and threshold. */
  suggested: (kind: AlertKind, instrument: string, threshold: string, direction: Direction): string => {
    const value = threshold === '' ? '…' : threshold;
    const way = { up: 'above', down: 'below', both: 'crosses' }[direction];
    switch (kind) {
      case 'price_cross': return `${instrument} ${way} ${value}`;
      case 'percent_move': return `${instrument} ${{ up: 'rises', down: 'falls', both: 'moves' }[direction]} ${value} %`;
      case 'spread': return `Spread of ${instrument} over ${value}`;
      case 'volume': return `Volume of ${instrument} over ${value}`;
      case 'feed_stalled': return `Feed of ${instrument} stalled`;
      case 'disk_space': return `Less than ${value} GiB free`;
      case 'clock_offset': return `Clock off by ${value} ms`;
      default: return alertText.kinds[kind];
    }
  },
  anyInstrument: 'any instrument',
  copyOf: (name: string): string => `${name} (copy)`,
  directions: {
    price_cross: { up: 'Upwards', down: 'Downwards', both: 'Either way' },
    percent_move: { up: 'Rise', down: 'Fall', both: 'Either' },
  },
  routeNames: { webhook: 'Webhook', email: 'E-mail' },
  spans: { second: 's', minute: 'min', hour: 'h', day: 'd' },

  events: {
    open: 'Open alerts',
    openCount: (count: number): string => `${count} not acknowledged`,
    noneOpen: 'Nothing needs you',
    noneOpenNext: 'What a rule raises is listed here until somebody acknowledges it.',
    history: 'History',
    shown: (count: number): string => `${count} shown, newest first`,
    none: 'No alert yet',
    noneFiltered: 'No alert is like that',
    noneNext: 'Rules work while no page is open; what they raised is here at the next visit.',
    all: 'Clear the filter',
    older: 'Show older alerts',
    level: 'Level',
    time: 'Time',
    text: 'Alert',
    state: 'State',
    delivered: 'Delivered',
    act: 'Action',
    anyLevel: 'All levels',
    anyState: 'All states',
    times: (count: string): string => `×${count}`,
    timesTitle: (count: string): string => `Raised ${count} times in a row`,
    by: (who: string, when: string): string => `${who}, ${when}`,
    at: (when: string): string => `at ${when}`,
    snoozed: (until: string): string => `Silent until ${until}`,
    acknowledge: 'Acknowledge',
    acknowledgeOf: (name: string): string => `Acknowledge ${name}`,
    acknowledgeAll: 'Acknowledge all',
    snoozeOf: (name: string): string => `Snooze ${name}`,
    snoozeFor: 'Silent for',
    spans: [['15', '15 min'], ['60', '1 h'], ['1440', '1 d']] as const,
    clear: 'Clear',
    clearOf: (name: string): string => `Clear ${name}`,
    delivery: (route: string, state: string, detail: string | null): string => `${route}: ${state}${detail === null ? '' : ` (${detail})`}`,
    deliveryStates: { waiting: 'waiting', sent: 'sent', failed: 'failed' } as Readonly<Record<string, string>>,
    chart: (instrument: string): string => `Chart of ${instrument} at that time`,
  },

  rules: {
    title: 'Rules',
    count: (count: number, paused: number): string => (paused === 0 ? plural(count, 'rule', 'rules') : `${plural(count, 'rule', 'rules')}, ${paused} paused`),
    add: 'New rule',
    none: 'No rule yet',
    noneNext: 'A rule watches prices, the feed or this machine, also while no page is open.',
    paused: 'Paused',
    ended: 'Ended',
    fired: (count: number): string => (count === 0 ? 'never fired' : `fired ${plural(count, 'time', 'times')}`),
    last: (when: string): string => `last ${when}`,
    cooldown: (span: string): string => `cool-down ${span}`,
    ends: (when: string): string => `ends ${when}`,
    tells: (routes: string): string => `tells ${routes}`,
    test: 'Test',
    testOf: (name: string): string => `Test ${name} with what is recorded`,
    testing: 'Testing',
    times: 'When',
    moreTimes: (count: number): string => `and ${count} more`,
    edit: (name: string): string => `Change ${name}`,
    copy: (name: string): string => `Copy ${name}`,
    pause: (name: string): string => `Pause ${name}`,
    resume: (name: string): string => `Resume ${name}`,
    remove: (name: string): string => `Remove ${name}`,
    removed: (name: string): string => `${name} was removed.`,
    unknownKind: 'A newer version made this rule; it can be removed here, not changed.',
  },

  form: {
    titles: { new: 'New alert rule', edit: 'Change alert rule', copy: 'New alert rule' },
    kind: 'What to watch',
    groups: { market: 'Market', machine: 'Recording and machine' },
    instrument: 'Instrument',
    all: 'All recorded instruments',
    chooseInstrument: 'Choose an instrument',
    direction: 'Direction',
    thresholds: {
      price_cross: 'Price', percent_move: 'Percent', spread: 'Wider than (price units)', volume: 'More than (size)', feed_stalled: 'Silent for, seconds',
      connection_lost: 'Lost for, seconds', gap_found: '', disk_space: 'Less than, GiB free', clock_offset: 'More than, ms', export_failed: '',
      database_down: 'Down for, seconds',
    } satisfies Readonly<Record<AlertKind, string>>,
    defaults: { feed_stalled: 'learnt threshold', connection_lost: 'at once', database_down: 'at once' } as Readonly<Partial<Record<AlertKind, string>>>,
    window: 'Within',
    windowHelp: '30 s, 5 min, 1 h',
    level: 'Level',
    name: 'Name',
    cooldown: 'Cool-down',
    cooldownHelp: 'Not again before this has passed',
    ends: (zone: string): string => `Ends (${zone})`,
    endsHelp: 'never',
    deliver: 'Also tell',
    deliverNote: 'The dashboard always shows it.',
    notConfigured: (hint: string | null): string => `not configured${hint === null ? '' : `: ${hint}`}`,
    paused: 'Paused',
    save: { new: 'Add rule', edit: 'Save rule', copy: 'Add rule' },
    changedElsewhere: 'The rule was changed elsewhere meanwhile. Saving again writes yours over it.',
    wrong: {
      nameLong: 'At most 100 characters.',
      instrument: 'Choose an instrument.',
      number: 'A number, such as 190.25.',
      positive: 'A number above zero, such as 1.5.',
      seconds: 'Whole seconds, such as 30.',
      span: 'A time such as 30 s, 5 min or 1 h.',
      date: 'Year first, such as 2026-11-21 14:30.',
    },
  },

  routes: {
    title: 'Delivery and sound',
    configured: 'Configured',
    notConfigured: 'Not configured',
    failing: 'Last try failed',
    target: 'to',
    lastSent: (when: string): string => `last sent ${when}`,
    neverSent: 'nothing sent yet',
    test: 'Send a test',
    testOf: (route: string): string => `Send a test by ${route}`,
    sent: 'The test was sent',
    failed: (detail: string | null): string => `The test failed${detail === null ? '' : `: ${detail}`}`,
    none: 'The server knows no routes',
    noneNext: 'Alerts are shown here all the same. A webhook or mail is set up in the environment of the server: docs/how-to/alerts.md.',
    browser: 'This browser',
    permission: {
      granted: 'Allowed', denied: 'Blocked', default: 'Not asked', unsupported: 'Not available',
    },
    permissionNote: {
      granted: 'A notification appears while this page is in the background.',
      denied: 'Open the site settings beside the address (lock or slider icon), allow notifications, then reload.',
      default: 'Shows alerts of the desktop while this page is in the background.',
      unsupported: 'Notifications need https, or localhost as address.',
    },
    ask: 'Allow notifications',
    sound: 'Sound',
    soundOn: 'On',
    soundMuted: 'Muted',
    mute: 'Mute',
    soundLocked: 'After a click',
    soundLockedNote: 'The browser lets a page sound only after a click on it.',
    volume: 'Volume',
    testSound: (level: AlertLevel): string => `Play the sound of ${levels[level].toLowerCase()}`,
  },

  bell: {
    label: (count: number): string => (count === 0 ? 'Alerts: none is open' : `Alerts: ${count} not acknowledged`),
    title: 'Alerts',
    none: 'No open alert',
    more: (count: number): string => `and ${count} more`,
    page: 'All alerts',
    unknown: 'Alerts: not known yet',
    unknownText: 'The server has not told its alerts yet.',
    ago: (age: string): string => `${age} ago`,
  },
  mute: { on: 'Sounds are muted; sound again (M)', off: 'Mute sounds (M)' },

  toasts: {
    label: 'New alerts',
    group: (count: number): string => `${count} alerts`,
    parts: (counts: Readonly<Record<AlertLevel, number>>): string =>
      (['critical', 'warning', 'info'] as const).filter((level) => counts[level] > 0).map((level) => `${counts[level]} ${levels[level].toLowerCase()}`).join(', '),
    show: 'Show',
    hide: 'Hide',
    hideOf: (name: string): string => `Hide ${name}`,
    spoken: (name: string, text: string): string => `Critical alert: ${name}. ${text}`,
    spokenMany: (count: number): string => `${count} critical alerts`,
  },

  chart: {
    add: 'Alert',
    addKey: 'Alert at the crosshair (A)',
    raised: (name: string): string => `${name} · raised`,
    moveFailed: (why: string): string => `The alert stays where it was: ${why}`,
  },
};
