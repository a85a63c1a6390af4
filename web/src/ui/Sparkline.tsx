import { useId, type ReactNode } from 'react';

const width = 100;
const height = 32;

/** A line over a soft area; the numbers are for pixels only. Draws nothing below two points. */
export function Sparkline({ values, label, baseline }: {
  readonly values: readonly number[];
  readonly label: string;
  /** Drawn dashed when it lies in the range: where the day began. */
  readonly baseline?: number | undefined;
}): ReactNode {
  const gradient = useId();
  const usable = values.filter((value) => Number.isFinite(value));
  const first = usable[0];
  const last = usable[usable.length - 1];
  if (first === undefined || last === undefined || usable.length < 2) return <span className="spark" aria-hidden="true" />;
  const low = Math.min(...usable, baseline ?? Infinity);
  const high = Math.max(...usable, baseline ?? -Infinity);
  const range = high - low || 1;
  const y = (value: number): string => (height - 2 - ((value - low) / range) * (height - 4)).toFixed(2);
  const line = usable.map((value, i) => `${((i / (usable.length - 1)) * width).toFixed(2)},${y(value)}`).join(' L');
  const direction = last >= (baseline ?? first) ? 'up' : 'down';
  return (
    <svg className={`spark spark-${direction}`} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <defs>
        <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className="spark-top" />
          <stop offset="1" className="spark-bottom" />
        </linearGradient>
      </defs>
      <path className="spark-area" d={`M0,${height} L${line} L${width},${height} Z`} fill={`url(#${gradient})`} />
      {baseline !== undefined && <path className="spark-base" d={`M0,${y(baseline)} H${width}`} />}
      <path className="spark-line" d={`M${line}`} />
    </svg>
  );
}
