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
            var kind = note.IsTrades ? MarketEventKind.Trade : MarketEventKind.Quote;
            if (Find(parts.Lines, note.Instrument) is not { } pair) continue;
            if ((note.IsTrades ? pair.Trades : pair.Quotes) is not { } line) continue;
            line.Restore(
                Enum.Parse<LineState>(note.State), note.Detail, Enum.Parse<GapCause>(note.Cause), new UnixNanos(note.LastTick), TimeSpan.FromTicks(note.NotBefore),
                note.AgainAt is { } again ? TimeSpan.FromTicks(again) : null, (note.NeedsLevel1, note.HasTriedDelayed, note.HasRetried));
            line.AwaitsRoom = note.AwaitsRoom;
            line.GivenTo = note.GivenTo is { } taker ? Find(parts.Lines, taker)?.Instrument.Key : null;
            if (note.RequestId == 0) continue;
            if (streams.TryGetValue(note.RequestId, out var shared))
            {
                shared.Attach(line);
                continue;
            }

            var stream = new IbStream(note.RequestId, note.IsLevel1 ? IbStreamMode.Level1 : IbStreamMode.TickByTick, line, pair.Reference.PriceMagnifier)
            {
                IsDelayed = note.IsDelayed,
            };
            if (note.Book is { } book) stream.Book?.Restore(book);
            streams.Add(note.RequestId, stream);
            parts.Decoder.Add(stream);
        }
    }

    private static IbLinePair? Find(IbLineBook lines, string id) => lines.Pairs.FirstOrDefault(p => p.Instrument.Id.Value == id);

    private static LineNote NoteOf(IbLine line, IbLineBook lines) => new(
        line.Instrument.Id.Value, line.Kind == MarketEventKind.Trade, line.State.ToString(), line.Detail, line.Cause.ToString(), line.LastTick.Value,
        line.Stream?.RequestId ?? 0, line.Stream?.Mode == IbStreamMode.Level1, line.Stream?.IsDelayed ?? false, line.NotBefore.Ticks, line.AgainAt?.Ticks,
        line.NeedsLevel1, line.HasTriedDelayed, line.HasRetried, line.AwaitsRoom, line.GivenTo is { } taker ? lines.Find(taker)?.Instrument.Id.Value : null,
        line.Stream?.Book?.ToNote());
}
