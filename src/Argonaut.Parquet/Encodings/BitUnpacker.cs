using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Argonaut.Parquet.Encodings;

/// <summary>Bit-packed integers, least significant bit first.</summary>
internal static class BitUnpacker
{
    /// <summary>Reads <c>output.Length</c> values of 0 to 32 bits; the source must hold all their bits.</summary>
    public static void Unpack(ReadOnlySpan<byte> source, int width, Span<int> output)
    {
        if (width == 0)
        {
            output.Clear();
            return;
        }

        if (((long)output.Length * width + 7) / 8 > source.Length) throw new ParquetFormatException("A bit-packed run is cut off.");
        var mask = uint.MaxValue >> (32 - width);
        ref var start = ref MemoryMarshal.GetReference(source);
        var i = 0;
        long bit = 0;
        for (; i < output.Length && (bit >> 3) + 8 <= source.Length; i++, bit += width)
        {
            var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, (nint)(bit >> 3)));
            output[i] = (int)((uint)(word >> (int)(bit & 7)) & mask);
        }

        for (; i < output.Length; i++, bit += width)
            output[i] = (int)((uint)(Tail(source, bit >> 3) >> (int)(bit & 7)) & mask);
    }

    /// <summary>As the other, for values of 0 to 64 bits.</summary>
    public static void Unpack(ReadOnlySpan<byte> source, int width, Span<long> output)
    {
        if (width == 0)
        {
            output.Clear();
            return;
        }

        if (((long)output.Length * width + 7) / 8 > source.Length) throw new ParquetFormatException("A bit-packed run is cut off.");
        var mask = ulong.MaxValue >> (64 - width);
        ref var start = ref MemoryMarshal.GetReference(source);
        long bit = 0;
        for (var i = 0; i < output.Length; i++, bit += width)
        {
            var at = bit >> 3;
            var shift = (int)(bit & 7);
            var word = at + 8 <= source.Length ? Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, (nint)at)) : Tail(source, at);
            word >>= shift;
            if (shift + width > 64) word |= (ulong)source[(int)at + 8] << (64 - shift);
            output[i] = (long)(word & mask);
        }
    }

    private static ulong Tail(ReadOnlySpan<byte> source, long at)
    {
        ulong word = 0;
        for (var i = (int)at; i < source.Length && i < at + 8; i++) word |= (ulong)source[i] << (8 * (i - (int)at));
        return word;
    }
}
