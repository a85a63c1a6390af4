using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Live.Ingestion;
using Argonaut.Ports;
using Argonaut.Trading.Bars;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.History;

/// <param name="Bars">A builder whose open bars hold all that is stored.</param>
/// <param name="Closed">Bars that closed after the last stored one, to be stored.</param>
/// <param name="OpenHole">The time since the last tick; without any tick, all time for which history is wanted.</param>
/// <param name="Before">The time before the first tick, if its history was not fetched yet.</param>
/// <param name="Early">Stored ticks whose time has not come yet.</param>
internal sealed record RecoveredBars(
    BarBuilder Bars, List<Bar> Closed, MarketEvent? LatestTrade, MarketEvent? LatestQuote, BarHole OpenHole, BarHole? Before, List<MarketEvent> Early);

/// <summary>
/// Makes an instrument's open bars again from the store: stored days, hours and minutes of the open month, and the ticks since the last
/// stored minute. A restart inside an hour keeps the hour's bar right.
/// </summary>
internal sealed class BarRecovery(IMarketStore store, LiveOptions options, ILogger log)
{
    private const int PageTicks = 10_000;

    public async Task<RecoveredBars> RecoverAsync(Instrument instrument, UnixNanos now, CancellationToken ct)
    {
        var key = instrument.Key;
        var trade = await store.LatestTickAsync(MarketEventKind.Trade, key, ct);
        var quote = await store.LatestTickAsync(MarketEventKind.Quote, key, ct);
        var kind = new BarBuilder(key, instrument.BarPriceType, now).TickKind;
        var latest = kind == MarketEventKind.Trade ? trade : quote;
        var first = await store.ReadTicksAsync(new TickQuery(kind, key, UnixNanos.Zero, UnixNanos.MaxValue, 1), ct);
        var lastMinute = await store.ReadBarsAsync(new BarQuery(key, Timeframe.Minute1, UnixNanos.Zero, UnixNanos.MaxValue, 1, Descending: true), ct);
        var firstDay = await store.ReadBarsAsync(new BarQuery(key, Timeframe.Day1, UnixNanos.Zero, UnixNanos.MaxValue, 1), ct);
        var isFirst = firstDay.IsEmpty || firstDay[0].Source == BarSource.Ticks;

        var from = Timeframe.Minute1.OpenOf(now);
        if (!lastMinute.IsEmpty && lastMinute[0].TsEvent < from) from = lastMinute[0].TsEvent;
        else if (lastMinute.IsEmpty && !first.IsEmpty && first[0].TsEvent < from) from = Timeframe.Minute1.OpenOf(first[0].TsEvent);

        var bars = new BarBuilder(key, instrument.BarPriceType, from);
        var changes = new BarChanges();
        await AddStoredPartsAsync(bars, from, ticksOnly: isFirst, changes, ct);
        List<MarketEvent> early = [];
        var replayed = await ReplayAsync(bars, from, now, early, changes, ct);
        var holeFrom = bars.Frontier > from ? bars.Frontier : from;
        if (latest is { } last && (last.Flags & TickFlags.Ahead) == 0 && Timeframe.Second1.OpenOf(last.TsEvent) + UnixNanos.PerSecond is var after && after > holeFrom) holeFrom = after;
        if (replayed > 0) LiveLog.BarsRecovered(log, instrument.Id.Value, replayed, from);
        var oldest = HistoryPlan.Oldest(now, options);
        var hole = isFirst && first.IsEmpty
            ? new BarHole(oldest, UnixNanos.MaxValue, isFirst: true)
            : new BarHole(holeFrom, UnixNanos.MaxValue, isFirst: false);
        var before = isFirst && !first.IsEmpty ? new BarHole(oldest, Timeframe.Second1.OpenOf(first[0].TsEvent), isFirst: true) { FoundAt = now } : null;
        return new RecoveredBars(bars, LastRevisions(changes.Closed), trade, quote, hole, before, early);
    }

    /// <param name="bars">Receives the parts of its open intervals.</param>
    /// <param name="from">Where the builder begins.</param>
    /// <param name="ticksOnly">History will be fetched (again) from the beginning: what an interrupted fetch had stored must not count twice.</param>
    /// <param name="changes">Stays empty.</param>
    /// <param name="ct">Ends the reading.</param>
    private async Task AddStoredPartsAsync(BarBuilder bars, UnixNanos from, bool ticksOnly, BarChanges changes, CancellationToken ct)
    {
        var month = Timeframe.Month1.OpenOf(from);
        var week = Timeframe.Week1.OpenOf(from);
        var day = Timeframe.Day1.OpenOf(from);
        var hour = Timeframe.Hour1.OpenOf(from);
        List<Bar> parts =
        [
            .. await ReadAsync(bars, Timeframe.Day1, month < week ? month : week, day, ct),
            .. await ReadAsync(bars, Timeframe.Hour1, day, hour, ct),
            .. await ReadAsync(bars, Timeframe.Minute1, hour, from, ct),
        ];
        if (ticksOnly) parts.RemoveAll(b => b.Source != BarSource.Ticks);
        foreach (var timeframe in Timeframe.All)
            foreach (var (bar, _) in BarMerge.Derive(parts, timeframe, timeframe.OpenOf(from), from))
                bars.AddPart(timeframe, bar, isWhole: false, changes);
    }

    /// <summary>Ticks of seconds that history had filled are in those seconds already.</summary>
    private async Task<long> ReplayAsync(
        BarBuilder bars, UnixNanos from, UnixNanos now, List<MarketEvent> early, BarChanges changes, CancellationToken ct)
    {
        var seconds = (await ReadAsync(bars, Timeframe.Second1, from, UnixNanos.MaxValue, ct)).Where(b => b.Source != BarSource.Ticks).ToList();
        var filled = seconds.Select(b => b.TsOpen).ToHashSet();
        var replayed = 0L;
        TickCursor? after = null;
        while (true)
        {
            var page = await store.ReadTicksAsync(new TickQuery(bars.TickKind, bars.Instrument, from, UnixNanos.MaxValue, PageTicks, After: after), ct);
            foreach (var tick in page)
            {
                if (filled.Contains(Timeframe.Second1.OpenOf(tick.TsEvent))) continue;
                if ((tick.Flags & TickFlags.Ahead) != 0 && tick.TsEvent > now)
                {
                    early.Add(tick);
                    continue;
                }

                bars.Add(tick, changes);
                replayed++;
            }

            if (page.Length < PageTicks) break;
            after = new TickCursor(page[^1].TsEvent, page[^1].TsInit, page[^1].Stream, page[^1].Sequence);
        }

        if (seconds.Count == 0) return replayed;
        bars.Advance(seconds[^1].TsEvent, changes);
        foreach (var timeframe in Timeframe.All)
            foreach (var (bar, _) in BarMerge.Derive(seconds, timeframe, from, seconds[^1].TsEvent))
                bars.AddPart(timeframe, bar, isWhole: false, changes);
        return replayed;
    }

    private async Task<IEnumerable<Bar>> ReadAsync(BarBuilder bars, Timeframe timeframe, UnixNanos from, UnixNanos to, CancellationToken ct) =>
        from < to ? await store.ReadBarsAsync(new BarQuery(bars.Instrument, timeframe, from, to, 100_000), ct) : [];

    private static List<Bar> LastRevisions(List<Bar> closed)
    {
        var last = new Dictionary<(Timeframe, UnixNanos), Bar>();
        foreach (var bar in closed) last[(bar.Timeframe, bar.TsOpen)] = bar;
        return [.. last.Values];
    }
}
