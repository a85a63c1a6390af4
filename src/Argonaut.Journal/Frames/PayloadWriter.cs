using System.Buffers.Binary;
using System.Text;

namespace Argonaut.Journal.Frames;

/// <summary>Writes little-endian values into one buffer that grows to the largest payload and stays.</summary>
internal sealed class PayloadWriter
{
    private byte[] _buffer = new byte[4_096];
    private int _length;

    /// <summary>Begins a frame: its head is left free.</summary>
    public void Begin() => _length = Frame.HeadBytes;

    /// <summary>The closed frame; holds until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> End(FrameType type)
    {
        var payload = _length - Frame.HeadBytes;
        if (payload > Frame.MaxPayload) throw new InvalidOperationException($"Expected a payload of at most {Frame.MaxPayload} bytes, found {payload}.");
        Reserve(Frame.TailBytes);
        return Frame.Close(_buffer, type, payload);
    }

    public void Byte(byte value) => Next(1)[0] = value;

    public void Int16(short value) => BinaryPrimitives.WriteInt16LittleEndian(Next(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Next(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Next(8), value);

    public void Int128(Int128 value) => BinaryPrimitives.WriteInt128LittleEndian(Next(16), value);

    /// <summary>-1 for null.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Int32(-1);
            return;
        }

        var count = Encoding.UTF8.GetByteCount(value);
        Int32(count);
        Encoding.UTF8.GetBytes(value, Next(count));
    }

    private Span<byte> Next(int count)
    {
        Reserve(count);
        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }

    private void Reserve(int count)
    {
        if (_length + count > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
    }
}
