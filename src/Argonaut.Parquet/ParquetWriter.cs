using System.Collections.Immutable;
using Argonaut.Parquet.Compression;
using Argonaut.Parquet.Metadata;
using Argonaut.Parquet.Writing;

namespace Argonaut.Parquet;

/// <summary>
/// Writes one Parquet file to a stream, front to back: fill <see cref="Columns"/> with at most <see cref="ParquetWriteOptions.RowGroupRows"/>
/// rows, call <see cref="WriteRowGroup"/>, repeat, then <see cref="Finish"/>. Not thread-safe.
/// </summary>
public sealed class ParquetWriter : IDisposable
{
    private readonly Stream _output;
    private readonly ParquetSchema _schema;
    private readonly ParquetWriteOptions _options;
    private readonly ChunkWriter _chunks;
    private readonly ByteBuffer _buffer = new(1 << 18);
    private readonly ImmutableArray<RowGroupMetadata>.Builder _groups = ImmutableArray.CreateBuilder<RowGroupMetadata>();
    private readonly ulong[] _checksums;
    private bool _isFinished;

    /// <param name="output">Not disposed; everything is written at its current position, which counts as byte 0 of the file.</param>
    public ParquetWriter(Stream output, ParquetSchema schema, ParquetWriteOptions options)
    {
        if (!PageCodec.CanWrite(options.Codec)) throw new ArgumentException($"Codec {options.Codec} cannot be written.", nameof(options));
        foreach (var column in schema.Columns)
            if (column.Repetition == Repetition.Repeated) throw new ArgumentException($"Column {column.Name} is repeated.", nameof(schema));
        _output = output;
        _schema = schema;
        _options = options;
        _chunks = new ChunkWriter(options);
        _checksums = new ulong[schema.Columns.Length];
        Columns = [.. schema.Columns.Select(c => new ColumnValues(c))];
        foreach (var column in Columns) column.Clear();
        _buffer.Append("PAR1"u8);
    }

    /// <summary>The buffers of the row group that is being filled, in schema order.</summary>
    public ImmutableArray<ColumnValues> Columns { get; }

    /// <summary>Rows in the row groups already written.</summary>
    public long Rows { get; private set; }

    public int RowGroups => _groups.Count;

    /// <summary>Bytes written so far; the size of the file after <see cref="Finish"/>.</summary>
    public long Bytes { get; private set; }

    /// <summary>The running <see cref="ColumnValues.Checksum"/> of each column, chained over the row groups from 0.</summary>
    public ImmutableArray<ulong> Checksums => [.. _checksums];

    /// <summary>Writes what the columns hold, all of equal length, as one row group and empties them. Without rows it does nothing.</summary>
    /// <exception cref="InvalidOperationException">Columns of different length, or more rows than a group takes.</exception>
    public void WriteRowGroup()
    {
        var rows = Columns[0].Count;
        if (rows == 0) return;
        if (rows > _options.RowGroupRows) throw new InvalidOperationException($"{rows} rows are more than a row group of {_options.RowGroupRows}.");
        var chunks = ImmutableArray.CreateBuilder<ColumnChunkMetadata>(Columns.Length);
        long size = 0;
        for (var i = 0; i < Columns.Length; i++)
        {
            var values = Columns[i];
            if (values.Count != rows) throw new InvalidOperationException($"Column {values.Column.Name} has {values.Count} of {rows} rows.");
            var chunk = _chunks.Write(values, _buffer, Bytes);
            size += chunk.UncompressedSize;
            chunks.Add(chunk);
            _checksums[i] = values.Checksum(_checksums[i]);
            values.Clear();
        }

        _groups.Add(new RowGroupMetadata(chunks.MoveToImmutable(), rows, size));
        Rows += rows;
        Flush();
    }

    /// <summary>Writes the rows that are left and the footer. The stream is not flushed to disk.</summary>
    public void Finish()
    {
        if (_isFinished) throw new InvalidOperationException("The file is finished already.");
        WriteRowGroup();
        FooterWriter.Write(_buffer, new FileMetadata
        {
            Version = 1,
            Schema = _schema,
            Rows = Rows,
            RowGroups = _groups.ToImmutable(),
            KeyValues = [.. _options.KeyValues.OrderBy(p => p.Key, StringComparer.Ordinal)],
            CreatedBy = FooterWriter.CreatedBy,
            HasColumnOrders = true,
        });
        Flush();
        _isFinished = true;
    }

    public void Dispose()
    {
        foreach (var column in Columns) column.Dispose();
        _chunks.Dispose();
        _buffer.Dispose();
    }

    private void Flush()
    {
        _output.Write(_buffer.Written);
        Bytes += _buffer.Length;
        _buffer.Clear();
    }
}
