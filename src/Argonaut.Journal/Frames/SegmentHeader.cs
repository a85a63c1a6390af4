using System.Buffers.Binary;

namespace Argonaut.Journal.Frames;

/// <summary>
/// The first bytes of a segment: <c>"ARGSPL01" | number u64 | length of the segment before u64 | CRC-32C u32</c>. The length says where
/// the segment before really ends: what stands behind is the rest of a write that failed and was made again here.
/// </summary>
internal readonly record struct SegmentHeader(long Number, long PreviousLength)
{
    public const int Bytes = 28;

    private static ReadOnlySpan<byte> Magic => "ARGSPL01"u8;

    public void Write(Span<byte> into)
    {
        Magic.CopyTo(into);
        BinaryPrimitives.WriteInt64LittleEndian(into[8..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], PreviousLength);
        BinaryPrimitives.WriteUInt32LittleEndian(into[24..], Crc32C.Of(into[..24]));
    }

    public static SegmentHeader? Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < Bytes || !from[..8].SequenceEqual(Magic)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(from[24..]) != Crc32C.Of(from[..24])) return null;
        return new SegmentHeader(BinaryPrimitives.ReadInt64LittleEndian(from[8..]), BinaryPrimitives.ReadInt64LittleEndian(from[16..]));
    }
}
