using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Argonaut.Postgres.Packing;

/// <summary>
/// Unsigned numbers in blocks of 128: one byte with the width of the block's widest number in bits, then all of them at that width,
/// lowest bit first, the block ending at a whole byte. Nothing is allocated.
/// </summary>
internal static class BitBlocks
{
    public const int BlockLength = 128;

    /// <summary>Bytes that reading and writing may touch beyond the end.</summary>
    public const int Slack = 9;

    /// <summary>The most that <paramref name="count"/> numbers can take, slack included.</summary>
    public static int MaxBytes(int count) => (count + BlockLength - 1) / BlockLength + count * sizeof(ulong) + Slack;

    /// <summary>What <see cref="Write"/> would take.</summary>
    public static int Measure(ReadOnlySpan<ulong> numbers)
    {
        var bytes = 0;
        for (var at = 0; at < numbers.Length; at += BlockLength)
        {
            var block = numbers.Slice(at, Math.Min(BlockLength, numbers.Length - at));
            bytes += 1 + BytesOf(block.Length, WidthOf(block));
        }

        return bytes;
    }

    /// <returns>How many bytes were written; <paramref name="to"/> needs <see cref="MaxBytes"/>.</returns>
    public static int Write(ReadOnlySpan<ulong> numbers, Span<byte> to)
    {
        if (to.Length < MaxBytes(numbers.Length)) throw new ArgumentException($"Expected room for {MaxBytes(numbers.Length)} bytes, found {to.Length}.", nameof(to));
        var used = 0;
        for (var at = 0; at < numbers.Length; at += BlockLength)
        {
            var block = numbers.Slice(at, Math.Min(BlockLength, numbers.Length - at));
            var width = WidthOf(block);
            to[used++] = (byte)width;
            if (width == 0) continue;
            WriteBits(block, width, ref to[used]);
            used += BytesOf(block.Length, width);
        }

        return used;
    }

    /// <param name="from">The blocks, and <see cref="Slack"/> bytes after the end of all that may be read.</param>
    /// <returns>How many bytes were read.</returns>
    /// <exception cref="InvalidDataException">A width is impossible or the bytes end too early.</exception>
    public static int Read(ReadOnlySpan<byte> from, Span<ulong> numbers)
    {
        var used = 0;
        var length = from.Length - Slack;
        for (var at = 0; at < numbers.Length; at += BlockLength)
        {
            var block = numbers.Slice(at, Math.Min(BlockLength, numbers.Length - at));
            var width = used < length ? from[used++] : 255;
            if (width > 64 || used + BytesOf(block.Length, width) > length)
                throw new InvalidDataException($"Expected a block of {block.Length} numbers at byte {used}, found width {width} with {length - used} bytes left.");
            if (width == 0) block.Clear();
            else ReadBits(ref Unsafe.Add(ref MemoryMarshal.GetReference(from), used), width, block);
            used += BytesOf(block.Length, width);
        }

        return used;
    }

    private static int WidthOf(ReadOnlySpan<ulong> block)
    {
        var all = 0UL;
        foreach (var number in block) all |= number;
        return 64 - BitOperations.LeadingZeroCount(all);
    }

    private static int BytesOf(int count, int width) => (count * width + 7) >> 3;

    private static void WriteBits(ReadOnlySpan<ulong> block, int width, ref byte to)
    {
        var word = 0UL;
        var fill = 0;
        foreach (var number in block)
        {
            word |= number << fill;
            fill += width;
            if (fill < 64) continue;
            Unsafe.WriteUnaligned(ref to, Little(word));
            to = ref Unsafe.Add(ref to, sizeof(ulong));
            fill -= 64;
            word = number >> 1 >> (width - fill - 1);     // what did not fit; a shift by 64 would be none
        }

        Unsafe.WriteUnaligned(ref to, Little(word));
    }

    private static void ReadBits(ref byte from, int width, Span<ulong> block)
    {
        var mask = ulong.MaxValue >> (64 - width);
        if (width <= 57)
        {
            for (int i = 0, bit = 0; i < block.Length; i++, bit += width)
                block[i] = (Little(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, bit >> 3))) >> (bit & 7)) & mask;
            return;
        }

        for (int i = 0, bit = 0; i < block.Length; i++, bit += width)
        {
            ref var word = ref Unsafe.Add(ref from, bit >> 3);
            var low = Little(Unsafe.ReadUnaligned<ulong>(ref word)) >> (bit & 7);
            block[i] = (low | ((ulong)Unsafe.Add(ref word, sizeof(ulong)) << 1 << (63 - (bit & 7)))) & mask;
        }
    }

    private static ulong Little(ulong word) => BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
}
