using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Storing;
using Argonaut.Ports;
using Argonaut.Trading.Bars;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.History;

/// <summary>
/// Makes closed bars again from the store when something of them changed that the builder no longer had in memory: seconds from ticks,
/// longer ones from the bars they are made of. Doing it twice gives the same, so a crash costs nothing but the work.
/// </summary>
internal sealed class BarRebuilder(InstrumentTable table, StoreQueue queue, IMarketStore store, IngestionLoop loop, LiveOptions options, TimeProvider time, ILogger log)
{
    private const int PageTicks = 10_000;
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Signal _hasWork = new();
    private HashSet<StaleInterval> _stale = [];
    private HashSet<StaleInterval> _filled = [];

    public void Add(List<StaleInterval> stale)
    {
        lock (_gate) _stale.UnionWith(stale);
        _hasWork.Set();
    }

    /// <summary>Seconds whose ticks are all stored now: made from those, whatever stands there, and with them what they are part of.</summary>
    /// <param name="instrument">Whose.</param>
    /// <param name="seconds">Opens.</param>
    /// <param name="frontier">Intervals that end later are not closed yet.</param>
    public void AddFilled(InstrumentKey instrument, IEnumerable<UnixNanos> seconds, UnixNanos frontier)
    {
        lock (_gate)
        {
            foreach (var second in seconds)
            {
                _filled.Add(new StaleInterval(instrument, Timeframe.Second1, second));
                foreach (var timeframe in Timeframe.All)
                    if (timeframe.OpenOf(second) is var open && timeframe.CloseOf(open) <= frontier) _stale.Add(new StaleInterval(instrument, timeframe, open));
            }
        }

        _hasWork.Set();
    }

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await _hasWork.WaitAsync(ct);
            _hasWork.Reset();
            await Task.Delay(Gather, time, ct);
            HashSet<StaleInterval> work, filled;
            lock (_gate) (work, filled, _stale, _filled) = (_stale, _filled, [], []);
            if (work.Count == 0) continue;
            await queue.FlushedAsync(ct);
            var rebuilt = await StoreRetry.RunAsync(token => RebuildAsync(work, filled, token), options, time, null, ct);
            await queue.AppendBulkAsync(rebuilt, ct);
            await loop.RunAsync(() => loop.Tell(rebuilt), ct);
            LiveLog.BarsRebuilt(log, rebuilt.Count);
        }
    }

    private async Task<List<Bar>> RebuildAsync(HashSet<StaleInterval> work, HashSet<StaleInterval> filled, CancellationToken ct)
    {
        var made = new Dictionary<StaleInterval, Bar>();
        foreach (var hour in filled.GroupBy(s => (s.Instrument, Hour: Timeframe.Hour1.OpenOf(s.Open))))
            await FillSecondsAsync(hour.Key.Instrument, [.. hour.Select(s => s.Open)], made, ct);
        foreach (var stale in work.Where(s => !filled.Contains(s)).OrderBy(s => s.Timeframe.Index).ThenBy(s => s.Open))
        {
            if (table.StateOf(stale.Instrument) is not { Bars: { } builder } state) continue;
            var bar = BarMerge.ChildOf(stale.Timeframe) is { } child
                ? await FromBarsAsync(stale, child, made, ct)
                : await FromTicksAsync(stale, builder.TickKind, state.Instrument.BarPriceType, ct);
            if (bar is not { } found) continue;
            var stored = await ReadAsync(stale, stale.Timeframe, ct);
            Revise(made, stale, found, stored);
        }

        return [.. made.Values];
    }

    private static void Revise(Dictionary<StaleInterval, Bar> made, StaleInterval stale, Bar found, Bar? stored)
    {
        if (stored is { } old && old with { Revision = 0 } == found) return;
        made[stale] = stored is { } before ? found with { Revision = before.Revision + 1 } : found;
    }

    /// <summary>Seconds of an hour from the ticks of all of it.</summary>
    private async Task FillSecondsAsync(InstrumentKey instrument, HashSet<UnixNanos> seconds, Dictionary<StaleInterval, Bar> made, CancellationToken ct)
    {
        if (table.StateOf(instrument) is not { Bars: { } builder } state) return;
        var (from, to) = (seconds.Min(), seconds.Max() + UnixNanos.PerSecond);
        var stored = (await store.ReadBarsAsync(new BarQuery(instrument, Timeframe.Second1, from, to, 3_600), ct)).ToDictionary(b => b.TsOpen);
        foreach (var bar in await SecondsOfAsync(instrument, builder.TickKind, state.Instrument.BarPriceType, from, to, ct))
        {
            if (!seconds.Contains(bar.TsOpen)) continue;
            var known = stored.TryGetValue(bar.TsOpen, out var old);
            Revise(made, new StaleInterval(instrument, Timeframe.Second1, bar.TsOpen), bar, known ? old : null);
        }
    }

    /// <summary>Null where history, which holds the tick already, has made the second or its minute.</summary>
    private async Task<Bar?> FromTicksAsync(StaleInterval stale, MarketEventKind kind, PriceType priceType, CancellationToken ct)
    {
        var second = await ReadAsync(stale, Timeframe.Second1, ct);
        if (second is { Source: not BarSource.Ticks }) return null;
        if (second is null && await ReadAsync(stale, Timeframe.Minute1, ct) is { Source: not BarSource.Ticks }) return null;
        var made = await SecondsOfAsync(stale.Instrument, kind, priceType, stale.Open, stale.Open + UnixNanos.PerSecond, ct);
        return made.Count == 0 ? null : made[0];
    }

    private async Task<List<Bar>> SecondsOfAsync(
        InstrumentKey instrument, MarketEventKind kind, PriceType priceType, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        var builder = new BarBuilder(instrument, priceType, from);
        var changes = new BarChanges();
        TickCursor? after = null;
        while (true)
        {
            var page = await store.ReadTicksAsync(new TickQuery(kind, instrument, from, to, PageTicks, After: after), ct);
            foreach (var tick in page) builder.Add(tick, changes);
            if (page.Length < PageTicks) break;
            after = new TickCursor(page[^1].TsEvent, page[^1].TsInit, page[^1].Stream, page[^1].Sequence);
        }

        builder.Advance(to, changes);
        return changes.Closed.FindAll(b => b.Timeframe == Timeframe.Second1);
    }

    private async Task<Bar?> FromBarsAsync(StaleInterval stale, Timeframe child, Dictionary<StaleInterval, Bar> made, CancellationToken ct)
    {
        var close = stale.Timeframe.CloseOf(stale.Open);
        var children = (await store.ReadBarsAsync(new BarQuery(stale.Instrument, child, stale.Open, close, 10_000), ct)).ToDictionary(b => b.TsOpen);
        foreach (var bar in made.Values)
            if (bar.Instrument == stale.Instrument && bar.Timeframe == child && bar.TsOpen >= stale.Open && bar.TsOpen < close) children[bar.TsOpen] = bar;
        return BarMerge.Derive(children.Values, stale.Timeframe, stale.Open, close).Select(d => (Bar?)d.Bar).FirstOrDefault();
    }

    private async Task<Bar?> ReadAsync(StaleInterval stale, Timeframe timeframe, CancellationToken ct)
    {
        var open = timeframe.OpenOf(stale.Open);
        var found = await store.ReadBarsAsync(new BarQuery(stale.Instrument, timeframe, open, open + 1, 1), ct);
        return found.IsEmpty ? null : found[0];
    }
}
