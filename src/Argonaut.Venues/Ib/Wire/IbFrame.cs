using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Cuts a byte stream into frames: 4-byte big-endian length, then that many bytes (ib-tws-protocol.md 2.1).</summary>
public static class IbFrame
{
    public const int HeaderSize = 4;

    /// <summary>16 MiB - 1.</summary>
    public const int MaxPayload = 0xFF_FFFF;

    /// <summary>Takes the first frame of contiguous bytes; false when it is not complete yet. An empty payload is a frame.</summary>
    /// <param name="size">Bytes used, with the header.</param>
    /// <exception cref="IbProtocolException">507: the length is above <see cref="MaxPayload"/>.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload, out int size)
    {
        payload = default;
        size = 0;
        if (bytes.Length < HeaderSize) return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (length > MaxPayload) ThrowLength(length, bytes[HeaderSize..]);
        if (bytes.Length - HeaderSize < (int)length) return false;
        payload = bytes.Slice(HeaderSize, (int)length);
        size = HeaderSize + (int)length;
        return true;
    }

    /// <summary>As above for bytes in several pieces; the payload is copied into <paramref name="scratch"/>, which grows as needed.</summary>
    public static bool TryRead(in ReadOnlySequence<byte> bytes, ref byte[] scratch, out ReadOnlySpan<byte> payload, out int size)
    {
        payload = default;
        size = 0;
        if (bytes.Length < HeaderSize) return false;
        Span<byte> header = stackalloc byte[HeaderSize];
        bytes.Slice(0, HeaderSize).CopyTo(header);
        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(header);
        if ((uint)length > MaxPayload)
        {
            var rest = bytes.Slice(HeaderSize);
            ThrowLength((uint)length, rest.Slice(0, Math.Min(rest.Length, IbExcerpt.MaxBytes)).ToArray());
        }

        if (bytes.Length - HeaderSize < length) return false;
        if (scratch.Length < length) scratch = new byte[Math.Max(length, scratch.Length * 2)];
        bytes.Slice(HeaderSize, length).CopyTo(scratch);
        payload = scratch.AsSpan(0, length);
        size = HeaderSize + length;
        return true;
    }

    [DoesNotReturn]
    private static void ThrowLength(uint length, ReadOnlySpan<byte> rest) => IbProtocolException.Throw(
        507, $"Expected a frame of at most {MaxPayload} bytes, found a length of {length}, followed by '{IbExcerpt.Of(rest)}'.");
}
