using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Bars;

namespace Argonaut.Live.Ingestion;

/// <summary>Times without ticks: they become gap rows, and holes in the bars that history fills.</summary>
internal sealed partial class IngestionLoop
{
    /// <summary>Holes an instrument remembers: ticks that are later than the oldest of them count like any late tick.</summary>
    private const int MaxHoles = 64;

    private static readonly MarketEventKind[] Kinds = [MarketEventKind.Trade, MarketEventKind.Quote];

    /// <summary>
    /// Hands an instrument its bars. Its hole has no end yet: that comes with the first word of the feed, or by
    /// <see cref="EndOpenHole(InstrumentState, UnixNanos, bool)"/>. On the loop, or before it runs.
    /// </summary>
    public static void Attach(InstrumentState state, BarBuilder bars, BarHole openHole, bool wasRecorded)
    {
        state.BeginWrite();
        state.Bars = bars;
        state.TicksFrom = UnixNanos.MaxValue;
        state.Holes.Clear();
        state.Holes.Add(openHole);
        state.OpenHole = openHole;
        state.WasRecorded = wasRecorded;
        state.EndWrite();
    }

    /// <summary>
    /// The instrument's ticks are complete from the first whole second after <paramref name="listeningSince"/> on; what is before
    /// comes from history. A gap row a kind is written if it was recorded when the last process ended.
    /// </summary>
    public void EndOpenHole(InstrumentState state, UnixNanos listeningSince)
    {
        if (state.OpenHole is not { } hole) return;
        state.OpenHole = null;
        List<Gap> gaps = [];
        if (state.WasRecorded)
        {
            foreach (var kind in Kinds)
            {
                ref readonly var latest = ref state.Peek(kind);
                if (latest.Kind != 0) AddGap(gaps, state, kind, latest.TsInit + 1, listeningSince, Outage.Restart);
            }
        }

        EndHole(state, hole, listeningSince, gaps);
    }

    /// <summary>
    /// History has answered. Adds its bars, and the ticks that were held back where it has none. On the loop.
    /// </summary>
    /// <param name="state">Whose bars.</param>
    /// <param name="hole">Was filled by the bars.</param>
    /// <param name="derived">Bars of all timeframes made from history inside the hole.</param>
    /// <param name="covered">Seconds for which history speaks: ticks of them are not added.</param>
    /// <returns>
    /// Whole closed bars, and intervals to be rebuilt when those are stored; both are up to the caller. Parts of other intervals are added
    /// to open bars or stored as revisions here.
    /// </returns>
    public (List<Bar> Whole, List<StaleInterval> Stale) Fill(
        InstrumentState state, BarHole hole, IReadOnlyList<DerivedBar> derived, Func<UnixNanos, bool> covered)
    {
        var whole = new List<Bar>();
        // Recording was switched off and on meanwhile: the bars were recovered anew, with holes of their own.
        if (state.Bars is not { } bars || !state.Holes.Contains(hole)) return (whole, []);
        state.BeginWrite();
        bars.Advance(hole.To, _changes);
        foreach (var (bar, isWhole) in derived)
        {
            if (isWhole && bar.TsEvent <= bars.Frontier) whole.Add(bar);
            else if (!hole.IsFirst || bar.TsOpen >= hole.From) bars.AddPart(bar.Timeframe, bar, isWhole: false, _changes);
        }

        hole.IsFilled = true;
        foreach (var tick in hole.Held)
            if (!covered(tick.TsEvent)) bars.Add(tick, _changes);
        hole.Held.Clear();
        state.EndWrite();
        queue.Append(_changes.Closed);
        List<StaleInterval> stale = [.. _changes.Stale];
        _changes.Stale.Clear();
        TellBars();
        return (whole, stale);
    }

    /// <summary>Tells observers of bars that were made off the loop. On the loop.</summary>
    public void Tell(IEnumerable<Bar> bars)
    {
        foreach (var bar in bars) observers.OnBarClosed(bar);
    }

