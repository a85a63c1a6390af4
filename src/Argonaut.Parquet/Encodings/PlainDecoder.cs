namespace Argonaut.Parquet.Encodings;

/// <summary>PLAIN and BYTE_STREAM_SPLIT values of fixed width.</summary>
internal static class PlainDecoder
{
    public static void Fixed(ReadOnlySpan<byte> source, int count, ColumnValues output)
    {
        var bytes = (long)count * output.Width;
        if (bytes > source.Length) throw Truncated(count, source.Length);
        source[..(int)bytes].CopyTo(output.AppendRaw(count));
    }

    /// <summary>One bit a value, least significant first.</summary>
    public static void Booleans(ReadOnlySpan<byte> source, int count, ColumnValues output)
    {
        if ((count + 7) / 8 > source.Length) throw Truncated(count, source.Length);
        var target = output.AppendRaw(count);
        for (var i = 0; i < count; i++) target[i] = (byte)((source[i >> 3] >> (i & 7)) & 1);
    }

    /// <summary>First all first bytes, then all second bytes, and so on.</summary>
    public static void ByteStreamSplit(ReadOnlySpan<byte> source, int count, ColumnValues output)
    {
        var width = output.Width;
        if ((long)count * width != source.Length) throw Truncated(count, source.Length);
        var target = output.AppendRaw(count);
        for (var b = 0; b < width; b++)
        {
            var stream = source.Slice(b * count, count);
            for (var i = 0; i < count; i++) target[i * width + b] = stream[i];
        }
    }

    private static ParquetFormatException Truncated(int count, int bytes) => new($"A page of {bytes} bytes cannot hold {count} values.");
}
