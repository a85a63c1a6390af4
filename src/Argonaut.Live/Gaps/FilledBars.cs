using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Live.History;
using Argonaut.Live.Ingestion;
using Argonaut.Ports;

namespace Argonaut.Live.Gaps;

/// <summary>
/// Bars of a gap that is being filled. Where the source's bars stand already they stay in the open intervals, which contain them, and the
/// closed ones are made again from ticks at the end; elsewhere the ticks are late ticks like any other.
/// </summary>
internal sealed class FilledBars
{
    private static readonly Timeframe[] HistoryTimeframes = [Timeframe.Second1, Timeframe.Minute1, Timeframe.Hour1, Timeframe.Day1];

    private readonly HashSet<(int Timeframe, long Open)> _fromHistory = [];
    private readonly HashSet<long> _seconds = [];
    private readonly InstrumentState _state;
    private readonly IngestionLoop _loop;
    private readonly BarRebuilder _rebuilder;

    private FilledBars(InstrumentState state, IngestionLoop loop, BarRebuilder rebuilder) => (_state, _loop, _rebuilder) = (state, loop, rebuilder);

    /// <summary>Null for a kind of tick that this instrument's bars are not made of.</summary>
    public static async Task<FilledBars?> BeginAsync(
        InstrumentState state, Gap gap, IMarketStore store, IngestionLoop loop, BarRebuilder rebuilder, CancellationToken ct)
    {
        if (state.Bars is not { } builder || builder.TickKind != gap.Kind) return null;
        var filled = new FilledBars(state, loop, rebuilder);
        foreach (var timeframe in HistoryTimeframes)
        {
            var from = timeframe.OpenOf(gap.From - UnixNanos.PerSecond);
            foreach (var bar in await store.ReadBarsAsync(new BarQuery(state.Instrument.Key, timeframe, from, gap.To, 100_000), ct))
                if (bar.Source != BarSource.Ticks) filled._fromHistory.Add((timeframe.Index, bar.TsOpen.Value));
        }

        return filled;
    }

    public async Task AddAsync(List<MarketEvent> ticks, CancellationToken ct)
    {
        List<MarketEvent> late = [];
        foreach (var tick in ticks)
        {
            if (Array.Exists(HistoryTimeframes, t => _fromHistory.Contains((t.Index, t.OpenOf(tick.TsEvent).Value))))
                _seconds.Add(Timeframe.Second1.OpenOf(tick.TsEvent).Value);
            else late.Add(tick);
        }

        if (late.Count > 0) await _loop.RunAsync(() => _loop.AddLate(_state, late), ct);
    }

    /// <summary>All ticks of the gap are stored.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        if (_seconds.Count == 0) return;
        UnixNanos frontier = default;
        await _loop.RunAsync(() => frontier = _state.Bars?.Frontier ?? default, ct);
        _rebuilder.AddFilled(_state.Instrument.Key, _seconds.Select(s => new UnixNanos(s)), frontier);
    }
}
