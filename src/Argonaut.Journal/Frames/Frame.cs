using System.Buffers.Binary;

namespace Argonaut.Journal.Frames;

/// <summary>
/// The frame of a journal file: <c>length u32 | type u8 | payload | CRC-32C u32</c>, little-endian. The length is the payload's; the
/// checksum covers all before it (faults.md 1.2, rule 2, without the sequence, which stands in the payload).
/// </summary>
internal static class Frame
{
    public const int HeadBytes = 5;

    public const int TailBytes = 4;

    /// <summary>More is never written, so a larger length is damage.</summary>
    public const int MaxPayload = 64 * 1024 * 1024;

    public static int SizeOf(int payload) => HeadBytes + payload + TailBytes;

    /// <summary>Puts length, type and checksum around a payload that stands at <see cref="HeadBytes"/> of the buffer.</summary>
    public static ReadOnlySpan<byte> Close(Span<byte> buffer, FrameType type, int payload)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer, payload);
        buffer[4] = (byte)type;
        BinaryPrimitives.WriteUInt32LittleEndian(buffer[(HeadBytes + payload)..], Crc32C.Of(buffer[..(HeadBytes + payload)]));
        return buffer[..SizeOf(payload)];
    }

    /// <summary>The length and type of a frame's head; false when no frame begins so.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> head, out FrameType type, out int payload)
    {
        type = default;
        payload = 0;
        if (head.Length < HeadBytes) return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        type = (FrameType)head[4];
        if (length is 0 or > MaxPayload || type is not (FrameType.Batch or FrameType.Stored)) return false;
        payload = (int)length;
        return true;
    }

    /// <param name="frame">Exactly one frame by its length.</param>
    public static bool IsWhole(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[^TailBytes..]) == Crc32C.Of(frame[..^TailBytes]);
}
