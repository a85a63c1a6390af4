// Other implementations of Parquet, timed. One JSON command a line on standard input, one JSON answer a line on standard output.
// The clock runs inside this process around the work itself; starting, loading and checking are outside of it.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { DuckDBInstance } from '@duckdb/node-api';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';

const require = createRequire(import.meta.url);
const columns = ['ts_event', 'ts_init', 'price', 'size', 'side', 'trade_id'];

let duck;
let arrays;

async function duckdb() {
  if (!duck) {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    duck = await instance.connect();
  }
  return duck;
}

async function timed(work) {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const result = await work();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(cpu);
  return { ...result, seconds, cpu_seconds: (user + system) / 1e6 };
}

const literal = (path) => `'${path.replaceAll("'", "''")}'`;

const sums = `count(*)::bigint as rows, bit_xor(ts_event) as ts_event, bit_xor(ts_init) as ts_init, bit_xor(price) as price,
  bit_xor(size) as size, sum(side)::bigint as side, sum(length(trade_id))::bigint as trade_id`;

async function checksum(source) {
  const reader = await (await duckdb()).runAndReadAll(`select ${sums} from ${source}`);
  const row = reader.getRowObjects()[0];
  return { rows: String(row.rows), checksum: columns.map((c) => String(row[c])).join('/') };
}

const commands = {
  versions: async () => ({
    node: process.version.slice(1),
    duckdb: String((await (await duckdb()).runAndReadAll('select version() as v')).getRowObjects()[0].v).replace(/^v/, ''),
    hyparquet: readVersion('hyparquet'),
    hyparquet_writer: readVersion('hyparquet-writer'),
  }),

  // The table for DuckDB from a CSV file, for hyparquet from raw little-endian columns.
  load: async ({ csv, folder, rows }) => {
    const db = await duckdb();
    await db.run('drop table if exists t');
    await db.run(`create table t as select * from read_csv(${literal(csv)}, header=true, columns={
      ts_event:'BIGINT', ts_init:'BIGINT', price:'BIGINT', size:'BIGINT', side:'UTINYINT', trade_id:'VARCHAR'})`);
    arrays = {};
    for (const name of ['ts_event', 'ts_init', 'price', 'size']) {
      const bytes = readFileSync(`${folder}/${name}.bin`);
      arrays[name] = new BigInt64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    }
    arrays.side = Int32Array.from(readFileSync(`${folder}/side.bin`));
    arrays.trade_id = readFileSync(`${folder}/trade_id.txt`, 'utf8').trimEnd().split('\n');
    if (arrays.trade_id.length !== rows) throw new Error(`expected ${rows} rows, found ${arrays.trade_id.length}`);
    return checksum('t');
  },

  duckdb_write: async ({ path, compression }) =>
    timed(async () => {
      await (await duckdb()).run(`copy t to ${literal(path)} (format parquet, compression ${compression})`);
      return {};
    }),

  duckdb_csv: async ({ path }) =>
    timed(async () => {
      await (await duckdb()).run(`copy t to ${literal(path)} (format csv, header)`);
      return {};
    }),

  duckdb_read: async ({ path }) => timed(() => checksum(`read_parquet(${literal(path)})`)),

  hyparquet_write: async ({ path }) =>
    timed(async () => {
      const writer = new ByteWriter();
      parquetWrite({
        writer,
        columnData: [
          ...['ts_event', 'ts_init', 'price', 'size'].map((name) => ({ name, data: arrays[name], type: 'INT64', nullable: false })),
          { name: 'side', data: arrays.side, type: 'INT32', nullable: false },
          { name: 'trade_id', data: arrays.trade_id, type: 'STRING', nullable: false },
        ],
      });
      const file = openSync(path, 'w');
      writeSync(file, writer.getBytes());
      closeSync(file);
      return {};
    }),

  hyparquet_read: async ({ path }) =>
    timed(async () => {
      const file = await asyncBufferFromFile(path);
      const metadata = await parquetMetadataAsync(file);
      const xor = { ts_event: 0n, ts_init: 0n, price: 0n, size: 0n };
      let side = 0;
      let letters = 0;
      await parquetRead({
        file,
        metadata,
        onChunk: ({ columnName, columnData }) => {
          if (columnName === 'side') for (const value of columnData) side += Number(value);
          else if (columnName === 'trade_id') for (const value of columnData) letters += value.length;
          else {
            let x = 0n;
            for (const value of columnData) x ^= BigInt(value);
            xor[columnName] ^= x;
          }
        },
      });
      return {
        rows: String(metadata.num_rows),
        checksum: [xor.ts_event, xor.ts_init, xor.price, xor.size, side, letters].join('/'),
      };
    }),
};

function readVersion(name) {
  const entry = require.resolve(name);
  const root = entry.slice(0, entry.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length);
  return JSON.parse(readFileSync(`${root}package.json`, 'utf8')).version;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...options } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ ok: true, ...(await commands[command](options)) }));
  } catch (error) {
    console.log(JSON.stringify({ ok: false, error: String(error?.message ?? error) }));
  }
}
