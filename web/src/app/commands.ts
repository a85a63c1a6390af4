import type { Instrument } from '../api/types';
import { isSample } from '../lib/dataset';
import { chartPath } from '../lib/paths';
import { t } from '../lib/text';
import { parseTimeframe, type Timeframe } from '../lib/timeframes';
import { showOverlay } from '../ui/overlays';
import type { PageAct } from '../ui/pageActs';
import { setLook, shownTheme } from '../ui/preferences';
import { navigate } from '../ui/router';
import type { IconName } from '../ui/Icon';
import { pages } from './routes';

export interface Command {
  readonly id: string;
  readonly icon: IconName;
  readonly title: string;
  readonly note: string;
  /** Where it leads; null: it does something here. */
  readonly to: string | null;
  readonly run: () => void;
}

/** Splits `aapl 5m` into what to look for and the timeframe. */
export function splitQuery(query: string): { readonly words: readonly string[]; readonly timeframe: Timeframe | null } {
  const words = query.trim().split(/\s+/).filter((word) => word !== '');
  const last = words[words.length - 1];
  const timeframe = words.length > 1 ? parseTimeframe(last) : null;
  return { words: (timeframe === null ? words : words.slice(0, -1)).map((word) => word.toLowerCase()), timeframe };
}

/** Smaller is better; null does not match. A symbol that begins with the word beats a description that contains it. */
function rank(words: readonly string[], name: string, more: string): number | null {
  const head = name.toLowerCase();
  const all = `${head} ${more.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return null;
  const first = words[0] ?? '';
  if (first === '' || head === first) return 0;
  return head.startsWith(first) ? 1 : head.includes(first) ? 2 : 3;
}

/** `acts`: what can be done on the page that is open. */
export function findCommands(query: string, instruments: readonly Instrument[], acts: readonly PageAct[] = []): Command[] {
  const { words, timeframe } = splitQuery(query);
  const found: { readonly command: Command; readonly rank: number }[] = [];
  for (const instrument of instruments) {
    const score = rank(words, instrument.id, `${instrument.rawSymbol} ${instrument.description} ${instrument.assetClass}`);
    if (score === null) continue;
    const to = chartPath(instrument.id, timeframe === null ? {} : { tf: timeframe });
    const note = [instrument.description, instrument.recording ? t.palette.recorded : t.palette.notRecorded].filter((s) => s !== '').join(' · ');
    found.push({
      rank: score + (instrument.recording ? 0 : 0.5),
      command: {
        id: `chart-${instrument.id}`,
        icon: 'chart',
        title: timeframe === null ? instrument.id : `${instrument.id} · ${timeframe}`,
        note,
        to,
        run: () => navigate(to),
      },
    });
  }
  const here = acts.map((act): Command => ({ id: `act-${act.id}`, icon: act.icon, title: act.title, note: act.key === null ? t.palette.onPage : `${t.palette.onPage} · ${act.key}`, to: null, run: act.run }));
  for (const command of [...here, ...pageCommands(), ...actions()]) {
    const score = rank(words, command.title, command.note);
    if (score !== null) found.push({ command, rank: score + 1 });
  }
  return found.sort((a, b) => a.rank - b.rank).slice(0, 12).map((f) => f.command);
}

function pageCommands(): Command[] {
  return pages.map((page) => ({ id: `page-${page.id}`, icon: page.icon, title: page.title, note: t.palette.page, to: page.path, run: () => navigate(page.path) }));
}

const pastCommand: Command = {
  id: 'past',
  icon: 'clock',
  title: t.past.open,
  note: t.palette.action,
  to: null,
  run: () => showOverlay({ kind: 'past' }),
};

function actions(): Command[] {
  const isDark = shownTheme() === 'dark';
  return [{
    id: 'new-rule',
    icon: 'bell',
    title: t.alerts.form.titles.new,
    note: t.palette.action,
    to: null,
    run: () => showOverlay({ kind: 'rule', start: { mode: 'new', instrumentId: null, price: null } }),
  }, ...(isSample ? [] : [pastCommand]), {
    id: 'theme',
    icon: isDark ? 'sun' : 'moon',
    title: isDark ? t.look.toLight : t.look.toDark,
    note: t.palette.action,
    to: null,
    run: () => setLook({ theme: isDark ? 'light' : 'dark' }),
  }];
}
