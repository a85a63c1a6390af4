using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Argonaut.Parquet.Encodings;

/// <summary>Packs integers, least significant bit first.</summary>
internal static class BitPacker
{
    /// <summary>Appends the values in <paramref name="width"/> bits each (1 to 32), the last group of eight padded with zeros.</summary>
    public static void Pack(ReadOnlySpan<int> values, int width, ByteBuffer output)
    {
        var bytes = (values.Length + 7) / 8 * width;
        var target = output.Reserve(bytes + 8);
        ref var start = ref MemoryMarshal.GetReference(target);
        ulong word = 0;
        var filled = 0;
        var at = 0;
        foreach (var value in values)
        {
            word |= (ulong)(uint)value << filled;
            filled += width;
            if (filled < 32) continue;
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, at), (uint)word);
            at += 4;
            word >>= 32;
            filled -= 32;
        }

        for (; at < bytes; word >>= 8) target[at++] = (byte)word;
        output.Advance(bytes);
    }

    /// <summary>Appends exactly 32 values in <paramref name="width"/> bits each (0 to 64).</summary>
    public static void Pack32(ReadOnlySpan<ulong> values, int width, ByteBuffer output)
    {
        if (width == 0) return;
        var bytes = 4 * width;
        var target = output.Reserve(bytes + 8);
        ulong word = 0;
        int filled = 0, at = 0;
        foreach (var value in values)
        {
            word |= value << filled;
            filled += width;
            if (filled < 64) continue;
            BinaryPrimitives.WriteUInt64LittleEndian(target[at..], word);
            at += 8;
            filled -= 64;
            word = filled == 0 ? 0 : value >> (width - filled);
        }

        if (filled > 0) BinaryPrimitives.WriteUInt64LittleEndian(target[at..], word);
        output.Advance(bytes);
    }
}
