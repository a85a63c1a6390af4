import type { ReactNode } from 'react';

/** One choice of a few, as buttons side by side. */
export function Segmented<T extends string>({ label, value, options, onChange, testId }: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string; readonly title?: string }[];
  readonly onChange: (value: T) => void;
  readonly testId?: string;
}): ReactNode {
  return (
    <div className="segmented" role="group" aria-label={label} data-testid={testId} data-value={value}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          title={option.title}
          data-value={option.value}
          onClick={() => onChange(option.value)}
        >
          {option.text}
        </button>
      ))}
    </div>
  );
}
