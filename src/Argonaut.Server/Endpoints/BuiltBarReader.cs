using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Http;
using Argonaut.Server.Stream;
using Argonaut.Trading.Bars;

namespace Argonaut.Server.Endpoints;

/// <param name="Bars">In the order that was asked for.</param>
/// <param name="CutAt">Reading ended before the whole range was read: the open of the first interval that is missing, going up, and of the last whole one, going down.</param>
internal readonly record struct BuiltBars(ImmutableArray<FilledBar> Bars, UnixNanos? CutAt = null, Problem? Problem = null);

/// <summary>
/// Bars of a price that none are kept of (bid, ask, mid, or last where those kept are of another), made from the stored ticks when they are
/// asked for, within a bounded number of ticks a request.
/// </summary>
internal sealed class BuiltBarReader(IMarketStore store, LiveBarsTable live)
{
    internal const int PageTicks = 10_000;

    /// <summary>Ticks that one request reads; what it does not reach is behind the cursor.</summary>
    internal const int MostTicks = 300_000;

    public async Task<BuiltBars> ReadAsync(
        Instrument instrument, PriceType priceType, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, UnixNanos now, UnixNanos? asOf, CancellationToken ct)
    {
        if (from >= to || from > now) return new BuiltBars([]);
        var first = timeframe.OpenOf(from) is var open && open < from ? timeframe.CloseOf(open) : open;
        var end = to > now ? asOf is { } moment ? moment + PastTime.MostAhead : UnixNanos.MaxValue : timeframe.CloseOf(timeframe.OpenOf(to - 1));
        var bars = new TickBars(instrument.Key, priceType, timeframe, first);
        TickCursor? after = null;
        UnixNanos? cut = null;
        for (var read = 0; first < end;)
        {
            var page = await store.ReadTicksAsync(new TickQuery(bars.TickKind, instrument.Key, first, end, PageTicks, isDescending, after) { KnownAt = asOf }, ct);
            foreach (var tick in page) bars.Add(tick);
            read += page.Length;
            if (page.Length < PageTicks) break;
            var last = page[^1];
            after = new TickCursor(last.TsEvent, last.TsInit, last.Stream, last.Sequence);
            if (bars.Count <= limit && read < MostTicks) continue;
            // The interval of the last tick may have more of them.
            cut = timeframe.OpenOf(last.TsEvent);
            break;
        }

        bars.Advance(now, []);
        var made = bars.Bars.Where(b => b.TsOpen < to && b.TsOpen <= now && b.TsOpen != cut).ToList();
        if (made.Count == 0 && cut is { } dense)
            return new BuiltBars([], null, Problem.Of(
                ProblemKinds.ValidationFailed,
                $"The {timeframe} interval of {dense.ToIso()} has more than {MostTicks} ticks of {instrument.Id}: {Words.Of(priceType)} bars are made from ticks when they are asked for. A shorter timeframe has fewer.",
                "timeframe"));
        // Ticks that are not stored yet are in the bar that somebody follows.
        if (asOf is null && live.TryGetOpen(new Topic(StreamChannel.Bars, instrument.Key, timeframe, priceType), out var newest) && newest.TsOpen >= first && newest.TsOpen < to)
        {
            made.RemoveAll(b => b.TsOpen == newest.TsOpen);
            made.Add(newest);
        }

        if (isDescending)
        {
            made.Reverse();
            if (cut is { } oldest) cut = timeframe.CloseOf(oldest);
        }

        return made.Count > limit
            ? new BuiltBars([.. made.Take(limit).Select(b => new FilledBar(b, false))])
            : new BuiltBars([.. made.Select(b => new FilledBar(b, false))], cut);
    }

    /// <summary>As <see cref="ReadAsync"/>, with flat bars where an interval has no tick.</summary>
    public async Task<BuiltBars> ReadFilledAsync(
        Instrument instrument, PriceType priceType, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, UnixNanos now, UnixNanos? asOf, CancellationToken ct)
    {
        var read = await ReadAsync(instrument, priceType, timeframe, from, to, limit, isDescending, now, asOf, ct);
        if (read.Problem is not null) return read;
        if (read.CutAt is { } cut) (from, to) = isDescending ? (cut, to) : (from, cut);
        var before = await ReadAsync(instrument, priceType, timeframe, UnixNanos.Zero, from, 1, isDescending: true, now, asOf, ct);
        if (before.Problem is not null) return before;
        var rows = read.Bars.Select(b => b.Bar).ToImmutableArray();
        return read with { Bars = BarReader.Fill(rows, before.Bars.IsEmpty ? null : before.Bars[0].Bar, timeframe, from, to, limit, isDescending, now) };
    }
}
