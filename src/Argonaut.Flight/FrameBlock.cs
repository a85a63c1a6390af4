using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Flight;

/// <summary>
/// Entries that go to disk together, uncompressed: kind (1 byte), connection (varint), time since the entry before (zigzag varint; the
/// first: since 1970), body length (varint), body. Filled by one thread at a time.
/// </summary>
internal sealed class FrameBlock(int capacity)
{
    public const int MostOverhead = 1 + 3 * Varint.MaxBytes;

    private byte[] _bytes = new byte[capacity];
    private UnixNanos _previous;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public int Length { get; private set; }

    public int Entries { get; private set; }

    public int Frames { get; private set; }

    public UnixNanos First { get; private set; }

    public UnixNanos Last { get; private set; }

    /// <summary>It begins with a picture, and a new file is due.</summary>
    public bool BeginsSegment { get; set; }

    public bool IsEmpty => Entries == 0;

    public bool HasRoomFor(int body) => _bytes.Length - Length >= MostOverhead + body;

    /// <summary>A frame larger than a block is rare and gets a larger one.</summary>
    public void Reserve(int body)
    {
        if (!HasRoomFor(body)) Array.Resize(ref _bytes, Length + MostOverhead + body);
    }

    public void Add(FrameEntryKind kind, UnixNanos at, int connection, ReadOnlySpan<byte> body)
    {
        if (Entries == 0) (First, Last, _previous) = (at, at, default);
        var to = _bytes.AsSpan(Length);
        var length = 1;
        to[0] = (byte)kind;
        length += Varint.Write(to[length..], (ulong)connection);
        length += Varint.WriteSigned(to[length..], at - _previous);
        length += Varint.Write(to[length..], (ulong)body.Length);
        body.CopyTo(to[length..]);
        Length += length + body.Length;
        Entries++;
        if (kind is FrameEntryKind.Received or FrameEntryKind.Sent) Frames++;
        _previous = at;
        if (at > Last) Last = at;
        if (at < First) First = at;
    }

    public void Clear()
    {
        (Length, Entries, Frames, BeginsSegment) = (0, 0, 0, false);
        if (_bytes.Length > capacity) _bytes = new byte[capacity];
    }
}
