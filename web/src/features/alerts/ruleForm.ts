import type { RuleBody } from '../../api/alerts';
import { alertKinds, type AlertKind, type AlertLevel, type Direction, type RouteName, type RuleStart } from '../../lib/alertWire';
import { parseDecimal } from '../../lib/decimal';
import { instantOfWallClock, millisOf, nanosFromMillis, zoneOffsetSeconds, type Nanos } from '../../lib/time';
import { t } from '../../lib/text';

/** What the fields of the form hold, as typed. */
export interface RuleDraft {
  /** Empty: the suggested one. */
  readonly name: string;
  readonly kind: AlertKind;
  /** Empty: all of them, or none chosen yet. */
  readonly instrumentId: string;
  readonly direction: Direction;
  readonly threshold: string;
  readonly window: string;
  readonly level: AlertLevel;
  readonly cooldown: string;
  readonly ends: string;
  readonly isPaused: boolean;
  readonly deliver: readonly RouteName[];
}

/** Fields that can be wrong, by their names on the wire. */
export type RuleField = 'name' | 'kind' | 'instrument_id' | 'direction' | 'threshold' | 'window_s' | 'level' | 'cooldown_s' | 'ends' | 'deliver';
export type RuleFaults = Readonly<Partial<Record<RuleField, string>>>;

const ruleFields: readonly RuleField[] = ['name', 'kind', 'instrument_id', 'direction', 'threshold', 'window_s', 'level', 'cooldown_s', 'ends', 'deliver'];

/** Which fields a kind has. */
export interface KindShape {
  readonly instrument: 'one' | 'any' | 'none';
  readonly hasDirection: boolean;
  /** `price` may be any number; `seconds` may be left empty. */
  readonly threshold: 'price' | 'positive' | 'seconds' | 'none';
  readonly hasWindow: boolean;
}

const shapes: Readonly<Record<AlertKind, KindShape>> = {
  price_cross: { instrument: 'one', hasDirection: true, threshold: 'price', hasWindow: false },
  percent_move: { instrument: 'any', hasDirection: true, threshold: 'positive', hasWindow: true },
  spread: { instrument: 'any', hasDirection: false, threshold: 'positive', hasWindow: false },
  volume: { instrument: 'any', hasDirection: false, threshold: 'positive', hasWindow: true },
  feed_stalled: { instrument: 'any', hasDirection: false, threshold: 'seconds', hasWindow: false },
  gap_found: { instrument: 'none', hasDirection: false, threshold: 'none', hasWindow: false },
  connection_lost: { instrument: 'none', hasDirection: false, threshold: 'seconds', hasWindow: false },
  disk_space: { instrument: 'none', hasDirection: false, threshold: 'positive', hasWindow: false },
  clock_offset: { instrument: 'none', hasDirection: false, threshold: 'positive', hasWindow: false },
  export_failed: { instrument: 'none', hasDirection: false, threshold: 'none', hasWindow: false },
  database_down: { instrument: 'none', hasDirection: false, threshold: 'seconds', hasWindow: false },
};

export function shapeOf(kind: AlertKind): KindShape {
  return shapes[kind];
}

/** The kinds about an instrument, and those about the recording and the machine. */
export const marketKinds = alertKinds.filter((kind) => shapes[kind].instrument !== 'none');
export const machineKinds = alertKinds.filter((kind) => shapes[kind].instrument === 'none');

