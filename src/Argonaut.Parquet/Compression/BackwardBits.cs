using System.Buffers.Binary;

namespace Argonaut.Parquet.Compression;

/// <summary>A Zstandard bit stream, read from its last byte to its first. The highest set bit of the last byte ends it.</summary>
internal ref struct BackwardBits
{
    private readonly ReadOnlySpan<byte> _data;

    public BackwardBits(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data[^1] == 0) throw new ParquetFormatException("A Zstandard bit stream has no end marker.");
        _data = data;
        Left = data.Length * 8L - 8 + System.Numerics.BitOperations.Log2(data[^1]);
    }

    /// <summary>Bits that are left; negative after reading beyond the start, where bits are 0.</summary>
    public long Left { get; private set; }

    /// <summary>At most 32 bits.</summary>
    public uint Read(int bits)
    {
        var value = Peek(bits);
        Left -= bits;
        return value;
    }

    public void Skip(int bits) => Left -= bits;

    public readonly uint Peek(int bits)
    {
        if (bits == 0) return 0;
        var from = Left - bits;
        if (from >= 0) return (uint)((Load(from >> 3) >> (int)(from & 7)) & ((1UL << bits) - 1));
        if (Left <= 0) return 0;
        return (uint)(((Load(0) & ((1UL << (int)Math.Min(Left, 63)) - 1)) << (int)-from) & ((1UL << bits) - 1));
    }

    private readonly ulong Load(long at)
    {
        var rest = _data[(int)at..];
        if (rest.Length >= 8) return BinaryPrimitives.ReadUInt64LittleEndian(rest);
        ulong value = 0;
        for (var i = 0; i < rest.Length; i++) value |= (ulong)rest[i] << (8 * i);
        return value;
    }
}
