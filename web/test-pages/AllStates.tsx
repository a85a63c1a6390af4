import type { ReactNode } from 'react';
import { panelStates } from './stage';

/** Every panel in all five states: a state is a matter of the whole page (what it was answered, what it hears), so each has one of its own. */
export function AllStates(): ReactNode {
  return (
    <main className="all-states">
      <h1>All panels in all states</h1>
      {panelStates.map((state) => (
        <section key={state}>
          <h2><a href={`/__states?state=${state}`}>{state}</a></h2>
          <iframe title={`All panels, ${state}`} src={`/__states?state=${state}`} />
        </section>
      ))}
    </main>
  );
}