const units = [['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]] as const;

/** Whole seconds of `90`, `90 s`, `5m`, `5 min`, `1 h`, `2d`; null for anything else. */
export function parseSpan(text: string): number | null {
  const match = /^(\d{1,8})\s*(s|m|min|h|d)?$/.exec(text.trim().toLowerCase());
  if (match === null) return null;
  const unit = match[2] === 'm' ? 'min' : match[2] ?? 's';
  const size = units.find(([name]) => name === unit)?.[1] ?? 1;
  return Number(match[1]) * size;
}

/** In the largest unit that leaves a whole number. */
export function formatSpan(seconds: number): string {
  const unit = units.find(([, size]) => seconds > 0 && seconds % size === 0) ?? units[3];
  return `${seconds / unit[1]} ${unit[0]}`;
}

/** As it is typed: `2026-11-21 14:30`, with seconds if there are any. */
export function wallClockOf(at: Nanos, zone: string): string {
  const seconds = Math.floor(millisOf(at) / 1000);
  const text = new Date((seconds + zoneOffsetSeconds(seconds, zone)) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return text.endsWith(':00') ? text.slice(0, -3) : text;
}

export function draftOf(start: RuleStart, zone: string): RuleDraft {
  if (start.mode === 'new') {
    return {
      name: '', kind: 'price_cross', instrumentId: start.instrumentId ?? '', direction: 'both', threshold: start.price ?? '', window: '5 min', level: 'warning',
      cooldown: '5 min', ends: '', isPaused: false, deliver: [],
    };
  }
  const { rule } = start;
  return {
    name: start.mode === 'copy' ? t.alerts.copyOf(rule.name) : rule.name,
    kind: rule.kind ?? 'price_cross',
    instrumentId: rule.instrumentId ?? '',
    direction: rule.direction ?? 'both',
    threshold: rule.threshold ?? '',
    window: rule.windowSeconds === null ? '5 min' : formatSpan(rule.windowSeconds),
    level: rule.level,
    cooldown: formatSpan(rule.cooldownSeconds),
    ends: rule.ends === null ? '' : wallClockOf(rule.ends, zone),
    isPaused: rule.isPaused,
    deliver: rule.deliver,
  };
}

export function suggestedName({ kind, instrumentId, threshold, direction }: RuleDraft): string {
  const name = t.alerts.suggested(kind, instrumentId === '' ? t.alerts.anyInstrument : instrumentId, threshold.trim(), direction);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const longestName = 100;

function faultOfThreshold(kind: KindShape['threshold'], text: string): string | null {
  const value = parseDecimal(text);
  switch (kind) {
    case 'none':
      return null;
    case 'seconds':
      return text === '' || /^\d{1,7}$/.test(text) ? null : t.alerts.form.wrong.seconds;
    case 'price':
      return value === null ? t.alerts.form.wrong.number : null;
    case 'positive':
      return value === null || value.mantissa <= 0n ? t.alerts.form.wrong.positive : null;
  }
}

/** What is sent, or what is wrong at which field. `original`: the end that was shown, so that its digits below a second stay. */
export function readDraft(draft: RuleDraft, zone: string, original: Nanos | null): { readonly body: RuleBody; readonly faults: null } | { readonly body: null; readonly faults: RuleFaults } {
  const shape = shapes[draft.kind];
  const { wrong } = t.alerts.form;
  const name = draft.name.trim() === '' ? suggestedName(draft) : draft.name.trim();
  const threshold = draft.threshold.trim();
  const window = parseSpan(draft.window);
  const cooldown = parseSpan(draft.cooldown);
  const ends = endOf(draft.ends.trim(), zone, original);
  const found: readonly (readonly [RuleField, string | null])[] = [
    ['name', name.length > longestName ? wrong.nameLong : null],
    ['instrument_id', shape.instrument === 'one' && draft.instrumentId === '' ? wrong.instrument : null],
    ['threshold', faultOfThreshold(shape.threshold, threshold)],
    ['window_s', shape.hasWindow && (window === null || window === 0) ? wrong.span : null],
    ['cooldown_s', cooldown === null ? wrong.span : null],
    ['ends', ends === undefined ? wrong.date : null],
  ];
  const faults = Object.fromEntries(found.filter(([, fault]) => fault !== null));
  if (Object.keys(faults).length > 0 || cooldown === null || ends === undefined) return { body: null, faults };
  return {
    faults: null,
    body: {
      name,
      kind: draft.kind,
      instrument_id: shape.instrument === 'none' || draft.instrumentId === '' ? null : draft.instrumentId,
      direction: shape.hasDirection ? draft.direction : null,
      threshold: shape.threshold === 'none' || threshold === '' ? null : threshold,
      window_s: shape.hasWindow ? window : null,
      level: draft.level,
      cooldown_s: cooldown,
      ends: ends === null ? null : String(ends),
      is_paused: draft.isPaused,
      deliver: draft.deliver,
    },
  };
}

/** Null: never; undefined: not readable. */
function endOf(text: string, zone: string, original: Nanos | null): Nanos | null | undefined {
  if (text === '') return null;
  if (original !== null && text === wallClockOf(original, zone)) return original;
  const seconds = instantOfWallClock(text, zone);
  return seconds === null ? undefined : nanosFromMillis(seconds * 1000);
}

/** What the server says is wrong, at the fields it names. */
export function faultsOf(pointers: readonly { readonly pointer: string; readonly detail: string }[]): RuleFaults {
  return Object.fromEntries(pointers.flatMap(({ pointer, detail }) => {
    const named = pointer.split(/[/.]/).find((part) => ruleFields.some((field) => field === part));
    return named === undefined ? [] : [[named, detail]];
  }));
}
