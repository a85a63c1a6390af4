import type { IconName } from './Icon';

/** Something that can be done on the page that is open, in its menu and in the palette. */
export interface PageAct {
  readonly id: string;
  readonly icon: IconName;
  readonly title: string;
  /** The usual key, as a person reads it; null without one. */
  readonly key: string | null;
  readonly run: () => void;
}

let current: () => readonly PageAct[] = () => [];

/** What can be done now; asked when somebody wants to know. The answer takes it back. */
export function offerActs(acts: () => readonly PageAct[]): () => void {
  current = acts;
  return () => {
    if (current === acts) current = () => [];
  };
}

export function pageActs(): readonly PageAct[] {
  return current();
}
