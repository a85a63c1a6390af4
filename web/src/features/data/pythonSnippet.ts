import { dataTypes, formatOf, type ExportRequest } from './exportRequest';

const barUnits: Readonly<Record<string, string>> = { s: 'SECOND', m: 'MINUTE', h: 'HOUR', D: 'DAY', W: 'WEEK', M: 'MONTH' };

function quoted(text: string): string {
  return JSON.stringify(text);
}

function isWholePath(path: string | null): boolean {
  return path !== null && /^(\/|[A-Za-z]:[\\/])/.test(path);
}

function barType(request: ExportRequest): string {
  const unit = barUnits[request.timeframe.slice(-1)] ?? 'MINUTE';
  const price = request.instrumentId.includes('/') ? 'MID' : 'LAST';
  return `${request.instrumentId}-${request.timeframe.slice(0, -1)}-${unit}-${price}-EXTERNAL`;
}

/** Reads what the form exports: a catalog with NautilusTrader, plain columns with any reader. Without a directory the reader fills in his own. */
export function pythonSnippet(directory: string | null, request: ExportRequest | null): string {
  const where = isWholePath(directory) ? [] : ['# the export directory of this Argonaut: PARQUET_EXPORT_DIR'];
  if (request !== null && formatOf(request) === 'flat') return flatSnippet(where, directory, request);
  const head = [
    'from nautilus_trader.persistence.catalog import ParquetDataCatalog',
    '',
    ...where,
    `catalog = ParquetDataCatalog(${quoted(directory ?? 'exports')})`,
  ];
  if (request === null || request.kind === 'daily' || request.instrumentId === '') {
    return [...head, '', 'for data_type in catalog.list_data_types():', '    print(data_type)'].join('\n');
  }
  const range = `    start=${quoted(request.start)},\n    end=${quoted(request.end)},`;
  const id = `    instrument_ids=[${quoted(request.instrumentId)}],`;
  switch (request.kind) {
    case 'ticks':
      return [...head, 'trades = catalog.trade_ticks(', id, range, ')', 'print(len(trades), trades[:3])'].join('\n');
    case 'quotes':
      return [...head, 'quotes = catalog.quote_ticks(', id, range, ')', 'print(len(quotes), quotes[:3])'].join('\n');
    case 'deltas':
      return [...head, 'deltas = catalog.order_book_deltas(', id, range, ')', 'print(len(deltas), deltas[:3])'].join('\n');
    case 'depths':
      return [...head, 'depths = catalog.order_book_depth10(', id, range, ')', 'print(len(depths), depths[:3])'].join('\n');
    case 'bars':
      return [...head, 'bars = catalog.bars(', `    bar_types=[${quoted(barType(request))}],`, range, ')', 'print(len(bars), bars[:3])'].join('\n');
  }
}

/** Flat files say their instrument in a column, so that a folder of a kind can be read as one table. */
function flatSnippet(where: readonly string[], directory: string | null, request: ExportRequest): string {
  const kinds = request.kind === 'daily' ? '' : `/${dataTypes[request.kind] ?? ''}`;
  const only = request.kind === 'daily' || request.instrumentId === '' ? '' : `filter=ds.field("instrument_id") == ${quoted(request.instrumentId)}`;
  return ['import pyarrow.dataset as ds', '', ...where, `files = ds.dataset(${quoted(`${directory ?? 'exports'}/flat${kinds}`)})`, `print(files.to_table(${only}).slice(0, 3))`].join('\n');
}
