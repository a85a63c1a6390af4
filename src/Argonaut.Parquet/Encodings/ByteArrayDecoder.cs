using System.Buffers;
using System.Buffers.Binary;

namespace Argonaut.Parquet.Encodings;

/// <summary>The encodings that only variable-length values have. Source: nautilus-catalog.md 4.1, 4.3.</summary>
internal static class ByteArrayDecoder
{
    /// <summary>Values with a four-byte length before each.</summary>
    public static void Plain(ReadOnlySpan<byte> source, int count, ColumnValues output)
    {
        for (var i = 0; i < count; i++)
        {
            if (source.Length < 4) throw Truncated();
            var length = BinaryPrimitives.ReadInt32LittleEndian(source);
            if (length < 0 || length > source.Length - 4) throw new ParquetFormatException($"A value of {length} bytes is longer than its page.");
            output.Append(source.Slice(4, length));
            source = source[(4 + length)..];
        }
    }

    /// <summary>DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes.</summary>
    public static void DeltaLength(ReadOnlySpan<byte> source, int count, ColumnValues output)
    {
        var lengths = ArrayPool<long>.Shared.Rent(count);
        try
        {
            var span = lengths.AsSpan(0, count);
            source = source[DeltaBinaryPackedDecoder.Decode(source, span)..];
            foreach (var length in span)
            {
                if (length < 0 || length > source.Length) throw Truncated();
                output.Append(source[..(int)length]);
                source = source[(int)length..];
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(lengths);
        }
    }

    /// <summary>DELTA_BYTE_ARRAY: lengths of the prefix shared with the value before, then the suffixes.</summary>
    public static void DeltaPrefix(ReadOnlySpan<byte> source, int count, ColumnValues output, int maxBytes)
    {
        var lengths = ArrayPool<long>.Shared.Rent(2 * count);
        byte[] value = [];
        try
        {
            var prefixes = lengths.AsSpan(0, count);
            var suffixes = lengths.AsSpan(count, count);
            source = source[DeltaBinaryPackedDecoder.Decode(source, prefixes)..];
            source = source[DeltaBinaryPackedDecoder.Decode(source, suffixes)..];
            var previous = 0;
            long total = 0;
            for (var i = 0; i < count; i++)
            {
                if (prefixes[i] < 0 || prefixes[i] > previous || suffixes[i] < 0 || suffixes[i] > source.Length) throw Truncated();
                var (prefix, suffix) = ((int)prefixes[i], (int)suffixes[i]);
                total += prefix + suffix;
                if (total > maxBytes) throw new ParquetFormatException($"A page of more than {maxBytes} bytes of text is beyond the limit.");
                if (value.Length < prefix + suffix) Array.Resize(ref value, Math.Max(prefix + suffix, value.Length * 2));
                source[..suffix].CopyTo(value.AsSpan(prefix));
                source = source[suffix..];
                previous = prefix + suffix;
                output.Append(value.AsSpan(0, previous));
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(lengths);
        }
    }

    private static ParquetFormatException Truncated() => new("A page of texts ends in the middle of a value.");
}
