using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Argonaut.Parquet.Compression;
using Argonaut.Parquet.Encodings;
using Argonaut.Parquet.Metadata;
using Argonaut.Parquet.Thrift;

namespace Argonaut.Parquet.Reading;

/// <summary>Decodes the pages of one column chunk. One instance is used by one thread at a time and reused.</summary>
internal sealed class ChunkReader(ParquetLimits limits) : IDisposable
{
    private readonly PageCodec _codec = new();
    private byte[] _page = [];
    private int[] _indices = [];
    private long[] _deltas = [];
    private byte[] _levels = [];
    private ColumnValues? _dictionary;

    /// <summary>Appends the chunk's values. <paramref name="place"/> is the offset of the page being read, for messages.</summary>
    public void Read(byte[] bytes, int length, ColumnChunkMetadata chunk, ColumnValues output, ref long place)
    {
        _dictionary?.Dispose();
        _dictionary = null;
        var rows = (int)chunk.Values;
        if ((long)rows * Math.Max(output.Width, 4) > limits.ColumnBytes)
            throw new ParquetFormatException($"A column of {rows} values is larger than the limit of {limits.ColumnBytes} bytes.");
        output.Reserve(rows);
        var at = 0;
        var wanted = output.Count + rows;
        while (output.Count < wanted)
        {
            place = chunk.Start + at;
            if (at >= length) throw new ParquetFormatException($"The chunk ends after {output.Count} of {wanted} values.");
            var reader = new CompactReader(bytes.AsSpan(at, length - at), place);
            var header = PageHeaderReader.Read(ref reader);
            at += reader.Position;
            Check(header, length - at);
            switch (header.Type)
            {
                case PageHeader.DictionaryPage:
                    ReadDictionary(bytes, at, header, chunk, output.Column);
                    break;
                case PageHeader.DataPage:
                    ReadPage(bytes, at, header, chunk, output, wanted);
                    break;
                case PageHeader.DataPageV2:
                    ReadPageV2(bytes, at, header, chunk, output, wanted);
                    break;
                default:
                    break;
            }

            at += header.CompressedSize;
        }
    }

    public void Dispose()
    {
        _dictionary?.Dispose();
        Return(ref _page);
        Return(ref _indices);
        Return(ref _deltas);
        Return(ref _levels);
    }

    private void Check(in PageHeader header, int left)
    {
        if (header.Type is < 0 or > 3) throw new ParquetFormatException($"Page type {header.Type} does not exist.");
        if (header.CompressedSize < 0 || header.CompressedSize > left)
            throw new ParquetFormatException($"A page of {header.CompressedSize} bytes stands before {left} bytes.");
        if (header.UncompressedSize < 0 || header.UncompressedSize > limits.PageBytes)
            throw new ParquetFormatException($"A page of {header.UncompressedSize} bytes is beyond the limit of {limits.PageBytes}.");
        if (header.Type != PageHeader.IndexPage && header.Values < 0) throw new ParquetFormatException("A page does not say how many values it has.");
    }

    private void ReadDictionary(byte[] bytes, int at, in PageHeader header, ColumnChunkMetadata chunk, ParquetColumn column)
    {
        if (_dictionary is not null) throw new ParquetFormatException("A chunk has two dictionaries.");
        if (header.Encoding is not (ParquetEncoding.Plain or ParquetEncoding.PlainDictionary))
            throw new ParquetFormatException($"A dictionary in encoding {(int)header.Encoding} is not supported.");
        var body = Decompress(bytes, at, header.CompressedSize, chunk.Codec, header.UncompressedSize);
        _dictionary = new ColumnValues(column with { Repetition = Repetition.Required });
        _dictionary.Clear();
        if (column.Type == PhysicalType.ByteArray) ByteArrayDecoder.Plain(body, header.Values, _dictionary);
        else if (column.Type == PhysicalType.Boolean) throw new ParquetFormatException("A dictionary of booleans does not exist.");
        else PlainDecoder.Fixed(body, header.Values, _dictionary);
    }

