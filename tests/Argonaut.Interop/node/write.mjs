// Writes one Parquet file per codec and format version with DuckDB, for our reader.
// usage: node write.mjs folder
import { DuckDBInstance } from '@duckdb/node-api'

const [folder] = process.argv.slice(2)
const connection = await (await DuckDBInstance.create(':memory:')).connect()
await connection.run(`
  create table t as select
    i as id,
    (i * 7919 % 1009)::integer as small,
    case when i % 7 = 0 then null else (i * 1000003)::bigint end as maybe,
    case when i % 11 = 0 then null else 'text ' || (i % 50) end as word,
    'unique ' || i as name,
    (i / 8.0)::double as ratio,
    i % 3 = 0 as flag,
    (1767364200000000000 + i * 250000)::ubigint as ts
  from range(20000) r(i)`)
for (const codec of ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'])
  for (const version of ['V1', 'V2'])
    await connection.run(`copy t to '${folder}/${codec}-${version}.parquet' (format parquet, codec '${codec}', parquet_version '${version}', row_group_size 6144)`)
