import type { ReactNode } from 'react';
import type { Instrument } from '../../api/types';
import { instrumentPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { knownZone } from '../../lib/time';
import { AgeText, ChangeText, LastPrice, QuoteText, SpreadText } from '../../stream/cells';
import { PaceNote } from '../../stream/PaceNote';
import { Icon } from '../../ui/Icon';
import { Link, useIsOwnWindow } from '../../ui/router';
import { setLook, useLook } from '../../ui/preferences';
import { Segmented } from '../../ui/Segmented';
import type { ChartSetup } from './chartSetup';
import { DrawMenu } from './DrawMenu';
import { LayoutMenu } from './LayoutMenu';
import { savePicture } from './savePicture';
import { useFeedView, type ChartHandle } from './useBarFeed';
import type { ChartPlace, ZoneChoice } from './useChartPlace';

/** What is charted, and its market now. */
export function ChartHead({ instrument, isReplay, onSwitch, children }: {
  readonly instrument: Instrument;
  /** The market of now is the future of what is shown. */
  readonly isReplay: boolean;
  readonly onSwitch: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { isChartListShown } = useLook();
  const isOwnWindow = useIsOwnWindow();
  return (
    <header className="chart-bar">
      {!isOwnWindow && (
        <button
          type="button"
          className="icon-button chart-list-toggle"
          aria-pressed={isChartListShown}
          title={isChartListShown ? t.chart.hideList : t.chart.showList}
          aria-label={isChartListShown ? t.chart.hideList : t.chart.showList}
          onClick={() => setLook({ isChartListShown: !isChartListShown })}
        >
          <Icon name="list" />
        </button>
      )}
      <button type="button" className="chart-name" data-testid="instrument-switch" title={t.chart.switch} onClick={onSwitch}>
        <h1>{instrument.id}</h1>
        <Icon name="chevronDown" />
      </button>
      <Link to={instrumentPath(instrument.id)} className="chart-about" title={t.instrument.open(instrument.id)} data-testid="open-instrument">
        {instrument.description === '' ? t.detail.openInstrument : instrument.description}
      </Link>
      {isReplay ? <span className="badge badge-replay" data-testid="replay-badge">{t.replay.band}</span> : <MarketNow instrument={instrument} />}
      {children}
    </header>
  );
}

function MarketNow({ instrument }: { readonly instrument: Instrument }): ReactNode {
  return (
    <>
      <span className="chart-now num">
        <LastPrice instrument={instrument} className="chart-last" />
        <ChangeText id={instrument.id} kind="amount" />
        <ChangeText id={instrument.id} kind="percent" />
      </span>
      <span className="chart-quote num">
        <span><span className="muted">{t.columns.bid}</span> <QuoteText instrument={instrument} field="bid" /> <span className="muted">×</span> <QuoteText instrument={instrument} field="bidSize" /></span>
        <span><span className="muted">{t.columns.ask}</span> <QuoteText instrument={instrument} field="ask" /> <span className="muted">×</span> <QuoteText instrument={instrument} field="askSize" /></span>
        <span className="chart-spread"><span className="muted">{t.columns.spread}</span> <SpreadText id={instrument.id} /></span>
        <AgeText instrument={instrument} />
        <PaceNote ids={[instrument.id]} />
      </span>
    </>
  );
}

/** How the chart is drawn, and what is computed from it. */
export function DrawTools({ instrument, place, handle, setup, onSetup, onIndicators, onCompare, onAlert }: {
  readonly instrument: Instrument;
  readonly place: ChartPlace;
  readonly handle: ChartHandle | null;
  readonly setup: ChartSetup;
  readonly onSetup: (change: Partial<ChartSetup>) => void;
  readonly onIndicators: () => void;
  readonly onCompare: () => void;
  readonly onAlert: () => void;
}): ReactNode {
  const isOwnWindow = useIsOwnWindow();
  const canBeLog = useFeedView(handle, () => handle?.chart.canBeLog ?? true);
  return (
    <span className="chart-tools draw-tools">
      <button type="button" className="button" data-testid="indicators-button" title={t.indicators.buttonKey} onClick={onIndicators}>
        <Icon name="indicator" /> <span className="tool-text">{t.indicators.button}</span>
      </button>
      <button type="button" className="button" data-testid="compare-button" title={t.compare.key} onClick={onCompare}>
        <Icon name="compare" /> <span className="tool-text">{t.compare.button}</span>
      </button>
      <button type="button" className="button" data-testid="alert-button" title={t.alerts.chart.addKey} onClick={onAlert}>
        <Icon name="bell" /> <span className="tool-text">{t.alerts.chart.add}</span>
      </button>
      <DrawMenu
        setup={setup}
        canBeLog={canBeLog}
        ownPriceType={instrument.barPriceType}
        zones={zonesOf(instrument)}
        zone={place.zoneChoice}
        onChange={onSetup}
        onZone={(zone) => place.change({ tz: zone })}
        onZoomPrices={(factor) => handle?.chart.zoomPrices(factor)}
      />
      {!isOwnWindow && <LayoutMenu />}
    </span>
  );
}

/** What can be done with the view. */
export function ChartTools({ instrument, place, handle, isLive, isReplay, onLive, onGo, onReplay }: {
  readonly instrument: Instrument;
  readonly place: ChartPlace;
  readonly handle: ChartHandle | null;
  readonly isLive: boolean;
  readonly isReplay: boolean;
  readonly onLive: () => void;
  readonly onGo: () => void;
  readonly onReplay: () => void;
}): ReactNode {
  const { isDepthShown } = useLook();
  const isOwnWindow = useIsOwnWindow();
  const zones = zonesOf(instrument);
  return (
    <div className="chart-tools">
      <Segmented label={t.chart.zone} value={place.zoneChoice} options={zones} testId="zone-choice" onChange={(zone) => place.change({ tz: zone })} />
      <button type="button" className="button" data-testid="go-to-date" title={t.chart.goKey} onClick={onGo}><Icon name="calendar" /> <span className="tool-text">{t.chart.go}</span></button>
      <button type="button" className="button" data-testid="replay-button" aria-pressed={isReplay} title={t.replay.key} onClick={onReplay}><Icon name="replay" /> <span className="tool-text">{t.replay.button}</span></button>
      <button
        type="button"
        className="button"
        data-testid="table-toggle"
        aria-pressed={place.isTable}
        title={t.chart.tableKey}
        onClick={() => place.change({ view: place.isTable ? null : 'table' })}
      >
        <Icon name="table" /> <span className="tool-text">{t.chart.table}</span>
      </button>
      {!isOwnWindow && (
        <button
          type="button"
          className="button"
          data-testid="depth-toggle"
          aria-pressed={isDepthShown}
          title={t.depth.key}
          onClick={() => setLook({ isDepthShown: !isDepthShown })}
        >
          <Icon name="depth" /> <span className="tool-text">{t.depth.title}</span>
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        data-testid="save-picture"
        title={t.chart.picture}
        aria-label={t.chart.picture}
        onClick={() => {
          if (handle !== null) savePicture(handle.chart.picture(), instrument.id, place.timeframe, place.zone);
        }}
      >
        <Icon name="image" />
      </button>
      <button type="button" className={isLive ? 'button live-button is-live' : 'button live-button'} data-testid="live-button" title={t.chart.liveKey} aria-pressed={isLive} onClick={onLive}>
        <Icon name="live" /> {t.chart.live}
      </button>
    </div>
  );
}

function zonesOf(instrument: Instrument): { value: ZoneChoice; text: string; title?: string }[] {
  const zones: { value: ZoneChoice; text: string; title?: string }[] = [
    { value: 'utc', text: 'UTC' },
    { value: 'local', text: t.chart.zoneLocal },
  ];
  if (knownZone(instrument.timeZone) !== null) zones.unshift({ value: 'exchange', text: t.chart.zoneExchange, title: instrument.timeZone ?? '' });
  return zones;
}
