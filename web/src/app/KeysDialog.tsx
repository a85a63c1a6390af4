import type { ReactNode } from 'react';
import { t } from '../lib/text';
import { Dialog } from '../ui/Dialog';
import { closeOverlay } from '../ui/overlays';
import { Icon } from '../ui/Icon';

export function KeysDialog(): ReactNode {
  return (
    <Dialog label={t.keys.title} testId="keys-dialog" onClose={closeOverlay}>
      <header className="dialog-head">
        <h2>{t.keys.title}</h2>
        <button type="button" className="icon-button" aria-label={t.close} title={t.close} onClick={closeOverlay}><Icon name="close" /></button>
      </header>
      <div className="keys-groups">
        {t.keys.groups.map((group) => (
          <table key={group.title} className="keys-table">
            <caption>{group.title}</caption>
            <tbody>
              {group.keys.map(([key, act]) => (
                <tr key={key}>
                  <th scope="row">{key.split(' ').map((part) => <kbd key={part}>{part}</kbd>)}</th>
                  <td>{act}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </Dialog>
  );
}
