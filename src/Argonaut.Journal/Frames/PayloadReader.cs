using System.Buffers.Binary;
using System.Text;

namespace Argonaut.Journal.Frames;

/// <summary>Reads what <see cref="PayloadWriter"/> wrote. Its bytes have passed their checksum: a wrong one is a bug, not damage.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public readonly bool IsEnd => _rest.IsEmpty;

    public byte Byte() => Next(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16LittleEndian(Next(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Next(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Next(8));

    public Int128 Int128() => BinaryPrimitives.ReadInt128LittleEndian(Next(16));

    public string? Text()
    {
        var count = Int32();
        return count < 0 ? null : Encoding.UTF8.GetString(Next(count));
    }

    private ReadOnlySpan<byte> Next(int count)
    {
        var next = _rest[..count];
        _rest = _rest[count..];
        return next;
    }
}
