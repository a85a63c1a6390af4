import { useState, type ChangeEvent, type ReactNode } from 'react';
import { t } from '../../lib/text';
import { Icon } from '../../ui/Icon';
import { Panel } from '../../ui/Panel';
import { saveFile } from '../../ui/saveFile';
import { readSettingsFile, settingsFile, takeSettings } from '../../ui/settingsFile';

/** All settings as one file, out and in. */
export function SettingsFilePanel(): ReactNode {
  const words = t.settings.file;
  const [outcome, setOutcome] = useState<'none' | 'taken' | 'refused'>('none');
  const take = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const input = event.currentTarget;
    const file = input.files?.[0];
    if (file === undefined) return;
    const settings = readSettingsFile(await file.text());
    if (settings !== null) takeSettings(settings);
    setOutcome(settings === null ? 'refused' : 'taken');
    // The same file can be chosen again.
    input.value = '';
  };
  return (
    <Panel title={words.title} testId="panel-settings-file">
      <div className="settings-file">
        <p className="muted">{words.help}</p>
        <p className="settings-file-acts">
          <button type="button" className="button" data-testid="settings-export" onClick={() => saveFile(new Blob([settingsFile()], { type: 'application/json' }), words.name)}>
            <Icon name="export" /> {words.save}
          </button>
          <label className="field settings-file-in">
            <span>{words.load}</span>
            <input type="file" accept="application/json,.json" data-testid="settings-import" onChange={(event) => void take(event)} />
          </label>
        </p>
        {outcome !== 'none' && <p role="status" data-testid="settings-outcome" data-value={outcome}>{outcome === 'taken' ? words.taken : words.refused}</p>}
      </div>
    </Panel>
  );
}
