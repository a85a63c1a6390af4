using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Argonaut.Parquet.Compression;

/// <summary>
/// Writes Snappy blocks by the one algorithm of nautilus-catalog.md A.1: the bytes are pinned by golden files, so no step may change.
/// </summary>
internal sealed class SnappyEncoder
{
    private const int BlockSize = 65_536;
    private const int TableSize = 16_384;

    // An entry is _epoch + position; entries of earlier blocks are smaller than _epoch, which saves clearing the table.
    private readonly int[] _table = new int[TableSize];
    private int _epoch = 1;

    /// <summary>The most bytes that <see cref="Encode"/> can need for an input of that length.</summary>
    public static int MaxLength(int inputLength) => checked(32 + inputLength + inputLength / 6);

    /// <summary>Returns the bytes written.</summary>
    public int Encode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (output.Length < MaxLength(input.Length)) throw new ArgumentException("The output is too short.", nameof(output));
        var at = 0;
        var length = (uint)input.Length;
        for (; length >= 128; length >>= 7) output[at++] = (byte)(length | 128);
        output[at++] = (byte)length;
        for (var start = 0; start < input.Length; start += BlockSize)
            at = EncodeBlock(input.Slice(start, Math.Min(BlockSize, input.Length - start)), output, at);
        return at;
    }

    private int EncodeBlock(ReadOnlySpan<byte> block, Span<byte> output, int at)
    {
        if (_epoch > int.MaxValue - 2 * BlockSize)
        {
            Array.Clear(_table);
            _epoch = 1;
        }

        var epoch = _epoch;
        _epoch += BlockSize;
        ref var source = ref MemoryMarshal.GetReference(block);
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        int i = 0, literal = 0, skip = 32;
        while (i + 4 <= block.Length)
        {
            var value = Load32(ref source, i);
            ref var slot = ref Unsafe.Add(ref table, (nint)((value * 0x1E35A7BD) >> 18));
            var candidate = slot - epoch;
            slot = epoch + i;
            if (candidate < 0 || Load32(ref source, candidate) != value)
            {
                i += skip >> 5;
                skip++;
                continue;
            }

            if (i > literal) at = EmitLiteral(block[literal..i], output, at);
            var length = MatchLength(block, candidate, i);
            at = EmitCopies(output, at, i - candidate, length);
            i += length;
            literal = i;
            skip = 32;
        }

        return literal < block.Length ? EmitLiteral(block[literal..], output, at) : at;
    }

    private static int MatchLength(ReadOnlySpan<byte> block, int candidate, int at)
    {
        ref var source = ref MemoryMarshal.GetReference(block);
        var length = 4;
        var limit = block.Length - at;
        while (length + 8 <= limit)
        {
            var difference = Load64(ref source, candidate + length) ^ Load64(ref source, at + length);
            if (difference != 0) return length + (System.Numerics.BitOperations.TrailingZeroCount(difference) >> 3);
            length += 8;
        }

        while (length < limit && Unsafe.Add(ref source, candidate + length) == Unsafe.Add(ref source, at + length)) length++;
        return length;
    }

    private static int EmitLiteral(ReadOnlySpan<byte> bytes, Span<byte> output, int at)
    {
        var n = bytes.Length - 1;
        if (n < 60)
        {
            output[at++] = (byte)(n << 2);
        }
        else if (n < 256)
        {
            output[at++] = 60 << 2;
            output[at++] = (byte)n;
        }
        else
        {
            output[at++] = 61 << 2;
            output[at++] = (byte)n;
            output[at++] = (byte)(n >> 8);
        }

        bytes.CopyTo(output[at..]);
        return at + bytes.Length;
    }

    private static int EmitCopies(Span<byte> output, int at, int offset, int length)
    {
        for (; length >= 68; length -= 64) at = EmitLongCopy(output, at, offset, 64);
        if (length > 64)
        {
            at = EmitLongCopy(output, at, offset, 60);
            length -= 60;
        }

        if (length is < 4 or > 11 || offset >= 2048) return EmitLongCopy(output, at, offset, length);
        output[at] = (byte)(1 | ((length - 4) << 2) | ((offset >> 8) << 5));
        output[at + 1] = (byte)offset;
        return at + 2;
    }

    private static int EmitLongCopy(Span<byte> output, int at, int offset, int length)
    {
        output[at] = (byte)(2 | ((length - 1) << 2));
        output[at + 1] = (byte)offset;
        output[at + 2] = (byte)(offset >> 8);
        return at + 3;
    }

    private static uint Load32(ref byte source, int at) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, at));

    private static ulong Load64(ref byte source, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, at));
}
