import type { ReactNode } from 'react';
import { useFileFacts, useLedger, type FileFacts } from '../../api/exports';
import { formatBytes, formatCount, unknown } from '../../lib/format';
import { t } from '../../lib/text';
import { CopyButton } from '../../ui/CopyButton';
import { Dialog } from '../../ui/Dialog';
import { Loaded } from '../../ui/Panel';

/** What a file of a catalog says of itself, and its first rows. */
export function FileDialog({ path, instrumentId, catalogId, onClose }: {
  readonly path: string;
  readonly instrumentId: string;
  /** Null: the one of this installation, whose files have their checksums in the ledger. */
  readonly catalogId: number | null;
  readonly onClose: () => void;
}): ReactNode {
  const facts = useFileFacts(path, catalogId);
  const ledger = useLedger(catalogId === null ? instrumentId : null);
  const checksum = ledger.data?.find((line) => line.path === path)?.sha256 ?? null;
  return (
    <Dialog label={t.files.openOf(path)} testId="file-dialog" className="file-dialog" onClose={onClose}>
      <div className="dialog-head"><h2>{t.files.metadata}</h2><button type="button" className="button" onClick={onClose}>{t.files.close}</button></div>
      <p className="file-path"><code>{path}</code> <CopyButton text={path} what={t.catalog.path} /></p>
      <Loaded query={facts} rows={6}>{(data) => <Facts facts={data} checksum={catalogId === null ? checksum : undefined} isLedgerRead={ledger.data !== undefined} />}</Loaded>
    </Dialog>
  );
}

function Facts({ facts, checksum, isLedgerRead }: { readonly facts: FileFacts; readonly checksum: string | null | undefined; readonly isLedgerRead: boolean }): ReactNode {
  const { facts: names } = t.files;
  return (
    <>
      <dl className="day-facts num">
        <dt>{names.rows}</dt><dd data-testid="file-rows" data-value={facts.rows}>{formatCount(facts.rows)}</dd>
        <dt>{names.bytes}</dt><dd>{formatBytes(facts.bytes)}</dd>
        <dt>{names.groups}</dt><dd>{formatCount(facts.rowGroups)}</dd>
        <dt>{names.profile}</dt><dd>{facts.profile ?? unknown}</dd>
        <dt>{names.by}</dt><dd>{facts.createdBy ?? unknown}</dd>
        {checksum !== undefined && <><dt>{names.checksum}</dt><dd className="file-sum">{checksum === null ? (isLedgerRead ? t.files.notInLedger : unknown) : <code>{checksum}</code>}</dd></>}
        {facts.metadata.map(([key, value]) => <Pair key={key} name={key} value={value} />)}
      </dl>
      {facts.items.length > 0 && (
        <div className="table-scroll file-rows">
          <table className="table">
            <caption className="visually-hidden">{t.files.firstRows}</caption>
            <thead><tr>{facts.columns.map((column, j) => <th key={column} scope="col" className={sideOf(facts.items, j)}>{column}</th>)}</tr></thead>
            <tbody>{facts.items.map((row, i) => <tr key={i}>{row.map((value, j) => <td key={facts.columns[j]} className={`num ${sideOf(facts.items, j)}`}>{value}</td>)}</tr>)}</tbody>
          </table>
        </div>
      )}
    </>
  );
}

/** Numbers stand right, and so does their head. */
function sideOf(rows: readonly (readonly (string | null)[])[], column: number): string {
  return rows.every((row) => /^-?\d+(\.\d+)?$/.test(row[column] ?? '')) ? 'right' : '';
}

function Pair({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return <><dt>{name}</dt><dd>{value}</dd></>;
}
