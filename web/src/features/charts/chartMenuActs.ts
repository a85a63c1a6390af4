import { t } from '../../lib/text';
import type { PageAct } from '../../ui/pageActs';

/** A place on a chart that something is done at. */
export interface ChartSpot {
  /** On the instrument's steps; null before there are bars. */
  readonly price: string | null;
  /** The bar that stands there, by its open in seconds. */
  readonly time: number | null;
}

export interface ChartMenuWorld {
  readonly addAlert: (price: string) => void;
  readonly drawLine: (time: number, price: string) => void;
  readonly copy: (text: string) => void;
  readonly replayFrom: (time: number) => void;
  readonly goToTime: () => void;
  readonly goLive: () => void;
  readonly chooseIndicators: () => void;
  readonly compare: () => void;
  readonly toggleObjects: () => void;
  readonly toggleTable: () => void;
  /** Null where there is no place for it. */
  readonly toggleDepth: (() => void) | null;
  readonly savePicture: () => void;
  /** Null where the chart has its own window. */
  readonly openWindow: (() => void) | null;
}

/** What the menu of a chart offers at a place, in its order. */
export function chartMenuActs({ price, time }: ChartSpot, world: ChartMenuWorld): readonly PageAct[] {
  const words = t.chartMenu;
  return [
    ...(price === null ? [] : [{ id: 'alert', icon: 'bell', title: words.alert(price), key: 'A', run: () => world.addAlert(price) } as const]),
    ...(price === null || time === null ? [] : [{ id: 'line', icon: 'horizontal', title: words.line(price), key: null, run: () => world.drawLine(time, price) } as const]),
    ...(price === null ? [] : [{ id: 'copy', icon: 'copy', title: words.copy(price), key: null, run: () => world.copy(price) } as const]),
    ...(time === null ? [] : [{ id: 'replay', icon: 'replay', title: words.replay, key: 'R', run: () => world.replayFrom(time) } as const]),
    { id: 'go', icon: 'calendar', title: words.go, key: 'G', run: world.goToTime },
    { id: 'live', icon: 'live', title: words.live, key: 'L', run: world.goLive },
    { id: 'indicators', icon: 'indicator', title: words.indicators, key: 'I', run: world.chooseIndicators },
    { id: 'compare', icon: 'compare', title: words.compare, key: 'C', run: world.compare },
    { id: 'objects', icon: 'objects', title: words.objects, key: 'O', run: world.toggleObjects },
    { id: 'table', icon: 'table', title: words.table, key: 'T', run: world.toggleTable },
    ...(world.toggleDepth === null ? [] : [{ id: 'depth', icon: 'depth', title: words.depth, key: 'D', run: world.toggleDepth } as const]),
    { id: 'picture', icon: 'image', title: words.picture, key: null, run: world.savePicture },
    ...(world.openWindow === null ? [] : [{ id: 'window', icon: 'window', title: words.window, key: null, run: world.openWindow } as const]),
  ];
}
