namespace Argonaut.Parquet.Encodings;

/// <summary>The RLE/bit-packed hybrid of dictionary indices and levels. Source: nautilus-catalog.md 4.3.</summary>
internal static class HybridDecoder
{
    /// <summary>Reads <c>output.Length</c> values and returns the bytes used.</summary>
    public static int Decode(ReadOnlySpan<byte> source, int width, Span<int> output)
    {
        if (width is < 0 or > 32) throw new ParquetFormatException($"A bit width of {width} does not exist.");
        int at = 0, to = 0;
        while (to < output.Length)
        {
            var header = ReadVarint(source, ref at);
            var left = output.Length - to;
            if ((header & 1) == 0)
            {
                var run = header >> 1;
                var bytes = (width + 7) / 8;
                if (bytes > source.Length - at) throw Truncated();
                if (run == 0) throw new ParquetFormatException("A run of length 0.");
                var value = 0;
                for (var i = 0; i < bytes; i++) value |= source[at + i] << (8 * i);
                at += bytes;
                if (width < 32 && (uint)value >> width != 0) throw new ParquetFormatException("A run's value is wider than its bit width.");
                var count = (int)Math.Min(run, (uint)left);
                output.Slice(to, count).Fill(value);
                to += count;
                continue;
            }

            var groups = header >> 1;
            if (groups == 0) throw new ParquetFormatException("A run of length 0.");
            var values = (int)Math.Min((ulong)groups * 8, (ulong)left);
            var size = (ulong)groups * (ulong)width;
            var rest = source[at..];
            if (size > (ulong)rest.Length && ((long)values * width + 7) / 8 > rest.Length) throw Truncated();
            BitUnpacker.Unpack(rest, width, output.Slice(to, values));
            at += (int)Math.Min(size, (ulong)rest.Length);
            to += values;
        }

        return at;
    }

    private static uint ReadVarint(ReadOnlySpan<byte> source, ref int at)
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (at >= source.Length) throw Truncated();
            var next = source[at++];
            value |= (uint)(next & 127) << shift;
            if (next < 128) return value;
        }

        throw new ParquetFormatException("A run header is longer than 32 bits.");
    }

    private static ParquetFormatException Truncated() => new("A run of the RLE hybrid is cut off.");
}
