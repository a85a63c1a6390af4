import type { ReactNode } from 'react';
import { useAlertRoutes, useTestRoute } from '../../api/alerts';
import { useCanAct } from '../../api/queries';
import type { AlertRoute } from '../../lib/alertWire';
import { formatNanos, formatZoned } from '../../lib/format';
import { localZone } from '../../lib/time';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { Empty, Loaded, Panel } from '../../ui/Panel';
import { StateMark, type Level } from '../../ui/StateMark';
import { askPermission, usePermission, type Permission } from './notifications';
import { SoundLine } from './SoundLine';

/** The ways an alert reaches somebody who does not look at this page. */
export function RoutesPanel(): ReactNode {
  const routes = useAlertRoutes();
  return (
    <Panel title={t.alerts.routes.title} testId="panel-routes" className="alerts-routes">
      <Loaded query={routes} rows={2} isEmpty={(list) => list.length === 0} empty={<Empty title={t.alerts.routes.none}>{t.alerts.routes.noneNext}</Empty>}>
        {(list) => <ul>{list.map((route) => <RouteLine key={route.route} route={route} />)}</ul>}
      </Loaded>
      <BrowserLine />
      <SoundLine />
    </Panel>
  );
}

function RouteLine({ route }: { readonly route: AlertRoute }): ReactNode {
  const test = useTestRoute();
  const canAct = useCanAct();
  const words = t.alerts.routes;
  const name = t.alerts.routeNames[route.route === 'email' ? 'email' : 'webhook'];
  const state: readonly [Level, string] = !route.isConfigured ? ['off', words.notConfigured] : route.lastProblem !== null ? ['critical', words.failing] : ['ok', words.configured];
  return (
    <li className="route-line" data-testid={`route-${route.route}`} data-configured={route.isConfigured}>
      <Icon name={route.route === 'email' ? 'mail' : 'send'} />
      <strong>{name}</strong>
      <StateMark level={state[0]} word={state[1]} />
      {route.isConfigured && (
        <button
          type="button"
          className="button route-act"
          data-testid={`test-${route.route}`}
          aria-label={words.testOf(name)}
          disabled={!canAct || test.isPending}
          title={canAct ? undefined : t.needsToken}
          onClick={() => test.mutate(route.route)}
        >
          {words.test}
        </button>
      )}
      <p className="route-note muted">
        {route.isConfigured ? (
          <>
            {route.target !== null && <>{words.target} <code>{route.target}</code>, </>}
            <span className="num" title={formatNanos(route.lastSent)}>{route.lastSent === null ? words.neverSent : words.lastSent(formatZoned(route.lastSent, localZone()))}</span>
          </>
        ) : route.hint}
      </p>
      {route.lastProblem !== null && <p className="route-note field-error"><Icon name="warning" /> {route.lastProblem}</p>}
      {test.error !== null && <p className="route-note field-error" role="alert"><Icon name="warning" /> {test.error.message}</p>}
      {test.data !== undefined && !test.isPending && (
        <p className={test.data.state === 'sent' ? 'route-note mark mark-ok' : 'route-note mark mark-critical'} role="status" data-testid={`tested-${route.route}`} data-value={test.data.state}>
          <Icon name={test.data.state === 'sent' ? 'check' : 'warning'} /> {test.data.state === 'sent' ? words.sent : words.failed(test.data.detail)}
        </p>
      )}
    </li>
  );
}

const permissionLevels: Readonly<Record<Permission, Level>> = { granted: 'ok', denied: 'warn', default: 'off', unsupported: 'off' };

function BrowserLine(): ReactNode {
  const permission = usePermission();
  const words = t.alerts.routes;
  return (
    <div className="route-line" data-testid="route-browser" data-value={permission}>
      <Icon name="bell" />
      <strong>{words.browser}</strong>
      <StateMark level={permissionLevels[permission]} word={words.permission[permission]} />
      {permission === 'default' && <button type="button" className="button route-act" data-testid="ask-permission" onClick={() => void askPermission()}>{words.ask}</button>}
      <p className="route-note muted" data-testid="permission-note">{words.permissionNote[permission]}</p>
    </div>
  );
}
