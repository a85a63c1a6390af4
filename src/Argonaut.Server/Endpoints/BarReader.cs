using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Ports;
using Argonaut.Server.Stream;

namespace Argonaut.Server.Endpoints;

/// <summary>A bar of an answer; synthetic ones are flat and stand where an interval had none.</summary>
internal readonly record struct FilledBar(Bar Bar, bool IsSynthetic);

/// <summary>Bars from the store, with what memory knows better: the open bar, and bars that closed a moment ago.</summary>
internal sealed class BarReader(IMarketView market, IMarketStore store, RecentBars recent) : IBarSource
{
    public async Task<ImmutableArray<Bar>> ReadAsync(
        InstrumentKey instrument, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, CancellationToken ct)
    {
        var stored = await store.ReadBarsAsync(new BarQuery(instrument, timeframe, from, to, limit, isDescending), ct);
        var fresh = recent.Closed(instrument, timeframe);
        if (market.TryGetOpenBar(instrument, timeframe, out var open)) fresh = fresh.Add(open);
        fresh = fresh.RemoveAll(b => b.TsOpen < from || b.TsOpen >= to);
        if (fresh.IsEmpty) return stored;

        var rows = new SortedDictionary<long, Bar>();
        foreach (var bar in stored) rows[bar.TsOpen.Value] = bar;
        foreach (var bar in fresh)
            if (!rows.TryGetValue(bar.TsOpen.Value, out var known) || bar.Revision >= known.Revision) rows[bar.TsOpen.Value] = bar;
        var ordered = isDescending ? rows.Values.Reverse() : rows.Values;
        return [.. ordered.Take(limit)];
    }

    public Task<ImmutableArray<Bar>> ReadStoredAsync(BarQuery query, CancellationToken ct) => store.ReadBarsAsync(query, ct);

    /// <summary>As <see cref="IBarSource.ReadAsync"/>, with a flat bar at the close before in each interval without one that has ended.</summary>
    public static async Task<ImmutableArray<FilledBar>> ReadFilledAsync(
        IBarSource source, InstrumentKey instrument, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, UnixNanos now, CancellationToken ct)
    {
        var rows = await source.ReadAsync(instrument, timeframe, from, to, limit, isDescending, ct);
        var before = await source.ReadAsync(instrument, timeframe, UnixNanos.Zero, from, 1, isDescending: true, ct);
        return Fill(rows, before.IsEmpty ? null : before[0], timeframe, from, to, limit, isDescending, now);
    }

    /// <summary>The rows, with flat bars where an interval that has ended has none.</summary>
    /// <param name="rows">The first so many of the range, in the order that was asked for.</param>
    /// <param name="seed">The last bar before the range.</param>
    /// <param name="timeframe">Of the rows.</param>
    /// <param name="from">First open.</param>
    /// <param name="to">After the last open.</param>
    /// <param name="limit">Most bars of the answer.</param>
    /// <param name="isDescending">Newest first.</param>
    /// <param name="now">Intervals that end later are not over.</param>
    internal static ImmutableArray<FilledBar> Fill(
        ImmutableArray<Bar> rows, Bar? seed, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, UnixNanos now) =>
        isDescending ? Descending(rows, seed, timeframe, from, to, limit, now) : Ascending(rows, seed, timeframe, from, to, limit, now);

    private static ImmutableArray<FilledBar> Ascending(
        ImmutableArray<Bar> rows, Bar? seed, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, UnixNanos now)
    {
        var filled = ImmutableArray.CreateBuilder<FilledBar>();
        if (rows.IsEmpty && seed is null) return [];
        var at = seed is null ? rows[0].TsOpen : timeframe.OpenOf(from) is var open && open < from ? timeframe.CloseOf(open) : open;
        var last = seed;
        for (var i = 0; filled.Count < limit && at < to; at = timeframe.CloseOf(at))
        {
            if (i < rows.Length && rows[i].TsOpen <= at)
            {
                last = rows[i];
                filled.Add(new FilledBar(rows[i++], false));
            }
            else if (last is { } previous && (i < rows.Length || timeframe.CloseOf(at) <= now))
            {
                filled.Add(new FilledBar(Flat(previous, at), true));
            }
            else if (i == rows.Length)
            {
                break;
            }
        }

        return filled.ToImmutable();
    }

    private static ImmutableArray<FilledBar> Descending(
        ImmutableArray<Bar> rows, Bar? seed, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, UnixNanos now)
    {
        var filled = ImmutableArray.CreateBuilder<FilledBar>();
        var end = to.Value > 0 && to < now ? timeframe.CloseOf(timeframe.OpenOf(to - 1)) : now;
        var newest = timeframe.OpenOf(end < now ? end : now);
        var at = newest.Value == 0 ? newest : timeframe.OpenOf(newest - 1);
        var i = 0;
        while (filled.Count < limit)
        {
            if (i < rows.Length && rows[i].TsOpen >= at)
            {
                var reached = rows[i].TsOpen;
                filled.Add(new FilledBar(rows[i++], false));
                if (reached != at) continue;
            }
            else if ((i < rows.Length ? rows[i] : seed) is { } older && at >= from && at > older.TsOpen && at < to)
            {
                filled.Add(new FilledBar(Flat(older, at), true));
            }
            else if (i == rows.Length)
            {
                break;
            }

            if (at.Value == 0) break;
            at = timeframe.OpenOf(at - 1);
        }

        return filled.ToImmutable();
    }

    private static Bar Flat(in Bar previous, UnixNanos at) => previous with
    {
        TsOpen = at, Open = previous.Close, High = previous.Close, Low = previous.Close, Volume = 0, TradeCount = 0, Notional = null, IsClosed = true, Revision = 0,
    };
}
