import { useEffect, useRef, useState, type ReactNode } from 'react';
import { t } from '../lib/text';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { nameOf } from '../ui/keyboard';
import { closeOverlay } from '../ui/overlays';
import { changeKey, keyOf, resetKeys, useShortcuts } from '../ui/shortcuts';

const words = t.keys;
const all = words.groups.flatMap((group) => group.keys.flatMap((line) => line.usual));
const modifiers: readonly string[] = ['Control', 'Shift', 'Alt', 'Meta'];

/** All keys; each can be given to another. */
export function KeysDialog(): ReactNode {
  const changes = useShortcuts();
  const [asking, setAsking] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  useNextKey(asking, (pressed) => {
    setRefused(pressed === null || changeKey(asking ?? '', pressed, all) ? null : asking);
    setAsking(null);
  });
  return (
    <Dialog label={words.title} testId="keys-dialog" onClose={closeOverlay}>
      <header className="dialog-head">
        <h2>{words.title}</h2>
        {Object.keys(changes).length > 0 && <button type="button" className="button" data-testid="keys-reset" onClick={resetKeys}>{words.reset}</button>}
        <button type="button" className="icon-button" aria-label={t.close} title={t.close} onClick={closeOverlay}><Icon name="close" /></button>
      </header>
      <p className="muted" role="status">{refused === null ? words.help : words.taken}</p>
      <div className="keys-groups" data-testid="default-keys">{tables(words.groups.slice(0, 1))}</div>
      <details className="keys-more" data-testid="more-keys">
        <summary>{words.more}</summary>
        <div className="keys-groups">{tables(words.groups.slice(1))}</div>
      </details>
    </Dialog>
  );

  function tables(groups: readonly (typeof words.groups)[number][]): ReactNode {
    return groups.map((group) => (
      <table key={group.title} className="keys-table">
        <caption>{group.title}</caption>
        <tbody>
          {group.keys.map((line) => (
            <tr key={line.act}>
              <th scope="row">
                {line.usual.map((usual) => (
                  <button
                    key={usual}
                    type="button"
                    className="key-button"
                    data-testid={`key-${usual}`}
                    data-refused={refused === usual}
                    aria-label={words.change(line.act, labelOf(keyOf(usual)))}
                    onClick={() => {
                      setRefused(null);
                      setAsking(usual);
                    }}
                  >
                    <kbd>{asking === usual ? words.press : labelOf(keyOf(usual))}</kbd>
                  </button>
                ))}
              </th>
              <td>{line.act}</td>
            </tr>
          ))}
        </tbody>
      </table>
    ));
  }
}

/** The next key that is pressed, before anything else hears it; null for Escape. */
function useNextKey(asking: string | null, take: (pressed: string | null) => void): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    if (asking === null) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (modifiers.includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current(event.key === 'Escape' ? null : nameOf(event));
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [asking]);
}

function labelOf(name: string): string {
  const names: Readonly<Record<string, string>> = words.names;
  const at = name.length > 1 ? name.indexOf('+') : -1;
  const [modifier, key] = at < 0 ? [null, name] : [name.slice(0, at), name.slice(at + 1)];
  const text = names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return modifier === null ? text : `${names[modifier] ?? modifier}+${text}`;
}
