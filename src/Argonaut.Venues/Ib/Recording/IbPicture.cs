using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib.Session;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>All that a feed knows between two steps, written down and taken up again.</summary>
internal static class IbPicture
{
    public static PictureNote Of(IbSessionParts parts, SessionNote? session) => new(
        OptionsNote.Of(parts.Options), parts.Clock.Elapsed.Ticks, parts.Board.Endpoint, parts.Board.Reconnects, parts.RequestIds.Next,
        parts.OrderIds.Next, [.. parts.Lines.Seen.Select(InstrumentNote.Of)],
        [.. parts.Lines.Pairs.Select(p => new PairNote(p.Instrument.Id.Value, parts.Lines.IsWatched(p), p.LastWatched.Ticks))],
        [.. parts.Lines.Lines.Select(l => NoteOf(l, parts.Lines))], session);

    /// <summary>Brings lines and streams to what the picture shows; its instruments are wanted and in the book already.</summary>
    public static void Restore(IbSessionParts parts, PictureNote picture)
    {
        parts.RequestIds.Replay(picture.NextRequestId);
        parts.OrderIds.Hear(picture.NextOrderId);
        foreach (var note in picture.Pairs)
            if (Find(parts.Lines, note.Instrument) is { } pair) pair.LastWatched = TimeSpan.FromTicks(note.LastWatched);
        parts.Decoder.Reset(picture.Lines.Select(l => l.RequestId).Where(id => id > 0).Append(picture.NextRequestId).Min());
        var streams = new Dictionary<int, IbStream>();
        foreach (var note in picture.Lines)
        {
            if (Find(parts.Lines, note.Instrument) is not { } pair || pair.Of(Enum.Parse<MarketEventKind>(note.Kind)) is not { } line) continue;
            Restore(line, note);
            line.GivenTo = note.GivenTo is { } taker ? Find(parts.Lines, taker)?.Instrument.Key : null;
            if (note.Mode is not { } mode) continue;
            if (streams.TryGetValue(note.RequestId, out var shared))
            {
                shared.Attach(line);
                continue;
            }

            var stream = new IbStream(note.RequestId, Enum.Parse<IbStreamMode>(mode), line, pair.Reference.PriceMagnifier)
            {
                IsDelayed = note.IsDelayed, Rows = note.Depth is { } depth ? IbDepthBook.Of(depth) : null,
            };
            if (note.Book is { } book) stream.Book?.Restore(book);
            streams.Add(note.RequestId, stream);
            parts.Decoder.Add(stream);
        }
    }

    private static IbLinePair? Find(IbLineBook lines, string id) => lines.Pairs.FirstOrDefault(p => p.Instrument.Id.Value == id);

    private static void Restore(IbLine line, LineNote note)
    {
        line.Restore(
            Enum.Parse<LineState>(note.State), note.Detail, Enum.Parse<GapCause>(note.Cause), new UnixNanos(note.LastTick), TimeSpan.FromTicks(note.NotBefore),
            note.AgainAt is { } again ? TimeSpan.FromTicks(again) : null, (note.NeedsLevel1, note.HasTriedDelayed, note.HasRetried));
        line.AwaitsRoom = note.AwaitsRoom;
        line.Broken = (TimeSpan.FromTicks(note.BrokenAt), note.BrokenTimes);
    }

    private static LineNote NoteOf(IbLine line, IbLineBook lines) => new(
        line.Instrument.Id.Value, line.Kind.ToString(), line.State.ToString(), line.Detail, line.Cause.ToString(), line.LastTick.Value,
        line.Stream?.RequestId ?? 0, line.Stream?.Mode.ToString(), line.Stream?.IsDelayed ?? false, line.NotBefore.Ticks, line.AgainAt?.Ticks,
        line.NeedsLevel1, line.HasTriedDelayed, line.HasRetried, line.AwaitsRoom, line.GivenTo is { } taker ? lines.Find(taker)?.Instrument.Id.Value : null,
        line.Broken.At.Ticks, line.Broken.Times, line.Stream?.Book?.ToNote(), line.Stream?.Rows?.ToNote());
}