    private void ReadPage(byte[] bytes, int at, in PageHeader header, ColumnChunkMetadata chunk, ColumnValues output, int wanted)
    {
        CheckValues(header, output, wanted);
        ReadOnlySpan<byte> body = Decompress(bytes, at, header.CompressedSize, chunk.Codec, header.UncompressedSize);
        var levels = ReadOnlySpan<byte>.Empty;
        if (output.Column.MaxDefinitionLevel > 0)
        {
            ReadOnlySpan<byte> block;
            if (header.DefinitionLevelEncoding == ParquetEncoding.BitPacked)
            {
                var size = (header.Values + 7) / 8;
                if (size > body.Length) throw Truncated();
                levels = OldLevels(body[..size], header.Values);
                body = body[size..];
            }
            else
            {
                if (body.Length < 4) throw Truncated();
                var size = BinaryPrimitives.ReadInt32LittleEndian(body);
                if (size < 0 || size > body.Length - 4) throw Truncated();
                block = body.Slice(4, size);
                levels = Levels(block, header.Values);
                body = body[(4 + size)..];
            }
        }

        ReadValues(body, header, levels, output);
    }

    private void ReadPageV2(byte[] bytes, int at, in PageHeader header, ColumnChunkMetadata chunk, ColumnValues output, int wanted)
    {
        CheckValues(header, output, wanted);
        var (definition, repetition) = (header.DefinitionLevelsLength, header.RepetitionLevelsLength);
        if (definition < 0 || repetition != 0 || definition > header.CompressedSize || definition > header.UncompressedSize)
            throw new ParquetFormatException("The level blocks of a page are longer than the page.");
        var levels = ReadOnlySpan<byte>.Empty;
        if (output.Column.MaxDefinitionLevel > 0) levels = Levels(bytes.AsSpan(at, definition), header.Values);
        var codec = header.IsCompressed ? chunk.Codec : ParquetCodec.Uncompressed;
        var size = header.UncompressedSize - definition;
        var stored = header.CompressedSize - definition;
        var body = stored == 0 && size == 0 ? default : Decompress(bytes, at + definition, stored, codec, size);
        ReadValues(body, header, levels, output);
    }

    private static void CheckValues(in PageHeader header, ColumnValues output, int wanted)
    {
        if (header.Values > wanted - output.Count)
            throw new ParquetFormatException($"A page of {header.Values} values stands where {wanted - output.Count} are expected.");
    }

    private void ReadValues(ReadOnlySpan<byte> body, in PageHeader header, ReadOnlySpan<byte> levels, ColumnValues output)
    {
        var count = levels.IsEmpty ? header.Values : levels.Length - levels.Count((byte)0);
        DecodeValues(body, header.Encoding, count, output);
        if (!levels.IsEmpty) output.Spread(levels, count);
    }

    private void DecodeValues(ReadOnlySpan<byte> body, ParquetEncoding encoding, int count, ColumnValues output)
    {
        if (count == 0) return;
        var type = output.Column.Type;
        switch (encoding)
        {
            case ParquetEncoding.Plain when type == PhysicalType.ByteArray:
                ByteArrayDecoder.Plain(body, count, output);
                break;
            case ParquetEncoding.Plain when type == PhysicalType.Boolean:
                PlainDecoder.Booleans(body, count, output);
                break;
            case ParquetEncoding.Plain:
                PlainDecoder.Fixed(body, count, output);
                break;
            case ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary:
                if (body.IsEmpty) throw Truncated();
                var indices = Rent(ref _indices, count);
                HybridDecoder.Decode(body[1..], body[0], indices);
                Gather(indices, output);
                break;
            case ParquetEncoding.Rle when type == PhysicalType.Boolean:
                if (body.Length < 4) throw Truncated();
                var bits = Rent(ref _indices, count);
                HybridDecoder.Decode(body[4..], 1, bits);
                var target = output.AppendRaw(count);
                for (var i = 0; i < count; i++) target[i] = (byte)bits[i];
                break;
            case ParquetEncoding.DeltaBinaryPacked when type == PhysicalType.Int64:
                CheckDeltaCount(body, count);
                DeltaBinaryPackedDecoder.Decode(body, MemoryMarshal.Cast<byte, long>(output.AppendRaw(count)));
                break;
            case ParquetEncoding.DeltaBinaryPacked when type == PhysicalType.Int32:
                CheckDeltaCount(body, count);
                var values = Rent(ref _deltas, count);
                DeltaBinaryPackedDecoder.Decode(body, values);
                DeltaBinaryPackedDecoder.Narrow(values, output.AppendRaw(count));
                break;
            case ParquetEncoding.DeltaLengthByteArray when type == PhysicalType.ByteArray:
                CheckDeltaCount(body, count);
                ByteArrayDecoder.DeltaLength(body, count, output);
                break;
            case ParquetEncoding.DeltaByteArray when type is PhysicalType.ByteArray or PhysicalType.FixedLenByteArray:
                CheckDeltaCount(body, count);
                ReadPrefixed(body, count, output);
                break;
            case ParquetEncoding.ByteStreamSplit when output.Width > 0 && type != PhysicalType.Boolean:
                PlainDecoder.ByteStreamSplit(body, count, output);
                break;
            default:
                throw new ParquetFormatException($"Encoding {(int)encoding} is not supported for {type}.");
        }
    }

