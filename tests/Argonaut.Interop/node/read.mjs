// Reads Parquet files with two independent readers and prints what they see as one JSON document; of heads all but the rows.
// usage: node read.mjs duckdb|hyparquet files|heads file...
import { readFileSync } from 'node:fs'

const [reader, what, ...files] = process.argv.slice(2)
const hasRows = what === 'files'

/** Text of any value: bytes as hex, integers in full, times and decimals as their readers print them. */
function text(value) {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return String(value)
}

async function withDuckDb(files) {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const rows = async (sql, path) => (await connection.runAndReadAll(sql, [path])).getRowsJS()
  const result = []
  for (const path of files) {
    const reading = await connection.runAndReadAll(`select * from read_parquet($1, binary_as_string = false)${hasRows ? '' : ' limit 0'}`, [path])
    const names = reading.columnNames()
    const types = reading.columnTypes().map(String)
    const values = reading.getRows().map(row => row.map((v, i) => {
      if (v === null) return null
      if (types[i] === 'BLOB') return Buffer.from(v.bytes).toString('hex')
      return String(v)
    }))
    const schema = await rows('select name, type, type_length, repetition_type, converted_type, logical_type from parquet_schema($1)', path)
    const keys = await rows('select decode(key), decode(value) from parquet_kv_metadata($1)', path)
    const groups = await rows('select distinct row_group_id, row_group_num_rows from parquet_metadata($1) order by 1', path)
    const codecs = await rows('select distinct compression from parquet_metadata($1)', path)
    result.push({
      path, columns: names, types, rows: values,
      schema: schema.slice(1).map(s => s.map(text)), keys: Object.fromEntries(keys.map(k => k.map(text))),
      groups: groups.map(g => Number(g[1])), codecs: codecs.map(c => text(c[0])),
    })
  }
  return result
}

async function withHyparquet(files) {
  const { parquetMetadata, parquetRead } = await import('hyparquet')
  const { compressors } = await import('hyparquet-compressors')
  const result = []
  for (const path of files) {
    const bytes = readFileSync(path)
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    const metadata = parquetMetadata(file)
    const leaves = metadata.schema.slice(1)
    let rows = []
    if (hasRows) await parquetRead({ file, metadata, compressors, utf8: false, rowFormat: 'array', onComplete: data => { rows = data } })
    const unsigned = leaves.map(l => ({ UINT_64: 64, UINT_32: 32 })[l.converted_type])
    result.push({
      path, columns: leaves.map(l => l.name),
      types: leaves.map(l => l.type),
      rows: rows.map(row => row.map((v, i) => {
        if (unsigned[i] === 64 && typeof v === 'bigint') return String(BigInt.asUintN(64, v))
        if (unsigned[i] === 32 && typeof v === 'number') return String(v >>> 0)
        if (typeof v === 'string' && leaves[i].type === 'FIXED_LEN_BYTE_ARRAY') return Buffer.from(v, 'latin1').toString('hex')
        return text(v)
      })),
      schema: leaves.map(l => [l.name, l.type, text(l.type_length), l.repetition_type, l.converted_type ?? null, JSON.stringify(l.logical_type ?? null)]),
      keys: Object.fromEntries((metadata.key_value_metadata ?? []).map(k => [k.key, k.value ?? null])),
      groups: metadata.row_groups.map(g => Number(g.num_rows)),
      codecs: [...new Set(metadata.row_groups.flatMap(g => g.columns.map(c => c.meta_data.codec)))],
    })
  }
  return result
}

process.stdout.write(JSON.stringify(reader === 'duckdb' ? await withDuckDb(files) : await withHyparquet(files)))
