import { createContext } from 'react';
import type { Arrangement, PanelBox } from './arrangement';

/** The page around its panels, as they see it. */
export interface PanelGrid {
  /** The one panel that the window shows; null: all of them. */
  readonly only: string | null;
  /** Null: the page is arranged as it comes. */
  readonly arrangement: Arrangement | null;
  /** Changes how the page is arranged; the first change begins with what is on the screen. */
  readonly change: (change: (panels: Arrangement) => Arrangement) => void;
  readonly reset: () => void;
  /** A panel came or went. */
  readonly place: () => void;
  /** The panels that are shown, by their ids in their order. */
  readonly shown: () => readonly string[];
  /** How many columns and rows reach from the panel's corner to a point of the window. */
  readonly reach: (panel: HTMLElement, x: number, y: number) => Pick<PanelBox, 'columns' | 'rows'>;
}

/** Null outside a page whose panels can be arranged. */
export const PanelGridContext = createContext<PanelGrid | null>(null);
