import type { ReactNode } from 'react';
import { t } from '../../lib/text';
import { favouriteTimeframes, timeframeGroups, type Timeframe } from '../../lib/timeframes';

export function TimeframeBar({ value, onChange }: { readonly value: Timeframe; readonly onChange: (timeframe: Timeframe) => void }): ReactNode {
  return (
    <div className="timeframes" role="group" aria-label={t.chart.timeframe} data-testid="timeframes" data-value={value}>
      {timeframeGroups.map((group) => (
        <span key={group[0]} className="timeframe-group">
          {group.map((timeframe) => {
            const digit = favouriteTimeframes.indexOf(timeframe) + 1;
            return (
              <button
                key={timeframe}
                type="button"
                data-testid={`tf-${timeframe}`}
                aria-pressed={timeframe === value}
                title={digit > 0 ? t.chart.timeframeKey(timeframe, digit) : timeframe}
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
