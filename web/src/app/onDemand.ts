import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** A component whose code comes when it is first shown. Where it does not come (the server is gone, or another version has other files) the other one stands in. */
export function onDemand<P extends object>(load: () => Promise<{ readonly default: ComponentType<P> }>, otherwise: ComponentType<P>): LazyExoticComponent<ComponentType<P>> {
  return lazy(() => load().catch(() => ({ default: otherwise })));
}
