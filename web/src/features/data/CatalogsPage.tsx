import { useState, type FormEvent, type ReactNode } from 'react';
import { useCatalogContent, useCloseCatalog, useOpenCatalog, useOpenedCatalogs, type OpenedCatalog } from '../../api/catalogs';
import { useMay } from '../../api/queries';
import { formatBytes, formatCount } from '../../lib/format';
import { catalogPath } from '../../lib/paths';
import { t } from '../../lib/text';
import { Panels } from '../../ui/arrange/Panels';
import { Icon } from '../../ui/Icon';
import { Empty, Loaded, Panel, Problem } from '../../ui/Panel';
import { Link, navigate } from '../../ui/router';
import { StateMark } from '../../ui/StateMark';
import { CatalogContent } from './CatalogPanel';
import './data.css';

/** Catalogs of others: opened, and browsed where they lie. */
export default function CatalogsPage({ catalogId }: { readonly catalogId: number | null }): ReactNode {
  const catalogs = useOpenedCatalogs();
  const mayOpen = useMay('admin');
  const chosen = catalogs.data?.find((one) => one.id === catalogId);
  return (
    <div className="page catalogs-page" data-testid="page-catalogs">
      <h1 className="visually-hidden">{t.pages.catalogs}</h1>
      <Panels page="catalogs">
        <div className="catalogs-side">
          <Panel title={t.catalogs.title} testId="panel-catalogs">
            <Loaded query={catalogs} rows={4} isEmpty={(data) => data.length === 0} empty={<Empty title={t.catalogs.none}>{t.catalogs.noneNext}</Empty>}>
              {(data) => <ul className="catalog-list">{data.map((one) => <li key={one.id}><CatalogRow catalog={one} isChosen={one.id === catalogId} mayClose={mayOpen} /></li>)}</ul>}
            </Loaded>
          </Panel>
          <OpenForm mayOpen={mayOpen} />
        </div>
        {chosen === undefined
          ? (
            <Panel title={t.catalog.title} testId="panel-catalog-content">
              <Loaded query={catalogs} rows={8} isEmpty={() => true} empty={<Empty title={t.catalogs.choose}>{t.catalogs.noneNext}</Empty>}>{() => null}</Loaded>
            </Panel>
          )
          : <Content key={chosen.id} catalog={chosen} />}
      </Panels>
    </div>
  );
}

function CatalogRow({ catalog, isChosen, mayClose }: { readonly catalog: OpenedCatalog; readonly isChosen: boolean; readonly mayClose: boolean }): ReactNode {
  const close = useCloseCatalog();
  const [isSure, setSure] = useState(false);
  return (
    <div className="catalog-opened" data-testid="opened-catalog" data-value={catalog.name}>
      <Link to={catalogPath(catalog.id)} aria-current={isChosen ? 'true' : undefined} className="catalog-opened-name">{catalog.name}</Link>
      {!catalog.isAvailable && <StateMark level="warn" word={t.catalogs.gone} />}
      <button
        type="button"
        className={isSure ? 'button' : 'link-button'}
        data-testid="catalog-close"
        aria-label={isSure ? undefined : t.catalogs.closeOf(catalog.name)}
        disabled={!mayClose || close.isPending}
        title={mayClose ? undefined : t.catalogs.needsAdmin}
        onBlur={() => setSure(false)}
        onClick={() => (isSure ? close.mutate(catalog.id, { onSuccess: () => navigate('/data/catalogs') }) : setSure(true))}
      >
        {isSure ? t.catalogs.closeSure : t.catalogs.close}
      </button>
      {catalog.path !== null && <code className="catalog-opened-path">{catalog.path}</code>}
      {close.error !== null && <p className="field-error" role="alert"><Icon name="warning" /> {close.error.message}</p>}
    </div>
  );
}

function OpenForm({ mayOpen }: { readonly mayOpen: boolean }): ReactNode {
  const open = useOpenCatalog();
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const canOpen = mayOpen && path.trim() !== '' && !open.isPending;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!canOpen) return;
    open.mutate({ path: path.trim(), name: name.trim() }, {
      onSuccess: (opened) => {
        setPath('');
        setName('');
        navigate(catalogPath(opened.id));
      },
    });
  };
  return (
    <Panel title={t.catalogs.openTitle} testId="panel-open-catalog">
      <form className="form" onSubmit={submit}>
        <label className="field">
          <span>{t.catalogs.path}</span>
          <input type="text" spellCheck={false} autoComplete="off" maxLength={1000} placeholder={t.catalogs.pathExample} value={path} data-testid="catalog-path" onChange={(event) => setPath(event.target.value)} />
        </label>
        <p className="muted form-note">{t.catalogs.pathHint}</p>
        <label className="field">
          <span>{t.catalogs.name}</span>
          <input type="text" autoComplete="off" maxLength={60} placeholder={t.catalogs.nameExample} value={name} data-testid="catalog-name" onChange={(event) => setName(event.target.value)} />
        </label>
        {open.error !== null && <Problem failure={open.error} />}
        <div className="form-foot">
          <button type="submit" className="button button-primary" data-testid="catalog-open" disabled={!canOpen} title={mayOpen ? undefined : t.catalogs.needsAdmin}>{t.catalogs.open}</button>
        </div>
        {!mayOpen && <p className="muted form-note">{t.catalogs.needsAdmin}</p>}
      </form>
    </Panel>
  );
}

const unchecked = new Map<never, never>();

function Content({ catalog }: { readonly catalog: OpenedCatalog }): ReactNode {
  const content = useCatalogContent(catalog.id);
  const note = content.data === undefined ? undefined : t.catalogs.note(formatCount(content.data.totalFiles), formatBytes(content.data.bytes));
  return (
    <Panel title={t.catalogs.content(catalog.name)} testId="panel-catalog-content" note={note}>
      <Loaded query={content} rows={8} isEmpty={(data) => data.items.length + data.orphans.length + data.unreadable.length === 0} empty={<Empty title={t.catalogs.empty}>{t.catalogs.emptyNext}</Empty>}>
        {(data) => <CatalogContent catalog={data} checked={unchecked} catalogId={catalog.id} />}
      </Loaded>
    </Panel>
  );
}
