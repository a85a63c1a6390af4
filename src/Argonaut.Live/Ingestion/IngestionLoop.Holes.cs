using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Bars;
using Argonaut.Trading.Lines;

namespace Argonaut.Live.Ingestion;

/// <summary>Times without ticks: holes in the bars, which history fills.</summary>
internal sealed partial class IngestionLoop
{
    /// <summary>Holes an instrument remembers: ticks that are later than the oldest of them count like any late tick.</summary>
    private const int MaxHoles = 64;

    private readonly long[] _gaps = new long[Enum.GetValues<GapCause>().Length];

    /// <summary>Gaps noted since the process started, by cause. Safe from any thread.</summary>
    public ImmutableDictionary<GapCause, long> Gaps => Enum.GetValues<GapCause>()
        .Where(c => Interlocked.Read(ref _gaps[(int)c]) > 0).ToImmutableDictionary(c => c, c => Interlocked.Read(ref _gaps[(int)c]));

    /// <summary>
    /// Hands an instrument its bars. Its hole has no end yet: that comes with the first word of the feed, or by
    /// <see cref="EndOpenHole(InstrumentState, UnixNanos, bool)"/>. On the loop, or before it runs.
    /// </summary>
    public static void Attach(InstrumentState state, BarBuilder bars, BarHole openHole)
    {
        state.BeginWrite();
        state.Bars = bars;
        state.TicksFrom = UnixNanos.MaxValue;
        state.Holes.Clear();
        state.Holes.Add(openHole);
        state.OpenHole = openHole;
        state.EndWrite();
    }

    /// <summary>
    /// The instrument's ticks are complete from the first whole second after <paramref name="listeningSince"/> on; what is before
    /// comes from history.
    /// </summary>
    public void EndOpenHole(InstrumentState state, UnixNanos listeningSince)
    {
        if (state.OpenHole is not { } hole) return;
        state.OpenHole = null;
        EndHole(state, hole, listeningSince);
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

        hole.Covered = covered;
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

    /// <summary>Past ticks that nothing has counted yet join the bars as late ones. On the loop.</summary>
    public void AddLate(InstrumentState state, List<MarketEvent> ticks)
    {
        if (state.Bars is not { } bars) return;
        state.BeginWrite();
        foreach (var tick in ticks) bars.Add(tick, _changes);
        state.EndWrite();
        queue.Append(_changes.Closed);
        TellBars();
    }

    /// <summary>Stored ticks of the future wait for their time. On the loop, or before it runs.</summary>
    public void AddEarly(List<MarketEvent> ticks)
    {
        foreach (var tick in ticks)
            if (!_early.TryAdd(tick) && table.StateOf(tick.Instrument) is { } state) AddLate(state, [tick]);
    }

    /// <summary>Tells observers of bars that were made off the loop. On the loop.</summary>
    public void Tell(IEnumerable<Bar> bars)
    {
        foreach (var bar in bars) observers.OnBarClosed(bar);
    }

    /// <summary>The feed never said that it is ready, but a tick came: then it listens.</summary>
    private void EndOpenHole(InstrumentState state, in MarketEvent tick) =>
        EndOpenHole(state, tick.TsEvent > tick.TsInit ? tick.TsEvent : tick.TsInit);

    /// <summary>A time without proof of a line's data goes to the ledger, and its bars come from history.</summary>
    private void Miss(InstrumentState state, MarketEventKind kind, UnixNanos from, UnixNanos to, GapCause cause)
    {
        queue.Append(new Gap(
            0, _numbers.StreamOf(kind), state.Instrument.Key, kind, from, to, null, null, GapCauses.TextOf(cause), feed.Source, GapState.Open, null));
        Interlocked.Increment(ref _gaps[(int)cause]);
        EndLineHole(state, kind, from, to);
        OnGap();
    }

    private void EndOutages(UnixNanos until)
    {
        foreach (var outage in watch.Take(until))
        {
            var count = 0;
            foreach (var key in table.Recorded)
            {
                if (table.StateOf(key) is not { Bars: not null } state) continue;
                if (state.OpenHole is not null) EndOpenHole(state, outage.To);
                else if (outage.Reason != Outage.Restart && EndOutage(state, outage)) count++;
            }

            if (outage.Reason != Outage.Restart) LiveLog.FeedReturned(log, outage.From, outage.To, outage.Reason, count);
            Changed();
        }
    }

    /// <summary>A hole of one line, while the connection stood: its bars come from history as well. Before the tick that ended it is used.</summary>
    private void EndLineHole(InstrumentState state, MarketEventKind kind, UnixNanos from, UnixNanos to)
    {
        if (state.Bars is not { } bars || kind != bars.TickKind || state.OpenHole is not null) return;
        if (!state.Holes.Exists(h => h.To > from && h.From < to)) AddHole(state, bars, from, to);
    }

    private bool EndOutage(InstrumentState state, Outage outage)
    {
        var bars = state.Bars!;
        if (!IsExpected(state, bars.TickKind) || HasTicked(state, bars.TickKind, outage)) return false;
        AddHole(state, bars, outage.From, outage.To);
        return true;
    }

    private void AddHole(InstrumentState state, BarBuilder bars, UnixNanos since, UnixNanos to)
    {
        var latest = state.Peek(bars.TickKind);
        var from = Timeframe.Second1.OpenOf(since);
        if (latest.Kind != 0 && (latest.Flags & TickFlags.Ahead) == 0 && latest.TsEvent >= from) from = Timeframe.Second1.OpenOf(latest.TsEvent) + UnixNanos.PerSecond;
        if (from < state.TicksFrom) from = state.TicksFrom;
        var hole = new BarHole(from, UnixNanos.MaxValue, isFirst: false);
        if (state.Holes.Count >= MaxHoles) state.Holes.RemoveAt(0);
        state.Holes.Add(hole);
        EndHole(state, hole, to);
    }

    private void EndHole(InstrumentState state, BarHole hole, UnixNanos listeningSince)
    {
        var end = Timeframe.Second1.OpenOf(listeningSince + (UnixNanos.PerSecond - 1));
        hole.To = end > hole.From ? end : hole.From;
        state.TicksFrom = hole.To;
        if (hole.Held.Count > 0) AddHeldFrom(state, hole);
        if (hole.To > hole.From) OnHole(state, hole);
        else hole.Covered = static _ => false;
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
            if (line.Instrument == state.Instrument.Key && line.Kind == kind) return line.State is not (LineState.Refused or LineState.NotEntitled);
        return false;
    }
}
