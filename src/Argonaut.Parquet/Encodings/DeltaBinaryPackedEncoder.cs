using System.Numerics;

namespace Argonaut.Parquet.Encodings;

/// <summary>Writes DELTA_BINARY_PACKED: blocks of 128 values in 4 miniblocks. Source: nautilus-catalog.md B.2.</summary>
internal static class DeltaBinaryPackedEncoder
{
    private const int BlockSize = 128;
    private const int Miniblocks = 4;
    private const int PerMiniblock = BlockSize / Miniblocks;

    public static void Encode(ReadOnlySpan<long> values, ByteBuffer output)
    {
        output.AppendVarint(BlockSize);
        output.AppendVarint(Miniblocks);
        output.AppendVarint((ulong)values.Length);
        output.AppendZigZag(values.IsEmpty ? 0 : values[0]);
        Span<ulong> block = stackalloc ulong[BlockSize];
        Span<byte> widths = stackalloc byte[Miniblocks];
        for (var start = 1; start < values.Length; start += BlockSize)
        {
            var count = Math.Min(BlockSize, values.Length - start);
            var minimum = long.MaxValue;
            for (var i = 0; i < count; i++)
            {
                var delta = values[start + i] - values[start + i - 1];
                block[i] = (ulong)delta;
                minimum = Math.Min(minimum, delta);
            }

            for (var i = 0; i < count; i++) block[i] -= (ulong)minimum;
            block[count..].Clear();
            output.AppendZigZag(minimum);
            for (var m = 0; m < Miniblocks; m++)
            {
                ulong bits = 0;
                foreach (var value in block.Slice(m * PerMiniblock, PerMiniblock)) bits |= value;
                widths[m] = (byte)(64 - BitOperations.LeadingZeroCount(bits));
            }

            output.Append(widths);
            for (var m = 0; m < Miniblocks; m++) BitPacker.Pack32(block.Slice(m * PerMiniblock, PerMiniblock), widths[m], output);
        }
    }
}
