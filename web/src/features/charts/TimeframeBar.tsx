import { useEffect, useRef, type ReactNode } from 'react';
import { t } from '../../lib/text';
import { favouriteTimeframes, timeframeGroups, type Timeframe } from '../../lib/timeframes';

export function TimeframeBar({ value, allowed, onChange }: {
  readonly value: Timeframe;
  /** Absent: all. */
  readonly allowed?: readonly Timeframe[];
  readonly onChange: (timeframe: Timeframe) => void;
}): ReactNode {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A narrow chart shows a part of the bar: the one with the chosen timeframe.
    bar.current?.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [value]);
  return (
    <div ref={bar} className="timeframes" role="group" aria-label={t.chart.timeframe} data-testid="timeframes" data-value={value}>
      {timeframeGroups.map((group) => (
        <span key={group[0]} className="timeframe-group">
          {group.map((timeframe) => {
            const digit = favouriteTimeframes.indexOf(timeframe) + 1;
            const isAllowed = allowed?.includes(timeframe) ?? true;
            return (
              <button
                key={timeframe}
                type="button"
                data-testid={`tf-${timeframe}`}
                aria-pressed={timeframe === value}
                disabled={!isAllowed}
                title={!isAllowed ? t.catalogs.cannotMake(timeframe) : digit > 0 && allowed === undefined ? t.chart.timeframeKey(timeframe, digit) : timeframe}
                onClick={() => onChange(timeframe)}
              >
                {timeframe}
              </button>
            );
          })}
        </span>
      ))}
    </div>
  );
}
