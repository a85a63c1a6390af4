import { useEffect, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useInstruments } from '../api/queries';
import { t } from '../lib/text';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { closeOverlay } from '../ui/overlays';
import { pageActs } from '../ui/pageActs';
import { prepare, restTime } from '../ui/router';
import { findCommands, type Command } from './commands';

/** One line that finds instruments, pages and actions; `aapl 5m` opens that chart. */
export function CommandPalette({ query: firstQuery }: { readonly query: string }): ReactNode {
  const [query, setQuery] = useState(firstQuery);
  const [chosen, setChosen] = useState(0);
  const instruments = useInstruments();
  // As it was when it opened: what it lies over cannot change meanwhile.
  const [acts] = useState(pageActs);
  const commands = useMemo(() => findCommands(query, instruments.data ?? [], acts), [query, instruments.data, acts]);
  // Most of what is looked for here is a chart.
  useEffect(() => void prepare('/chart'), []);
  const likely = commands[chosen]?.to ?? null;
  useEffect(() => {
    if (likely === null) return undefined;
    const resting = setTimeout(() => prepare(likely), restTime);
    return () => clearTimeout(resting);
  }, [likely]);
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    closeOverlay();
    command.run();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((commands.length + chosen + step) % Math.max(1, commands.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(commands[chosen]);
    }
  };
  return (
    <Dialog label={t.palette.title} testId="palette" className="palette" onClose={closeOverlay}>
      <div className="palette-line">
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={commands[chosen] === undefined ? undefined : `palette-${chosen}`}
          aria-label={t.palette.title}
          placeholder={t.palette.placeholder}
          data-testid="palette-input"
          value={query}
          // The letter that opened it is the first of more.
          onFocus={(event) => event.target.setSelectionRange(event.target.value.length, event.target.value.length)}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKey}
        />
        <kbd>Esc</kbd>
      </div>
      <ul id="palette-list" role="listbox" aria-label={t.palette.results} className="palette-list">
        {commands.map((command, i) => (
          <li
            key={command.id}
            id={`palette-${i}`}
            role="option"
            aria-selected={i === chosen}
            data-testid="palette-item"
            onMouseMove={() => setChosen(i)}
            onClick={() => run(command)}
          >
            <Icon name={command.icon} />
            <span>{command.title}</span>
            <span className="muted palette-note">{command.note}</span>
          </li>
        ))}
      </ul>
      {commands.length === 0 && <p className="palette-none muted">{t.palette.none}</p>}
    </Dialog>
  );
}
