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
        foreach (var stale in work.OrderBy(s => s.Timeframe.Index).ThenBy(s => s.Open))
        {
            if (table.StateOf(stale.Instrument) is not { Bars: { } builder } state) continue;
            var bar = BarMerge.ChildOf(stale.Timeframe) is { } child
                ? await FromBarsAsync(stale, child, made, ct)
                : await FromTicksAsync(stale, builder.TickKind, state.Instrument.BarPriceType, filled.Contains(stale), ct);
            if (bar is not { } found) continue;
            var stored = await ReadAsync(stale, stale.Timeframe, ct);
            if (stored is { } old && old with { Revision = 0 } == found) continue;
            made[stale] = stored is { } before ? found with { Revision = before.Revision + 1 } : found;
        }

        return [.. made.Values];
    }

    /// <summary>Null where history, which holds the tick already, has made the second or its minute, and not all of its ticks are stored.</summary>
    private async Task<Bar?> FromTicksAsync(StaleInterval stale, MarketEventKind kind, PriceType priceType, bool isFilled, CancellationToken ct)
    {
        if (!isFilled && await ReadAsync(stale, Timeframe.Second1, ct) is { Source: not BarSource.Ticks }) return null;
        if (!isFilled && await ReadAsync(stale, Timeframe.Minute1, ct) is { Source: not BarSource.Ticks } && await ReadAsync(stale, Timeframe.Second1, ct) is null)
            return null;
        var builder = new BarBuilder(stale.Instrument, priceType, stale.Open);
        var changes = new BarChanges();
        TickCursor? after = null;
        var close = stale.Open + UnixNanos.PerSecond;
        while (true)
        {
            var page = await store.ReadTicksAsync(new TickQuery(kind, stale.Instrument, stale.Open, close, PageTicks, After: after), ct);
            foreach (var tick in page) builder.Add(tick, changes);
            if (page.Length < PageTicks) break;
            after = new TickCursor(page[^1].TsEvent, page[^1].TsInit, page[^1].Stream, page[^1].Sequence);
        }

        builder.Advance(close, changes);
        return changes.Closed.Where(b => b.Timeframe == Timeframe.Second1).Select(b => (Bar?)b).FirstOrDefault();
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
