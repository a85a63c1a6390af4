using System.Buffers.Binary;

namespace Argonaut.Parquet.Compression;

/// <summary>Writes valid Zstandard frames of raw blocks, which every reader accepts but which compress nothing.</summary>
internal static class ZstdRawFrames
{
    private const int MaxBlock = 128 << 10;

    public static int MaxLength(int inputLength) => checked(inputLength + 9 + 3 * (inputLength / MaxBlock + 1));

    /// <summary>Returns the bytes written.</summary>
    public static int Encode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output, 0xFD2FB528);
        var at = 6;
        if (input.Length <= 255)
        {
            output[4] = 0x20;
            output[5] = (byte)input.Length;
        }
        else
        {
            output[4] = 0xA0;
            BinaryPrimitives.WriteInt32LittleEndian(output[5..], input.Length);
            at = 9;
        }

        do
        {
            var block = input[..Math.Min(input.Length, MaxBlock)];
            input = input[block.Length..];
            var header = (block.Length << 3) | (input.IsEmpty ? 1 : 0);
            output[at] = (byte)header;
            output[at + 1] = (byte)(header >> 8);
            output[at + 2] = (byte)(header >> 16);
            block.CopyTo(output[(at + 3)..]);
            at += 3 + block.Length;
        }
        while (!input.IsEmpty);

        return at;
    }
}