    /// <summary>The feed never said that it is ready, but a tick came: then it listens.</summary>
    private void EndOpenHole(InstrumentState state, in MarketEvent tick) =>
        EndOpenHole(state, tick.TsEvent > tick.TsInit ? tick.TsEvent : tick.TsInit);

    private void EndOutages()
    {
        foreach (var outage in watch.Take())
        {
            var count = 0;
            foreach (var key in table.Recorded)
            {
                if (table.StateOf(key) is not { Bars: not null } state) continue;
                if (state.OpenHole is not null) EndOpenHole(state, outage.To);
                else if (outage.Reason != Outage.Restart) count += EndOutage(state, outage);
            }

            if (outage.Reason != Outage.Restart) LiveLog.FeedReturned(log, outage.From, outage.To, outage.Reason, count);
            Changed();
        }
    }

    private int EndOutage(InstrumentState state, Outage outage)
    {
        List<Gap> gaps = [];
        foreach (var kind in Kinds)
        {
            if (!IsExpected(state, kind) || HasTicked(state, kind, outage)) continue;
            AddGap(gaps, state, kind, outage.From, outage.To, outage.Reason);
        }

        var bars = state.Bars!;
        if (gaps.Count == 0 || HasTicked(state, bars.TickKind, outage)) return gaps.Count;
        var latest = state.Peek(bars.TickKind);
        var from = Timeframe.Second1.OpenOf(outage.From);
        if (latest.Kind != 0 && latest.TsEvent >= from) from = Timeframe.Second1.OpenOf(latest.TsEvent) + UnixNanos.PerSecond;
        if (from < state.TicksFrom) from = state.TicksFrom;
        var hole = new BarHole(from, UnixNanos.MaxValue, isFirst: false);
        if (state.Holes.Count >= MaxHoles) state.Holes.RemoveAt(0);
        state.Holes.Add(hole);
        EndHole(state, hole, outage.To, gaps);
        return gaps.Count;
    }

    private void EndHole(InstrumentState state, BarHole hole, UnixNanos listeningSince, List<Gap> gaps)
    {
        var end = Timeframe.Second1.OpenOf(listeningSince + (UnixNanos.PerSecond - 1));
        hole.To = end > hole.From ? end : hole.From;
        state.TicksFrom = hole.To;
        foreach (var gap in gaps) queue.Append(gap);
        if (hole.Held.Count > 0) AddHeldFrom(state, hole);
        if (hole.To > hole.From) OnHole(state, hole, gaps);
        else hole.IsFilled = true;
    }

    private void AddHeldFrom(InstrumentState state, BarHole hole)
    {
        state.BeginWrite();
        foreach (var tick in hole.Held)
            if (tick.TsEvent >= hole.To) state.Bars!.Add(tick, _changes);
        hole.Held.RemoveAll(t => t.TsEvent >= hole.To);
        state.EndWrite();
        queue.Append(_changes.Closed);
        TellBars();
    }

    private void AddGap(List<Gap> gaps, InstrumentState state, MarketEventKind kind, UnixNanos from, UnixNanos to, string reason)
    {
        if (to <= from) return;
        var isTrade = kind == MarketEventKind.Trade;
        gaps.Add(new Gap(
            0, isTrade ? _tradeStream : _quoteStream, state.Instrument.Key, kind, from, to, null, null, reason, feed.Source, GapState.Open, null));
    }

    /// <summary>Degraded and yet a tick came: nothing was missed that we know of.</summary>
    private static bool HasTicked(InstrumentState state, MarketEventKind kind, Outage outage)
    {
        ref readonly var latest = ref state.Peek(kind);
        return outage.Reason == Outage.FeedDegraded && latest.Kind != 0 && latest.TsInit > outage.From;
    }

    private bool IsExpected(InstrumentState state, MarketEventKind kind)
    {
        if (state.Peek(kind).Kind != 0) return true;
        foreach (var line in feed.Status.Lines)
            if (line.Instrument == state.Instrument.Key && line.Kind == kind) return line.State != LineState.Refused;
        return false;
    }
}
