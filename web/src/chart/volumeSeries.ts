import {
  customSeriesDefaultOptions, type CustomData, type CustomSeriesOptions, type CustomSeriesPricePlotValues, type ICustomSeriesPaneRenderer,
  type ICustomSeriesPaneView, type PaneRendererCustomData, type PriceToCoordinateConverter, type Time, type WhitespaceData,
} from 'lightweight-charts';

export interface VolumePoint extends CustomData<Time> {
  readonly volume: number;
  readonly isUp: boolean;
}

type DrawTarget = Parameters<ICustomSeriesPaneRenderer['draw']>[0];

/** Hollow columns for rising bars, filled ones for falling: direction is told by shape as well as by colour. */
class VolumeRenderer implements ICustomSeriesPaneRenderer {
  data: PaneRendererCustomData<Time, VolumePoint> | null = null;
  upColor = '';
  downColor = '';

  draw(target: DrawTarget, toY: PriceToCoordinateConverter): void {
    const { data } = this;
    if (data === null || data.visibleRange === null) return;
    const { from, to } = data.visibleRange;
    target.useBitmapCoordinateSpace(({ context, horizontalPixelRatio: xr, verticalPixelRatio: yr }) => {
      const zero = toY(0);
      if (zero === null) return;
      const spacing = data.barSpacing * data.conflationFactor;
      const width = Math.max(1, Math.floor(spacing * 0.7 * xr));
      const line = Math.max(1, Math.floor(xr));
      const floor = Math.round(zero * yr);
      for (let i = from; i < to; i++) {
        const bar = data.bars[i];
        const top = bar === undefined ? null : toY(bar.originalData.volume);
        if (bar === undefined || top === null) continue;
        const x = Math.round(bar.x * xr - width / 2);
        const y = Math.round(top * yr);
        const height = Math.max(line, floor - y);
        context.fillStyle = bar.originalData.isUp ? this.upColor : this.downColor;
        if (bar.originalData.isUp && width > 3 * line && height > 2 * line) {
          context.fillRect(x, y, width, line);
          context.fillRect(x, y, line, height);
          context.fillRect(x + width - line, y, line, height);
        } else {
          context.fillRect(x, y, width, height);
        }
      }
    });
  }
}

export class VolumeSeries implements ICustomSeriesPaneView<Time, VolumePoint> {
  private readonly painter = new VolumeRenderer();

  renderer(): VolumeRenderer {
    return this.painter;
  }

  /** Take effect with the next paint. */
  setColors(up: string, down: string): void {
    this.painter.upColor = up;
    this.painter.downColor = down;
  }

  update(data: PaneRendererCustomData<Time, VolumePoint>): void {
    this.painter.data = data;
  }

  priceValueBuilder(point: VolumePoint): CustomSeriesPricePlotValues {
    return [0, point.volume];
  }

  isWhitespace(point: VolumePoint | WhitespaceData<Time>): point is WhitespaceData<Time> {
    return !('volume' in point);
  }

  defaultOptions(): CustomSeriesOptions {
    return customSeriesDefaultOptions;
  }
}