    private void ReadPrefixed(ReadOnlySpan<byte> body, int count, ColumnValues output)
    {
        if (output.Width == 0)
        {
            ByteArrayDecoder.DeltaPrefix(body, count, output, limits.ColumnBytes);
            return;
        }

        using var texts = new ColumnValues(new ParquetColumn { Name = output.Column.Name, Type = PhysicalType.ByteArray });
        texts.Clear();
        ByteArrayDecoder.DeltaPrefix(body, count, texts, limits.ColumnBytes);
        for (var i = 0; i < count; i++)
        {
            if (texts.Bytes(i).Length != output.Width) throw new ParquetFormatException($"A value has {texts.Bytes(i).Length} of {output.Width} bytes.");
            output.Append(texts.Bytes(i));
        }
    }

    private void Gather(ReadOnlySpan<int> indices, ColumnValues output)
    {
        if (_dictionary is not { } dictionary) throw new ParquetFormatException("A page uses a dictionary that the chunk does not have.");
        var entries = (uint)dictionary.Count;
        foreach (var index in indices)
            if ((uint)index >= entries) throw new ParquetFormatException($"Dictionary index {(uint)index} is beyond the {entries} entries.");
        switch (output.Width)
        {
            case 4:
                Gather<int>(dictionary.Data, indices, output);
                break;
            case 8:
                Gather<long>(dictionary.Data, indices, output);
                break;
            case 16:
                Gather<Int128>(dictionary.Data, indices, output);
                break;
            case 0:
                GatherTexts(dictionary, indices, output);
                break;
            default:
                foreach (var index in indices) output.Append(dictionary.Bytes(index));
                break;
        }
    }

    private static void Gather<T>(ReadOnlySpan<byte> data, ReadOnlySpan<int> indices, ColumnValues output)
        where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(data);
        var target = MemoryMarshal.Cast<byte, T>(output.AppendRaw(indices.Length));
        for (var i = 0; i < indices.Length; i++) target[i] = values[indices[i]];
    }

    private void GatherTexts(ColumnValues dictionary, ReadOnlySpan<int> indices, ColumnValues output)
    {
        var offsets = dictionary.Offsets;
        long total = output.Data.Length;
        foreach (var index in indices) total += offsets[index + 1] - offsets[index];
        if (total > limits.ColumnBytes) throw new ParquetFormatException($"{total} bytes of text are beyond the limit of {limits.ColumnBytes}.");
        foreach (var index in indices) output.Append(dictionary.Bytes(index));
    }

    private static void CheckDeltaCount(ReadOnlySpan<byte> body, int count)
    {
        var found = DeltaBinaryPackedDecoder.PeekCount(body);
        if (found != count) throw new ParquetFormatException($"Expected {count} delta values, found {found}.");
    }

    private ReadOnlySpan<byte> Levels(ReadOnlySpan<byte> block, int count)
    {
        var values = Rent(ref _indices, count);
        HybridDecoder.Decode(block, 1, values);
        var levels = Rent(ref _levels, count);
        for (var i = 0; i < count; i++) levels[i] = (byte)values[i];
        return levels;
    }

    // The deprecated BIT_PACKED level encoding packs the most significant bit first.
    private ReadOnlySpan<byte> OldLevels(ReadOnlySpan<byte> block, int count)
    {
        var levels = Rent(ref _levels, count);
        for (var i = 0; i < count; i++) levels[i] = (byte)((block[i >> 3] >> (7 - (i & 7))) & 1);
        return levels;
    }

    private ReadOnlySpan<byte> Decompress(byte[] source, int at, int length, ParquetCodec codec, int size)
    {
        if (codec == ParquetCodec.Uncompressed)
            return length == size ? source.AsSpan(at, length) : throw new ParquetFormatException($"An uncompressed page of {size} bytes has {length} bytes.");
        var page = Rent(ref _page, size);
        _codec.Decompress(codec, source, at, length, page);
        return page;
    }

    private static Span<T> Rent<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Return(ref array);
            array = ArrayPool<T>.Shared.Rent(length);
        }

        return array.AsSpan(0, length);
    }

    private static void Return<T>(ref T[] array)
    {
        if (array.Length > 0) ArrayPool<T>.Shared.Return(array);
        array = [];
    }

    private static ParquetFormatException Truncated() => new("A page is shorter than its header says.");
}
