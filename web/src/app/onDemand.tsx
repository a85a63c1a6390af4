import { lazy, useState, type ComponentType, type FunctionComponent, type ReactNode } from 'react';

/** A component whose code comes when it is first shown, or before. */
export interface OnDemand<P extends object> extends FunctionComponent<P> {
  /** Asks for the code before it is needed; resolves when it is there, or will not come now. Null: it is there. */
  readonly fetchCode: () => Promise<void> | null;
}

/**
 * What is there already is shown at once, in the rendering that asks for it; only what has to be waited for suspends. Where the code does
 * not come (the server is gone, or another version has other files) the other component stands in.
 */
export function onDemand<P extends object>(load: () => Promise<{ readonly default: ComponentType<P> }>, otherwise: ComponentType<P>): OnDemand<P> {
  let known: ComponentType<P> | null = null;
  const take = async (): Promise<void> => {
    try {
      known = (await load()).default;
    } catch {
      // It is asked for again when it is shown.
    }
  };
  const fetchCode = (): Promise<void> | null => known === null ? take() : null;
  const Later = lazy(() => load().catch(() => ({ default: otherwise })));
  function Component(props: P): ReactNode {
    // What is mounted keeps its state: it stays what it began as.
    const [Shown] = useState<ComponentType<P>>(() => known ?? Later);
    return <Shown {...props} />;
  }
  return Object.assign(Component, { fetchCode });
}
