using System.Runtime.InteropServices;

namespace Argonaut.Parquet.Encodings;

/// <summary>DELTA_BINARY_PACKED integers, arithmetic modulo 2^64. Source: nautilus-catalog.md B.2.</summary>
internal static class DeltaBinaryPackedDecoder
{
    private const int MaxMiniblock = 4_096;

    /// <summary>Reads exactly <c>output.Length</c> values and returns the bytes used.</summary>
    public static int Decode(ReadOnlySpan<byte> source, Span<long> output)
    {
        var at = 0;
        var blockSize = ReadVarint(source, ref at);
        var miniblocks = ReadVarint(source, ref at);
        var count = ReadVarint(source, ref at);
        if (blockSize == 0 || blockSize % 128 != 0 || miniblocks == 0 || miniblocks > 512 || blockSize % miniblocks != 0)
            throw new ParquetFormatException($"A delta block of {blockSize} values in {miniblocks} miniblocks does not exist.");
        var perMiniblock = blockSize / miniblocks;
        if (perMiniblock % 32 != 0 || perMiniblock > MaxMiniblock)
            throw new ParquetFormatException($"A delta miniblock of {perMiniblock} values is not supported.");
        if (count != (ulong)output.Length) throw new ParquetFormatException($"Expected {output.Length} delta values, found {count}.");
        var first = ReadZigZag(source, ref at);
        if (output.IsEmpty) return at;

        Span<long> deltas = stackalloc long[MaxMiniblock];
        deltas = deltas[..(int)perMiniblock];
        output[0] = first;
        var to = 1;
        var value = first;
        while (to < output.Length)
        {
            var minimum = ReadZigZag(source, ref at);
            if ((int)miniblocks > source.Length - at) throw Truncated();
            var widths = source.Slice(at, (int)miniblocks);
            at += (int)miniblocks;
            foreach (var width in widths)
            {
                if (to == output.Length) break;
                if (width > 64) throw new ParquetFormatException($"A delta miniblock of {width} bits does not exist.");
                var bytes = (int)perMiniblock * width / 8;
                if (bytes > source.Length - at) throw Truncated();
                var values = Math.Min(deltas.Length, output.Length - to);
                BitUnpacker.Unpack(source.Slice(at, bytes), width, deltas[..values]);
                at += bytes;
                foreach (var delta in deltas[..values])
                {
                    value += minimum + delta;
                    output[to++] = value;
                }
            }
        }

        return at;
    }

    /// <summary>The count of values that a block holds, to limit memory before decoding.</summary>
    public static int PeekCount(ReadOnlySpan<byte> source)
    {
        var at = 0;
        ReadVarint(source, ref at);
        ReadVarint(source, ref at);
        var count = ReadVarint(source, ref at);
        if (count > int.MaxValue) throw new ParquetFormatException($"{count} delta values are more than a page can hold.");
        return (int)count;
    }

    /// <summary>Narrows decoded values of an INT32 column.</summary>
    public static void Narrow(ReadOnlySpan<long> values, Span<byte> output)
    {
        var target = MemoryMarshal.Cast<byte, int>(output);
        for (var i = 0; i < values.Length; i++) target[i] = (int)values[i];
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> source, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (at >= source.Length) throw Truncated();
            var next = source[at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value;
        }

        throw new ParquetFormatException("A delta header is longer than 64 bits.");
    }

    private static long ReadZigZag(ReadOnlySpan<byte> source, ref int at)
    {
        var value = ReadVarint(source, ref at);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private static ParquetFormatException Truncated() => new("A delta block is cut off.");
}
