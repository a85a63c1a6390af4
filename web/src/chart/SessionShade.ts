import type { IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesPrimitive, Time } from 'lightweight-charts';
import type { ChartLook } from './look';

type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** What the market does while a bar forms. */
export type SessionKind = 'regular' | 'extended' | 'closed';

export interface Sessions {
  /** Null: nobody knows. */
  readonly kindAt: (time: number) => SessionKind | null;
  /** Numbers trading days. */
  readonly dayOf: (time: number) => number;
}

/** The bars in view, by their opens in seconds. */
export interface VisibleBars {
  readonly from: number;
  readonly to: number;
  timeAt(index: number): number;
  xAt(index: number): number;
}

/** Another ground behind bars outside regular hours, and a line where a trading day begins. */
export class SessionShade implements ISeriesPrimitive<Time>, IPrimitivePaneView, IPrimitivePaneRenderer {
  private sessions: Sessions | null = null;

  constructor(private readonly visible: () => VisibleBars | null, private look: ChartLook) {}

  /** Null: bars are longer than sessions. */
  set(sessions: Sessions | null): void {
    this.sessions = sessions;
  }

  applyLook(look: ChartLook): void {
    this.look = look;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this];
  }

  zOrder(): 'bottom' {
    return 'bottom';
  }

  renderer(): IPrimitivePaneRenderer {
    return this;
  }

  draw(target: DrawTarget): void {
    const { sessions } = this;
    const bars = sessions === null ? null : this.visible();
    if (sessions === null || bars === null || bars.to <= bars.from) return;
    const half = (bars.xAt(bars.from + 1) - bars.xAt(bars.from)) / 2;
    // In pixels of the screen: edges and lines between two of them would be smeared over both.
    target.useBitmapCoordinateSpace(({ context, bitmapSize, horizontalPixelRatio: ratio }) => {
      context.fillStyle = this.look.extended;
      for (let i = bars.from; i <= bars.to; i++) {
        const kind = sessions.kindAt(bars.timeAt(i));
        if (kind !== 'extended' && kind !== 'closed') continue;
        const first = i;
        while (i < bars.to && sessions.kindAt(bars.timeAt(i + 1)) === kind) i++;
        const left = Math.round((bars.xAt(first) - half) * ratio);
        context.fillRect(left, 0, Math.round((bars.xAt(i) + half) * ratio) - left, bitmapSize.height);
      }
      context.strokeStyle = this.look.line;
      const width = Math.max(1, Math.floor(ratio));
      context.lineWidth = width;
      context.setLineDash([2 * width, 4 * width]);
      context.beginPath();
      for (let i = bars.from + 1; i <= bars.to; i++) {
        if (sessions.dayOf(bars.timeAt(i)) === sessions.dayOf(bars.timeAt(i - 1))) continue;
        const x = Math.round((bars.xAt(i) - half) * ratio) + (width % 2) / 2;
        context.moveTo(x, 0);
        context.lineTo(x, bitmapSize.height);
      }
      context.stroke();
      context.setLineDash([]);
    });
  }
}
