using System.Buffers;
using System.Buffers.Binary;
using Argonaut.Parquet.Metadata;
using Argonaut.Parquet.Reading;
using Argonaut.Parquet.Thrift;

namespace Argonaut.Parquet;

/// <summary>
/// Reads one Parquet file: the footer at once, then single column chunks. What is not asked for is not read. Not thread-safe.
/// </summary>
public sealed class ParquetReader : IDisposable
{
    private readonly ByteSource _source;
    private readonly ParquetLimits _limits;
    private readonly ChunkReader _chunks;

    private ParquetReader(ByteSource source, string name, ParquetLimits limits)
    {
        _source = source;
        _limits = limits;
        _chunks = new ChunkReader(limits);
        Name = name;
        Metadata = ReadFooter();
    }

    /// <summary>The file's name without its folders, for messages.</summary>
    public string Name { get; }

    public FileMetadata Metadata { get; }

    public ParquetSchema Schema => Metadata.Schema;

    public long FileBytes => _source.Length;

    /// <summary>Bytes read from the file so far, footer included.</summary>
    public long BytesRead => _source.BytesRead;

    /// <exception cref="ParquetFormatException">The file is no Parquet file, or its footer is damaged.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static ParquetReader Open(string path, ParquetLimits? limits = null)
    {
        var handle = File.OpenHandle(path, options: FileOptions.RandomAccess);
        return Open(new ByteSource(handle), Path.GetFileName(path), limits);
    }

    /// <exception cref="ParquetFormatException">The bytes are no Parquet file, or the footer is damaged.</exception>
    public static ParquetReader Open(ReadOnlyMemory<byte> file, string name, ParquetLimits? limits = null) =>
        Open(new ByteSource(file), name, limits);

    /// <summary>Reads one column chunk into <paramref name="values"/>, replacing what it holds.</summary>
    /// <exception cref="ParquetFormatException">The chunk is damaged, beyond a limit, or not supported; names the place.</exception>
    public void ReadColumn(int rowGroup, int column, ColumnValues values)
    {
        var chunk = Metadata.RowGroups[rowGroup].Columns[column];
        var definition = Schema.Columns[column];
        long place = chunk.Start;
        var length = (int)chunk.CompressedSize;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        values.Clear();
        try
        {
            if (definition.MaxRepetitionLevel > 0 || definition.MaxDefinitionLevel > 1)
                throw new ParquetFormatException("Lists and groups are not read.");
            if (values.Width != definition.Width || values.Column.Type != definition.Type)
                throw new ArgumentException($"The buffer is for '{values.Column}', the column is '{definition}'.", nameof(values));
            _source.Read(chunk.Start, bytes.AsSpan(0, length));
            _chunks.Read(bytes, length, chunk, values, ref place);
            StatisticsCheck.Verify(chunk, definition, Metadata.HasColumnOrders, values);
        }
        catch (ParquetFormatException e)
        {
            throw new ParquetFormatException(e.Reason, e.Offset >= 0 ? e.Offset : place, Name, definition.Name, rowGroup);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new ParquetFormatException($"The page is damaged ({e.GetType().Name}).", place, Name, definition.Name, rowGroup);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Reads one column chunk into a new buffer.</summary>
    /// <exception cref="ParquetFormatException">As the other overload.</exception>
    public ColumnValues ReadColumn(int rowGroup, int column)
    {
        var values = new ColumnValues(Schema.Columns[column]);
        ReadColumn(rowGroup, column, values);
        return values;
    }

    /// <summary>The stated bounds of an INT64 chunk, compared as signed; false when there are none.</summary>
    public bool TryGetBounds(int rowGroup, int column, out long min, out long max)
    {
        min = max = 0;
        var chunk = Metadata.RowGroups[rowGroup].Columns[column];
        if (!Metadata.HasColumnOrders || chunk.Type != PhysicalType.Int64 || chunk.Statistics?.HasBounds(8) != true) return false;
        min = BinaryPrimitives.ReadInt64LittleEndian(chunk.Statistics.Min.Span);
        max = BinaryPrimitives.ReadInt64LittleEndian(chunk.Statistics.Max.Span);
        return min <= max;
    }

    /// <summary>The row groups that may hold values of <c>[from, to]</c> in an INT64 column, by their statistics.</summary>
    public IEnumerable<int> RowGroupsBetween(int column, long from, long to)
    {
        for (var i = 0; i < Metadata.RowGroups.Length; i++)
            if (!TryGetBounds(i, column, out var min, out var max) || (max >= from && min <= to)) yield return i;
    }

    public void Dispose()
    {
        _chunks.Dispose();
        _source.Dispose();
    }

    private static ParquetReader Open(ByteSource source, string name, ParquetLimits? limits)
    {
        try
        {
            return new ParquetReader(source, name, limits ?? ParquetLimits.Default);
        }
        catch (ParquetFormatException e)
        {
            source.Dispose();
            throw new ParquetFormatException(e.Reason, e.Offset, name);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private FileMetadata ReadFooter()
    {
        Span<byte> tail = stackalloc byte[8];
        if (_source.Length < 12) throw new ParquetFormatException($"A file of {_source.Length} bytes is no Parquet file.", 0);
        _source.Read(0, tail[..4]);
        if (!tail[..4].SequenceEqual("PAR1"u8)) throw new ParquetFormatException("The file does not begin with PAR1.", 0);
        _source.Read(_source.Length - 8, tail);
        if (!tail[4..].SequenceEqual("PAR1"u8)) throw new ParquetFormatException("The file does not end with PAR1: it is cut off.", _source.Length - 4);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length <= 0 || length > _limits.FooterBytes || length > _source.Length - 12)
            throw new ParquetFormatException($"A footer of {length} bytes does not fit a file of {_source.Length} bytes.", _source.Length - 8);
        var start = _source.Length - 8 - length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var span = bytes.AsSpan(0, length);
            _source.Read(start, span);
            var reader = new CompactReader(span, start);
            return MetadataReader.ReadFile(ref reader, start, _limits);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
