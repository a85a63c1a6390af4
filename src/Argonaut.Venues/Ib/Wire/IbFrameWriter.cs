using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Argonaut.Domain.Numbers;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>
/// Builds frames (4-byte big-endian length, NUL-terminated fields; ib-tws-protocol.md 2.1) one after the other in a growing buffer.
/// Not thread safe. <see cref="Begin"/>, fields, <see cref="End"/>, then <see cref="Written"/> and <see cref="Clear"/>.
/// </summary>
public sealed class IbFrameWriter
{
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _at;

    /// <summary>All finished frames since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _at);

    public void Clear() => _at = 0;

    public IbFrameWriter Begin(int messageId)
    {
        BeginRaw();
        return Int(messageId);
    }

    /// <summary>A frame whose first field is not a message id: the server's hello.</summary>
    public IbFrameWriter BeginRaw()
    {
        Reserve(4);
        _start = _at;
        _at += 4;
        return this;
    }

    public void End() => BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_start), _at - _start - 4);

    public IbFrameWriter Int(long value)
    {
        Reserve(24);
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_at), out var written);
        _at += written;
        _buffer[_at++] = 0;
        return this;
    }

    public IbFrameWriter Bool(bool value) => Int(value ? 1 : 0);

    /// <summary>The empty field when it is unset (2.3).</summary>
    public IbFrameWriter OptionalInt(int? value) => value is { } set ? Int(set) : Empty();

    public IbFrameWriter Empty()
    {
        Reserve(1);
        _buffer[_at++] = 0;
        return this;
    }

    public IbFrameWriter Empty(int fields)
    {
        for (var i = 0; i < fields; i++) Empty();
        return this;
    }

    public IbFrameWriter Text(string value)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(value.Length) + 1);
        _at += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_at));
        _buffer[_at++] = 0;
        return this;
    }

    /// <summary>Shortest round-trip form, invariant.</summary>
    public IbFrameWriter Double(double value) => Text(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A price or size, trailing zeros cut.</summary>
    public IbFrameWriter Mantissa(long mantissa, int scale)
    {
        Reserve(49);
        _at += FixedPoint.Format(mantissa, scale, 0, _buffer.AsSpan(_at));
        _buffer[_at++] = 0;
        return this;
    }

    /// <summary>A price or size with at least <paramref name="minDecimals"/> decimals: <c>185.50</c>.</summary>
    public IbFrameWriter Mantissa(long mantissa, int scale, int minDecimals)
    {
        Reserve(49);
        _at += FixedPoint.Format(mantissa, scale, minDecimals, _buffer.AsSpan(_at));
        _buffer[_at++] = 0;
        return this;
    }

    /// <summary>A field that is already ASCII or UTF-8.</summary>
    public IbFrameWriter Bytes(ReadOnlySpan<byte> field)
    {
        Reserve(field.Length + 1);
        field.CopyTo(_buffer.AsSpan(_at));
        _at += field.Length;
        _buffer[_at++] = 0;
        return this;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _at < bytes) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _at + bytes));
    }
}
