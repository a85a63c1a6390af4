using System.Buffers.Binary;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Flight;

/// <summary>
/// Reads a recording: one file, or all files of a folder in their order. Damage and missing files show as
/// <see cref="FrameEntryKind.Loss"/> with a count of 0 (nobody knows how many entries it took).
/// </summary>
public sealed class FrameReader : IFrameSource, IDisposable
{
    private readonly Queue<string> _paths;
    private SegmentReader? _segment;
    private ReadOnlyMemory<byte> _rest;
    private UnixNanos _previous;
    private int _number;
    private bool _hasHole;

    /// <param name="path">A <c>.frames</c> file, or a folder of them.</param>
    /// <param name="from">Files are passed over that can be: the first that is read begins there or before.</param>
    /// <exception cref="FrameFormatException">There is none, or the first cannot be read.</exception>
    public FrameReader(string path, UnixNanos from = default)
    {
        if (Directory.Exists(path)) _paths = new Queue<string>(SegmentFolder.PathsOf(path));
        else if (File.Exists(path)) _paths = new Queue<string>([path]);
        else throw new FrameFormatException($"There is no file or folder {path}.");
        if (_paths.Count == 0) throw new FrameFormatException($"{path} holds no recording of frames (*{SegmentFolder.Extension}).");
        var spans = _paths.Select(SegmentReader.SpanOf).ToList();
        Span = (spans.Min(s => s.First), spans.Max(s => s.Last));
        for (var i = 1; i < spans.Count && spans[i].First <= from; i++) _paths.Dequeue();
        Segments = _paths.Count;
    }

    public int Segments { get; }

    /// <summary>Times of the first and the last entry, by the heads of all blocks.</summary>
    public (UnixNanos First, UnixNanos Last) Span { get; }

    /// <summary>Of the file that is being read.</summary>
    public SegmentHead? Head { get; private set; }

    /// <summary>Places at which damaged bytes were left out.</summary>
    public int Damaged { get; private set; }

    /// <summary>Bytes of blocks that were not written to their end.</summary>
    public long TornBytes { get; private set; }

    /// <inheritdoc/>
    public bool TryRead(out FrameEntry entry)
    {
        while (_rest.IsEmpty)
        {
            if (!TryReadBlock(out entry)) return false;
            if (entry.Kind == FrameEntryKind.Loss) return true;
        }

        var bytes = _rest.Span;
        var kind = (FrameEntryKind)bytes[0];
        bytes = bytes[1..];
        if (!Varint.TryRead(ref bytes, out var connection) || !Varint.TryReadSigned(ref bytes, out var offset) || !Varint.TryRead(ref bytes, out var length)
            || length > (ulong)bytes.Length)
            throw new FrameFormatException("A block with a right checksum holds entries that cannot be read: a fault of the program that wrote it.");
        var body = _rest.Slice(_rest.Length - bytes.Length, (int)length);
        _rest = _rest[(_rest.Length - bytes.Length + (int)length)..];
        _previous += offset;
        entry = new FrameEntry(kind, _previous, (int)connection, body);
        return true;
    }

    public void Dispose() => _segment?.Dispose();

    /// <summary>The next block, or (as the entry) that something is missing before it.</summary>
    private bool TryReadBlock(out FrameEntry entry)
    {
        entry = default;
        while (true)
        {
            if (_segment is null && !TryOpen()) return false;
            var segment = _segment!;
            var (damaged, torn) = (segment.Damaged, segment.TornBytes);
            var isRead = segment.TryRead(out var head, out var plain, out var isAfterDamage);
            Damaged += segment.Damaged - damaged;
            TornBytes += segment.TornBytes - torn;
            _hasHole |= isAfterDamage || segment.TornBytes > torn;
            if (!isRead)
            {
                segment.Dispose();
                _segment = null;
                continue;
            }

            _rest = plain;
            _previous = default;
            if (!_hasHole) return true;
            _hasHole = false;
            entry = new FrameEntry(FrameEntryKind.Loss, head.First, 0, LossBody(0, 0, head.First));
            return true;
        }
    }

    private bool TryOpen()
    {
        if (!_paths.TryDequeue(out var path)) return false;
        _segment = new SegmentReader(path);
        Head = _segment.Head;
        if (_number != 0 && Head.Segment != _number + 1) _hasHole = true;
        _number = Head.Segment;
        return true;
    }

    internal static byte[] LossBody(long entries, long bytes, UnixNanos since)
    {
        var body = new byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(body, entries);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(8), bytes);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(16), since.Value);
        return body;
    }
}
