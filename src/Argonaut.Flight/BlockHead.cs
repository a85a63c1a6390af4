using System.Buffers.Binary;
using Argonaut.Domain;

namespace Argonaut.Flight;

/// <summary>
/// What stands before the stored bytes of a block, 40 bytes, little-endian: <c>FBLK</c>, codec, three zero bytes, stored length, plain
/// length, number of entries, earliest and latest time (docs/decisions/0017-the-flight-recorder.md).
/// The checksum at the end covers all of it and the stored bytes.
/// </summary>
internal readonly record struct BlockHead(BlockCodec Codec, int StoredLength, int PlainLength, int Entries, UnixNanos First, UnixNanos Last, uint Checksum)
{
    public const int Size = 40;
    public const int MaxLength = 64 << 20;

    private const int ChecksumAt = Size - 4;

    public static ReadOnlySpan<byte> Magic => "FBLK"u8;

    /// <summary>Writes the head with the checksum of it and of the stored bytes.</summary>
    public static void Write(Span<byte> to, BlockCodec codec, FrameBlock block, ReadOnlySpan<byte> stored)
    {
        to[..Size].Clear();
        Magic.CopyTo(to);
        to[4] = (byte)codec;
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], stored.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], block.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], block.Entries);
        BinaryPrimitives.WriteInt64LittleEndian(to[20..], block.First.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[28..], block.Last.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(to[ChecksumAt..], Crc32C.Of(to[..ChecksumAt], stored));
    }

    /// <summary>False when these bytes cannot be a head.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out BlockHead head)
    {
        head = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic)) return false;
        head = new BlockHead(
            (BlockCodec)bytes[4],
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            new UnixNanos(BinaryPrimitives.ReadInt64LittleEndian(bytes[20..])),
            new UnixNanos(BinaryPrimitives.ReadInt64LittleEndian(bytes[28..])),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]));
        return head.StoredLength is >= 0 and <= MaxLength && head.PlainLength is >= 0 and <= MaxLength && head.Codec <= BlockCodec.Brotli;
    }

    public bool Matches(ReadOnlySpan<byte> headBytes, ReadOnlySpan<byte> stored) => Crc32C.Of(headBytes[..ChecksumAt], stored) == Checksum;
}

internal enum BlockCodec : byte
{
    Stored = 0,
    Brotli = 1,
}
