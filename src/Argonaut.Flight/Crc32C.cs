using System.Buffers.Binary;
using System.Numerics;

namespace Argonaut.Flight;

/// <summary>CRC-32C (Castagnoli), reflected, with initial and final complement: <c>123456789</c> gives <c>E3069283</c> (RFC 3720, B.4).</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default) => ~Add(Add(uint.MaxValue, first), second);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return crc;
    }
}
