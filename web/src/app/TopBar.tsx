import { useId, useMemo, useState, type ReactNode } from 'react';
import { useInstruments } from '../api/queries';
import { AlertBell, MuteButton } from '../features/alerts/AlertBell';
import { formatClock, formatOld, zoneLabel } from '../lib/format';
import { isSample } from '../lib/dataset';
import { pastAt } from '../lib/pastTime';
import { knownZone, localZone, millisOf } from '../lib/time';
import { t } from '../lib/text';
import { useConnection, useHealth, useHold, useLive, useStream } from '../stream/context';
import { Icon } from '../ui/Icon';
import { showOverlay } from '../ui/overlays';
import { useLook } from '../ui/preferences';
import { Link, usePlace } from '../ui/router';
import { StateMark, type Level } from '../ui/StateMark';
import { useNow } from '../ui/useNow';
import { AccountMark } from './AccountMark';
import { LatencyCard } from './LatencyCard';
import { LookMenu } from './LookMenu';

/** Enough instruments to tell the age of the newest tick anywhere, few enough to cost nothing. */
const pulseInstruments = 8;

export function TopBar(): ReactNode {
  return (
    <header className="top-bar">
      <Link to="/" className="brand" title={t.brand}>
        <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M16 4v17M16 6l8 11h-8M14 9l-6 8h6M5 21h22l-4 6H9z" /></svg>
        <span>{t.brand}</span>
      </Link>
      <button type="button" className="search-button" data-testid="open-search" onClick={() => showOverlay({ kind: 'palette', query: '' })}>
        <Icon name="search" />
        <span>{t.palette.open}</span>
        <kbd>/</kbd>
      </button>
      <div className="top-facts">
        <ConnectionMark />
        <TickAge />
        <Clocks />
      </div>
      <span className="top-alerts">
        <AlertBell />
        <MuteButton />
      </span>
      {/* The sample has one moment. */}
      {!isSample && <button type="button" className="icon-button" data-testid="open-past" title={t.past.open} aria-label={t.past.open} onClick={() => showOverlay({ kind: 'past' })}><Icon name="clock" /></button>}
      <AccountMark />
      <LookMenu />
    </header>
  );
}

function ConnectionMark(): ReactNode {
  const connection = useConnection();
  const feed = useHealth((status) => status?.feed?.state ?? null);
  const { level, word } = describe(connection.state, feed?.toLowerCase() ?? null);
  return <StateMark level={level} word={word} testId="connection" />;
}

function describe(connection: string, feed: string | null): { readonly level: Level; readonly word: string } {
  if (connection === 'connecting') return { level: 'warn', word: t.connection.connecting };
  if (connection !== 'open') return { level: 'critical', word: t.connection.disconnected };
  if (feed === null) return { level: 'ok', word: t.connection.connected };
  if (feed === 'ready') return { level: 'ok', word: t.connection.feedReady };
  if (feed === 'disconnected') return { level: 'critical', word: t.connection.feedDown };
  return { level: 'warn', word: t.connection.feed(feed) };
}

function TickAge(): ReactNode {
  const { client, market } = useStream();
  const instruments = useInstruments();
  const ids = useMemo(
    () => (instruments.data ?? []).filter((i) => i.recording).slice(0, pulseInstruments).map((i) => i.id),
    [instruments.data]);
  const { amberSeconds, redSeconds } = useLook();
  const [isOpen, setOpen] = useState(false);
  const cardId = useId();
  useHold(ids, 'price');
  useNow(500);
  // Where the clock stands only what is told makes it look again.
  useLive(pastAt === null ? '' : ids[0] ?? '', (live) => live.lastTick);
  const newest = market.newestTick;
  const age = newest === null ? null : Math.max(0, client.serverNow() - millisOf(newest));
  const level = age === null ? 'off' : age > redSeconds * 1_000 ? 'critical' : age > amberSeconds * 1_000 ? 'warn' : 'ok';
  return (
    <span
      className="fact-hover"
      onMouseEnter={() => setOpen(true)}
      onMouseLeave={() => setOpen(false)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <button
        type="button"
        className={`fact fact-${level} fact-button`}
        data-testid="tick-age"
        data-level={level}
        data-value={age ?? ''}
        aria-describedby={isOpen ? cardId : undefined}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
      >
        <span className="fact-label">{t.tickAge.label}</span>
        <span className="num fact-age">{formatOld(newest, age, localZone())}</span>
      </button>
      {isOpen && <LatencyCard id={cardId} />}
    </span>
  );
}

function Clocks(): ReactNode {
  const { client } = useStream();
  const { path } = usePlace();
  const instruments = useInstruments();
  useNow(500);
  const now = client.serverNow();
  const shown = instruments.data?.find((i) => path === `/chart/${encodeURIComponent(i.id)}`)
    ?? instruments.data?.find((i) => i.recording && knownZone(i.timeZone) !== null);
  const zone = knownZone(shown?.timeZone);
  return (
    <>
      <span className="fact fact-clock" data-testid="clock-utc" data-value={Math.floor(now)}>
        <span className="num">{formatClock(now, 'UTC')}</span>
        <span className="fact-label">UTC</span>
      </span>
      {zone !== null && zone !== 'UTC' && (
        <span className="fact fact-clock" data-testid="clock-exchange" title={t.clocks.exchange(shown?.id ?? '', zone)}>
          <span className="num">{formatClock(now, zone)}</span>
          <span className="fact-label">{zoneLabel(zone, now)}</span>
        </span>
      )}
    </>
  );
}
