namespace Argonaut.Parquet.Compression;

/// <summary>Reads LZ4 blocks without a frame (codec LZ4_RAW).</summary>
internal static class Lz4Decoder
{
    /// <exception cref="ParquetFormatException">The block is damaged or of another length.</exception>
    public static void Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int at = 0, to = 0;
        while (at < input.Length)
        {
            var token = input[at++];
            var literal = ReadLength(input, ref at, token >> 4);
            if (literal > input.Length - at || literal > output.Length - to) throw Damaged();
            input.Slice(at, literal).CopyTo(output[to..]);
            at += literal;
            to += literal;
            if (at == input.Length) break;
            if (at + 2 > input.Length) throw Damaged();
            var offset = input[at] | (input[at + 1] << 8);
            at += 2;
            var length = ReadLength(input, ref at, token & 15) + 4;
            if (offset == 0 || offset > to || length > output.Length - to) throw Damaged();
            SnappyDecoder.CopyMatch(output, to, offset, length);
            to += length;
        }

        if (to != output.Length) throw Damaged();
    }

    private static int ReadLength(ReadOnlySpan<byte> input, ref int at, int first)
    {
        if (first < 15) return first;
        var length = first;
        while (true)
        {
            if (at >= input.Length || length > int.MaxValue - 300) throw Damaged();
            var next = input[at++];
            length += next;
            if (next < 255) return length;
        }
    }

    private static ParquetFormatException Damaged() => new("An LZ4 block is damaged or of another length than its page.");
}
