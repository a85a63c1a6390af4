using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Flight;

/// <summary>Copies a part of a recording into one file, to be handed to somebody.</summary>
public static class FrameCopy
{
    private const int BlockBytes = 512 << 10;

    /// <summary>
    /// Entries from the last point before <paramref name="from"/> on at which the recording can be read, until <paramref name="to"/>.
    /// </summary>
    /// <param name="open">Opens the recording; called twice when it is redacted.</param>
    /// <param name="path">Must not exist.</param>
    /// <param name="isRedacted">Account ids are replaced (<see cref="AccountRedaction"/>).</param>
    /// <returns>Entries written, and accounts replaced.</returns>
    /// <exception cref="FrameFormatException">The recording cannot be read, or has nothing of this time.</exception>
    /// <exception cref="IOException">The file is there already, or the disk refuses it; nothing is left of it.</exception>
    public static (long Entries, int Accounts) Write(Func<FrameReader> open, string path, UnixNanos from, UnixNanos to, bool isRedacted, CancellationToken ct)
    {
        var redaction = isRedacted ? new AccountRedaction() : null;
        var begin = FindBegin(open, from, to, redaction, ct);
        using var reader = open();
        SegmentWriter? file = null;
        var isDone = false;
        try
        {
            var block = new FrameBlock(BlockBytes);
            var entries = 0L;
            for (var n = 0L; reader.TryRead(out var entry) && entry.At < to; n++)
            {
                ct.ThrowIfCancellationRequested();
                if (n < begin) continue;
                file ??= new SegmentWriter(path, (reader.Head ?? new SegmentHead()) with { Start = entry.At.ToString(), Segment = 1, IsRedacted = isRedacted });
                var body = redaction?.Apply(entry) ?? entry.Body;
                if (!block.HasRoomFor(body.Length) && !block.IsEmpty)
                {
                    file.Write(block);
                    block.Clear();
                }

                block.Reserve(body.Length);
                block.Add(entry.Kind, entry.At, entry.Connection, body.Span);
                entries++;
            }

            if (file is null) throw new FrameFormatException("The recording has nothing of this time.");
            if (!block.IsEmpty) file.Write(block);
            isDone = true;
            return (entries, redaction?.Accounts ?? 0);
        }
        finally
        {
            file?.Dispose();
            if (!isDone && file is not null) File.Delete(path);
        }
    }

    /// <summary>Which entry is the last start or picture before a time.</summary>
    private static long FindBegin(Func<FrameReader> open, UnixNanos from, UnixNanos to, AccountRedaction? redaction, CancellationToken ct)
    {
        using var reader = open();
        var begin = 0L;
        for (var n = 0L; reader.TryRead(out var entry) && entry.At < to; n++)
        {
            ct.ThrowIfCancellationRequested();
            redaction?.Learn(entry);
            if (entry.Kind is FrameEntryKind.Start or FrameEntryKind.Picture && entry.At <= from) begin = n;
        }

        return begin;
    }
}
