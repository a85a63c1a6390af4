namespace Argonaut.Flight;

/// <summary>Unsigned LEB128, and zigzag for signed numbers.</summary>
internal static class Varint
{
    public const int MaxBytes = 10;

    public static int Write(Span<byte> to, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7) to[at++] = (byte)(value | 0x80);
        to[at++] = (byte)value;
        return at;
    }

    public static int WriteSigned(Span<byte> to, long value) => Write(to, (ulong)((value << 1) ^ (value >> 63)));

    public static bool TryRead(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (bytes.IsEmpty) return false;
            var one = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80) return true;
        }

        return false;
    }

    public static bool TryReadSigned(ref ReadOnlySpan<byte> bytes, out long value)
    {
        var isRead = TryRead(ref bytes, out var zigzag);
        value = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
        return isRead;
    }
}
