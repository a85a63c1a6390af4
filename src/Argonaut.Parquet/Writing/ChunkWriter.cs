using System.Buffers.Binary;
using Argonaut.Parquet.Compression;
using Argonaut.Parquet.Encodings;
using Argonaut.Parquet.Metadata;
using Argonaut.Parquet.Thrift;

namespace Argonaut.Parquet.Writing;

/// <summary>Encodes one column chunk: an optional dictionary page and one data page V1. Source: nautilus-catalog.md B.1, B.2.</summary>
internal sealed class ChunkWriter(ParquetWriteOptions options) : IDisposable
{
    private const int MaxDictionaryBytes = 1 << 20;

    private readonly PageCodec _codec = new();
    private readonly DictionaryBuilder _dictionary = new();
    private readonly ByteBuffer _body = new(1 << 16);
    private readonly ByteBuffer _compressed = new(1 << 16);
    private int[] _bits = [];

    /// <param name="fileOffset">Where in the file the first byte of <paramref name="output"/> will stand.</param>
    public ColumnChunkMetadata Write(ColumnValues values, ByteBuffer output, long fileOffset)
    {
        var column = values.Column;
        var start = output.Length;
        long uncompressed = 0;
        long? dictionaryOffset = null;
        var encoding = ParquetEncoding.Plain;
        if (options.Encodings == ParquetEncodings.Compact)
        {
            if (column.PrefersDelta && column.Type == PhysicalType.Int64) encoding = ParquetEncoding.DeltaBinaryPacked;
            else if (TryBuildDictionary(values)) encoding = ParquetEncoding.RleDictionary;
        }

        if (encoding == ParquetEncoding.RleDictionary)
        {
            dictionaryOffset = fileOffset + output.Length;
            _body.Clear();
            foreach (var row in _dictionary.Entries) AppendPlain(values, row);
            uncompressed += WritePage(output, PageHeader.DictionaryPage, _dictionary.EntryCount, ParquetEncoding.Plain);
        }

        var dataOffset = fileOffset + output.Length;
        _body.Clear();
        if (column.Repetition == Repetition.Optional) AppendLevels(values);
        switch (encoding)
        {
            case ParquetEncoding.RleDictionary:
                AppendIndices();
                break;
            case ParquetEncoding.DeltaBinaryPacked:
                DeltaBinaryPackedEncoder.Encode(values.Int64, _body);
                break;
            default:
                AppendAllPlain(values);
                break;
        }

        uncompressed += WritePage(output, PageHeader.DataPage, values.Count, encoding);
        return new ColumnChunkMetadata
        {
            Type = column.Type,
            Encodings = encoding == ParquetEncoding.RleDictionary ? [0, 8, 3] : [(int)encoding, 3],
            Path = column.Name,
            Codec = options.Codec,
            Values = values.Count,
            UncompressedSize = uncompressed,
            CompressedSize = output.Length - start,
            DataPageOffset = dataOffset,
            DictionaryPageOffset = dictionaryOffset,
            Statistics = StatisticsBuilder.Of(values),
        };
    }

    public void Dispose()
    {
        _body.Dispose();
        _compressed.Dispose();
    }

    private bool TryBuildDictionary(ColumnValues values)
    {
        var rows = values.Count - values.NullCount;
        if (rows == 0 || values.Column.Type == PhysicalType.Boolean) return false;
        if (!_dictionary.TryBuild(values, values.Count / 2)) return false;
        long bytes = 0;
        foreach (var row in _dictionary.Entries) bytes += values.Width > 0 ? values.Width : 4 + values.Bytes(row).Length;
        return bytes <= MaxDictionaryBytes;
    }

    private void AppendPlain(ColumnValues values, int row)
    {
        var bytes = values.Bytes(row);
        if (values.Width == 0) AppendInt32(bytes.Length);
        _body.Append(bytes);
    }

    private void AppendAllPlain(ColumnValues values)
    {
        if (values.Column.Type == PhysicalType.Boolean)
        {
            AppendBooleans(values);
            return;
        }

        if (values.Width > 0 && values.NullCount == 0)
        {
            _body.Append(values.Data);
            return;
        }

        if (values.Width == 0 && values.NullCount == 0)
        {
            AppendAllTexts(values);
            return;
        }

        for (var row = 0; row < values.Count; row++)
            if (!values.IsNull(row)) AppendPlain(values, row);
    }

    private void AppendAllTexts(ColumnValues values)
    {
        var data = values.Data;
        var offsets = values.Offsets;
        var target = _body.Reserve(data.Length + 4 * values.Count);
        var at = 0;
        for (var row = 0; row < values.Count; row++)
        {
            var text = data[offsets[row]..offsets[row + 1]];
            BinaryPrimitives.WriteInt32LittleEndian(target[at..], text.Length);
            text.CopyTo(target[(at + 4)..]);
            at += 4 + text.Length;
        }

        _body.Advance(at);
    }

    private void AppendBooleans(ColumnValues values)
    {
        if (_bits.Length < values.Count) _bits = new int[values.Count];
        var count = 0;
        for (var row = 0; row < values.Count; row++)
            if (!values.IsNull(row)) _bits[count++] = values.Booleans[row];
        BitPacker.Pack(_bits.AsSpan(0, count), 1, _body);
    }

    // One RLE run for each stretch of equal levels, after a four-byte length.
    private void AppendLevels(ColumnValues values)
    {
        var start = _body.Length;
        AppendInt32(0);
        for (var row = 0; row < values.Count;)
        {
            var isNull = values.IsNull(row);
            var end = row + 1;
            while (end < values.Count && values.IsNull(end) == isNull) end++;
            _body.AppendVarint((ulong)(end - row) << 1);
            _body.Append(isNull ? (byte)0 : (byte)1);
            row = end;
        }

        _body.PatchInt32(start, _body.Length - start - 4);
    }

    private void AppendIndices()
    {
        var width = Math.Max(1, 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)(_dictionary.EntryCount - 1)));
        _body.Append((byte)width);
        _body.AppendVarint(((ulong)(_dictionary.IndexCount + 7) / 8 << 1) | 1);
        BitPacker.Pack(_dictionary.Indices, width, _body);
    }

    private void AppendInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_body.Reserve(4), value);
        _body.Advance(4);
    }

    /// <summary>Returns the size of the page as if it were not compressed, header included.</summary>
    private long WritePage(ByteBuffer output, int type, int values, ParquetEncoding encoding)
    {
        _compressed.Clear();
        _codec.Compress(options.Codec, _body.Written, _compressed);
        var start = output.Length;
        var writer = new CompactWriter(output);
        writer.I32(1, type);
        writer.I32(2, _body.Length);
        writer.I32(3, _compressed.Length);
        var inner = writer.BeginStruct(type == PageHeader.DictionaryPage ? 7 : 5);
        writer.I32(1, values);
        writer.I32(2, (int)encoding);
        if (type == PageHeader.DataPage)
        {
            writer.I32(3, (int)ParquetEncoding.Rle);
            writer.I32(4, (int)ParquetEncoding.Rle);
        }

        writer.EndStruct(inner);
        output.Append(0);
        var header = output.Length - start;
        output.Append(_compressed.Written);
        return header + _body.Length;
    }
}
