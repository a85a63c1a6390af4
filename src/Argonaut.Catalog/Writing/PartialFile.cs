using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>
/// A file that is being written under a name no reader looks at. It vanishes with <see cref="Dispose"/> unless it was renamed.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    public const string Marker = ".partial-";

    private readonly FileStream _file;
    private readonly HashingStream _hashing;
    private readonly ParquetSchema _schema;
    private readonly int _groupRows;
    private bool _isPublished;

    /// <param name="folder">Absolute; made when it is missing.</param>
    /// <param name="at">Any instant of the data: only the temporary name shows it.</param>
    public PartialFile(string folder, UnixNanos at, ParquetSchema schema, ParquetWriteOptions options)
    {
        Directory.CreateDirectory(folder);
        Folder = folder;
        Path = System.IO.Path.Combine(folder, $"{FileInterval.Stamp(at)}{Marker}{Guid.NewGuid():N}");
        _schema = schema;
        _groupRows = options.RowGroupRows;
        _file = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _hashing = new HashingStream(_file);
        Writer = new ParquetWriter(_hashing, schema, options);
    }

    public string Folder { get; }

    public string Path { get; }

    public ParquetWriter Writer { get; }

    public bool IsEmpty { get; private set; } = true;

    /// <summary>Of the row groups that are complete.</summary>
    public long BytesWritten => _hashing.Position;

    public UnixNanos First { get; private set; }

    public UnixNanos Last { get; private set; }

    public FileInterval Interval => new(First, Last);

    public string Sha256 { get; private set; } = "";

    /// <summary>Call after each row; writes the row group when it is full.</summary>
    public void RowAppended(UnixNanos tsInit)
    {
        if (IsEmpty) First = tsInit;
        IsEmpty = false;
        Last = tsInit;
        if (Writer.Columns[0].Count == _groupRows) Writer.WriteRowGroup();
    }

    /// <summary>Writes the footer and puts the file on disk.</summary>
    public void Finish()
    {
        Writer.Finish();
        _file.Flush(flushToDisk: true);
        Sha256 = _hashing.Sha256();
        _file.Dispose();
    }

    /// <summary>Opens the file again and compares it with what was written.</summary>
    /// <exception cref="IOException">The file on disk is not what was written.</exception>
    public void Verify()
    {
        using var reader = ParquetReader.Open(Path);
        if (reader.Metadata.Rows != Writer.Rows) throw Differs($"{reader.Metadata.Rows} of {Writer.Rows} rows");
        if (CatalogTarget.SchemaDifference(reader.Schema, _schema) is { } difference) throw Differs(difference);
        var time = _schema.IndexOf("ts_init");
        long last = long.MinValue;
        var checksums = new ulong[_schema.Columns.Length];
        using var owner = new ColumnSet(reader.Schema);
        for (var group = 0; group < reader.Metadata.RowGroups.Length; group++)
        {
            for (var column = 0; column < checksums.Length; column++)
            {
                var values = owner.Columns[column];
                reader.ReadColumn(group, column, values);
                checksums[column] = values.Checksum(checksums[column]);
                if (column != time) continue;
                if (group == 0 && values.Int64[0] != First.Value) throw Differs("another first ts_init");
                foreach (var ts in values.Int64)
                {
                    if (ts < last) throw Differs("rows that are not in order");
                    last = ts;
                }
            }
        }

        if (last != Last.Value) throw Differs("another last ts_init");
        if (!checksums.AsSpan().SequenceEqual(Writer.Checksums.AsSpan())) throw Differs("values with another checksum");
    }

    /// <summary>Gives the file its name; readers see it from now on.</summary>
    public void Publish(string path)
    {
        File.Move(Path, path, overwrite: true);
        _isPublished = true;
        DirectoryFlush.Flush(Folder);
    }

    public void Dispose()
    {
        Writer.Dispose();
        _hashing.Dispose();
        _file.Dispose();
        if (!_isPublished) File.Delete(Path);
    }

    private static IOException Differs(string how) => new($"The file that was just written reads back with {how}; it was not published.");
}
