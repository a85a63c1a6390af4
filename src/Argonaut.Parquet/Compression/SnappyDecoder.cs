using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Argonaut.Parquet.Compression;

/// <summary>Reads Snappy blocks. Source: nautilus-catalog.md A.1.</summary>
internal static class SnappyDecoder
{
    /// <summary>Fills <paramref name="output"/>, whose length the caller knows and has limited.</summary>
    /// <exception cref="ParquetFormatException">The block is damaged or of another length.</exception>
    public static void Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var at = ReadPreamble(input, out var claimed);
        if (claimed != (ulong)output.Length)
            throw new ParquetFormatException($"A Snappy block of {claimed} bytes stands in a page of {output.Length} bytes.");
        var to = 0;
        while (at < input.Length)
        {
            var tag = input[at++];
            int length, offset;
            switch (tag & 3)
            {
                case 0:
                    length = tag >> 2;
                    if (length >= 60)
                    {
                        var extra = length - 59;
                        if (at + extra > input.Length) throw Truncated();
                        uint value = 0;
                        for (var i = 0; i < extra; i++) value |= (uint)input[at + i] << (8 * i);
                        at += extra;
                        if (value >= int.MaxValue) throw Truncated();
                        length = (int)value;
                    }

                    length++;
                    if (length > input.Length - at) throw Truncated();
                    if (length > output.Length - to) throw TooLong();
                    input.Slice(at, length).CopyTo(output[to..]);
                    at += length;
                    to += length;
                    continue;
                case 1:
                    if (at >= input.Length) throw Truncated();
                    length = 4 + ((tag >> 2) & 7);
                    offset = ((tag >> 5) << 8) | input[at++];
                    break;
                case 2:
                    if (at + 2 > input.Length) throw Truncated();
                    length = 1 + (tag >> 2);
                    offset = input[at] | (input[at + 1] << 8);
                    at += 2;
                    break;
                default:
                    if (at + 4 > input.Length) throw Truncated();
                    length = 1 + (tag >> 2);
                    offset = MemoryMarshal.Read<int>(input[at..]);
                    at += 4;
                    break;
            }

            if (offset <= 0 || offset > to) throw new ParquetFormatException($"A Snappy copy reaches {offset} bytes back after {to} bytes.");
            if (length > output.Length - to) throw TooLong();
            CopyMatch(output, to, offset, length);
            to += length;
        }

        if (to != output.Length) throw new ParquetFormatException($"A Snappy block gave {to} of {output.Length} bytes.");
    }

    /// <summary>Copies within the output; a length above the offset repeats what has just been written.</summary>
    internal static void CopyMatch(Span<byte> output, int to, int offset, int length)
    {
        if (offset >= 8 && to + length + 8 <= output.Length)
        {
            ref var start = ref MemoryMarshal.GetReference(output);
            for (var i = 0; i < length; i += 8)
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, to + i), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, to + i - offset)));
            return;
        }

        if (offset >= length)
        {
            output.Slice(to - offset, length).CopyTo(output[to..]);
            return;
        }

        for (var i = 0; i < length; i++) output[to + i] = output[to + i - offset];
    }

    private static int ReadPreamble(ReadOnlySpan<byte> input, out ulong length)
    {
        length = 0;
        for (var i = 0; i < 5 && i < input.Length; i++)
        {
            length |= (ulong)(input[i] & 127) << (7 * i);
            if (input[i] < 128) return i + 1;
        }

        throw Truncated();
    }

    private static ParquetFormatException Truncated() => new("A Snappy block ends in the middle of an element.");

    private static ParquetFormatException TooLong() => new("A Snappy block is longer than its page.");
}
