import type { ReactNode } from 'react';
import { useDoctor, type Check, type CheckResult } from '../../api/doctor';
import { t } from '../../lib/text';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { Link } from '../../ui/router';
import { StateMark, type Level } from '../../ui/StateMark';
import { SampleOffer } from './SampleOffer';

/** The way from nothing to the first recording, in order. */
const steps = ['database', 'broker', 'entitlements', 'instruments', 'recording'] as const;

const levels: Readonly<Record<CheckResult, Level>> = { pass: 'ok', warn: 'warn', fail: 'critical' };

/** Where the dashboard itself has the next action of a step. */
const places: Readonly<Record<string, string>> = { instruments: '/watchlist?add=1', recording: '/system' };

/** What a new installation still lacks, line by line as `argonaut doctor` sees it, each with what to do next. */
export function FirstStart(): ReactNode {
  const doctor = useDoctor();
  const words = t.firstStart;
  const found = doctor.data ?? [];
  const shown = steps.flatMap((name) => found.find((check) => check.name === name) ?? []);
  const others = found.filter((check) => !steps.some((name) => name === check.name));
  return (
    <Panel
      title={words.title}
      testId="panel-first-start"
      slotId="panel-instruments"
      isPlain
      className="overview-instruments"
      note={doctor.data === undefined ? undefined : words.done(shown.filter((check) => check.result === 'pass').length, shown.length)}
      actions={<button type="button" className="button" data-testid="doctor-again" onClick={() => void doctor.refetch()}>{words.again}</button>}
    >
      <Loaded query={doctor} rows={8} isEmpty={(data) => data.length === 0} empty={<Empty title={words.none}>{words.noneNext}</Empty>}>
        {() => (
          <>
            <p className="first-start-lead">{words.lead}</p>
            <ol className="first-start" data-testid="first-start">{shown.map((check) => <Step key={check.name} check={check} />)}</ol>
            <SampleOffer />
            <h3 className="first-start-rest">{words.machine}</h3>
            <ul className="first-start">{others.map((check) => <Step key={check.name} check={check} />)}</ul>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Step({ check }: { readonly check: Check }): ReactNode {
  const words = t.firstStart;
  const place = places[check.name];
  return (
    <li data-testid={`check-${check.name}`} data-result={check.result}>
      <span className="first-start-name">{words.step(check.name)}</span>
      <StateMark level={levels[check.result]} word={words.result[check.result]} />
      <span className="first-start-detail">{check.detail}</span>
      {check.result !== 'pass' && check.fix !== null && (
        <span className="first-start-fix" data-testid="check-fix">
          {check.fix}
          {place !== undefined && <> <Link to={place} className="button">{words.open(check.name)}</Link></>}
        </span>
      )}
    </li>
  );
}
