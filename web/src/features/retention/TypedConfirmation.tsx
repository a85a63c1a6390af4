import { useId, useState, type ReactNode } from 'react';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';

const words = t.retention.confirm;

/** What is lost for good, and a field that takes one phrase only. */
export function TypedConfirmation({ consequence, onChange }: { readonly consequence: string; readonly onChange: (isTyped: boolean) => void }): ReactNode {
  const [typed, setTyped] = useState('');
  const id = useId();
  return (
    <div className="typed-confirmation">
      <p className="field-error"><Icon name="warning" /> {consequence}</p>
      <div className="field">
        <label htmlFor={id}>{words.type(words.phrase)}</label>
        <input
          id={id}
          type="text"
          autoComplete="off"
          spellCheck={false}
          data-testid="confirm-phrase"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(event.target.value.trim() === words.phrase);
          }}
        />
      </div>
    </div>
  );
}
