using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Journal.Files;
using Argonaut.Journal.Frames;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Journal.Spool;

/// <summary>
/// Reads a spool's files as a former process left them. The end of the last file may be half a write: it is cut, if nothing valid stands
/// behind it. Everything else that is not whole is damage: it is named, never passed over in silence, and what is whole behind it is used.
/// </summary>
internal sealed class SpoolScan(ISegmentFiles files, ILogger log)
{
    private readonly ImmutableArray<SpoolDamage>.Builder _damages = ImmutableArray.CreateBuilder<SpoolDamage>();
    private byte[] _buffer = [];

    public List<Segment> Segments { get; } = [];

    public ImmutableArray<SpoolDamage> Damages => _damages.ToImmutable();

    public SpoolManifest? Manifest { get; private set; }

    public long StoredIndex { get; private set; }

    public TickTotals Stored { get; private set; }

    public long LastIndex { get; private set; }

    public TickTotals Total { get; private set; }

    public void Run()
    {
        Manifest = SpoolManifest.Load(files);
        var found = new SortedSet<long>(files.List().Select(Segment.NumberOf).OfType<long>());
        // A spool's first file is made before the first list.
        if (Manifest is null && found.Count > 0 && !(found.Count == 1 && found.Min == 1)) Damage(SpoolManifest.Name, 0, "The list of the spool's files is missing: files before the first one that is there may be missing too.");
        if (Manifest is { } manifest)
        {
            foreach (var left in found.Where(n => n < manifest.First).ToList())
            {
                files.Delete(Segment.NameOf(left));   // the program ended between dropping it from the list and from the disk
                found.Remove(left);
            }

            for (var number = manifest.First; number <= manifest.Last; number++)
                if (!found.Contains(number)) Damage(Segment.NameOf(number), 0, "The file is missing.");
        }

        var headers = found.Select(n => (Number: n, Header: ReadHeader(n))).ToList();
        while (headers.Count > 0 && headers[^1] is var (newest, born) && newest > (Manifest?.Last ?? 0) && born?.Number != newest)
        {
            files.Delete(Segment.NameOf(newest));     // being made when the program ended: nothing was written to it
            headers.RemoveAt(headers.Count - 1);
        }

        for (var i = 0; i < headers.Count; i++)
        {
            var (number, header) = headers[i];
            var isLast = i == headers.Count - 1;
            var segment = new Segment(number) { Length = SegmentHeader.Bytes };
            if (header?.Number != number)
            {
                Damage(segment.Name, 0, "The file does not begin as a spool file does.");
                segment.IsDamaged = true;
            }

            var next = i + 1 < headers.Count && headers[i + 1].Number == number + 1 ? headers[i + 1].Header : null;
            Scan(segment, next?.PreviousLength, isLast);
            Segments.Add(segment);
        }
    }

    private SegmentHeader? ReadHeader(long number)
    {
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        return files.Read(Segment.NameOf(number), 0, bytes) == bytes.Length ? SegmentHeader.Read(bytes) : null;
    }

    /// <param name="end">Where the file after it says that this one ends; null when nobody says so.</param>
    private void Scan(Segment segment, long? end, bool isLast)
    {
        var length = files.LengthOf(segment.Name);
        if (_buffer.Length < length) _buffer = new byte[length];
        var bytes = _buffer.AsSpan(0, files.Read(segment.Name, 0, _buffer.AsSpan(0, (int)length)));
        if (end is { } known)
        {
            if (bytes.Length < known)
            {
                Damage(segment.Name, bytes.Length, $"The file ends at byte {bytes.Length}, expected {known}.");
                segment.IsDamaged = true;
            }
            else bytes = bytes[..(int)known];
        }

        var at = SegmentHeader.Bytes;
        while (at < bytes.Length)
        {
            if (SizeAt(bytes, at) is { } size)
            {
                Use(segment, bytes.Slice(at, size));
                segment.Length = at;
                segment.Extend(size);
                at += size;
                continue;
            }

            var next = NextFrame(bytes, at + 1);
            if (next < 0 && isLast)
            {
                SpoolLog.TornTailCut(log, segment.Name, at);
                files.Truncate(segment.Name, at);
                break;
            }

            Damage(segment.Name, at, next < 0
                ? $"{bytes.Length - at} bytes at its end are not what was written."
                : $"{next - at} bytes in its middle are not what was written; batches in them are lost.");
            segment.IsDamaged = true;
            if (next < 0) break;
            at = next;
        }
    }

    private void Use(Segment segment, ReadOnlySpan<byte> frame)
    {
        Frame.TryReadHead(frame, out var type, out var size);
        var payload = frame.Slice(Frame.HeadBytes, size);
        if (type == FrameType.Stored)
        {
            var mark = StoredFrame.Read(payload);
            if (mark.Index < StoredIndex) return;
            StoredIndex = mark.Index;
            Stored = mark.Total;
            foreach (var one in Segments.Append(segment))
                if (one.LastIndex <= mark.Index) one.StoredAt ??= mark.At;
            return;
        }

        var head = BatchFrame.ReadHead(payload);
        segment.Note(head.Index);
        if (LastIndex == 0 && StoredIndex < head.Index - 1)
        {
            // What was before it was dropped, and only what is stored is dropped.
            StoredIndex = head.Index - 1;
            Stored = head.Total - head.Own;
        }

        LastIndex = head.Index;
        Total = head.Total;
    }

    private static int? SizeAt(ReadOnlySpan<byte> bytes, int at)
    {
        if (!Frame.TryReadHead(bytes[at..], out _, out var payload)) return null;
        var size = Frame.SizeOf(payload);
        return at + size <= bytes.Length && Frame.IsWhole(bytes.Slice(at, size)) ? size : null;
    }

    private static int NextFrame(ReadOnlySpan<byte> bytes, int from)
    {
        for (var at = from; at + Frame.HeadBytes + Frame.TailBytes < bytes.Length; at++)
            if (SizeAt(bytes, at) is not null) return at;
        return -1;
    }

    private void Damage(string file, long offset, string detail)
    {
        SpoolLog.Damaged(log, file, offset, detail);
        _damages.Add(new SpoolDamage(file, offset, detail));
    }
}
