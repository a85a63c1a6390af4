using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>
/// A week with a restart of the gateway or its link every night, farms that flap, lines that fall silent, also over a close, a competing
/// session, a lost link, a process that stops and a machine that sleeps: every second without data is a closed market or a gap with the
/// right cause, and in the end no gap is left that can be filled.
/// </summary>
public sealed class SimulatedWeekTests : IAsyncDisposable
{
    private readonly SimulatedWeek _week = new();

    private WeekTape Trades => _week.Tapes[0];

    private WeekTape Quotes => _week.Tapes[1];

    private WeekTape Pair => _week.Tapes[2];

    [Fact]
    public async Task N4_Every_second_without_data_is_a_closed_market_or_a_gap_with_its_cause_and_no_fillable_gap_is_left()
    {
        PlanNights();
        PlanSilences();
        PlanDays();

        await _week.RunAsync();

        AssertTheLedgerIsInOrder();
        foreach (var tape in _week.Tapes)
        {
            AssertEverySecondIsExplained(tape);
            AssertNoGapIsInvented(tape);
            AssertNothingIsMissingOrDouble(tape);
        }

        foreach (var cause in (GapCause[])[GapCause.DailyRestart, GapCause.ProcessDown, GapCause.FarmBroken, GapCause.SilentLine, GapCause.CompetingSession, GapCause.LinkLost, GapCause.MachineSleep])
            Assert.Contains(_week.Store.Gaps, g => g.Reason == GapCauses.TextOf(cause));

        // What was learnt of the week is there for the next one.
        var rates = await _week.Store.LoadRatesAsync(TestContext.Current.CancellationToken);
        foreach (var tape in _week.Tapes) Assert.True(rates.Count(r => r.Instrument == tape.Instrument.Key && r.Kind == tape.Kind) > 100);
    }

    public ValueTask DisposeAsync() => _week.DisposeAsync();

    /// <summary>At 23:45 in New York: the stock is closed, the pair trades; on Friday night both are closed.</summary>
    private void PlanNights()
    {
        ResetTheSocket(SimulatedWeek.On(0, 3, 45), SimulatedWeek.On(0, 3, 49));
        LoseTheLink(SimulatedWeek.On(1, 3, 45), SimulatedWeek.On(1, 3, 55), areStreamsLost: true);
        LoseTheLink(SimulatedWeek.On(2, 3, 45), SimulatedWeek.On(2, 3, 52), areStreamsLost: false);
        ResetTheSocket(SimulatedWeek.On(3, 3, 45), SimulatedWeek.On(3, 3, 47));
        LoseTheLink(SimulatedWeek.On(4, 3, 45), SimulatedWeek.On(4, 4), areStreamsLost: true);
        ResetTheSocket(SimulatedWeek.On(6, 22, 30), SimulatedWeek.On(6, 22, 33));
    }

    private void PlanSilences()
    {
        Die(Pair, SimulatedWeek.On(0, 17), listensFrom: SimulatedWeek.On(0, 17));
        Die(Trades, SimulatedWeek.On(0, 18), listensFrom: SimulatedWeek.On(0, 19));

        // Too short before the close to be called silent; the night asks for all streams anew after the first, and not after the second.
        Die(Trades, SimulatedWeek.On(0, 23, 59, 24), listensFrom: SimulatedWeek.On(0, 23, 59, 24), SimulatedWeek.On(1, 0));
        Die(Quotes, SimulatedWeek.On(1, 23, 59, 36), listensFrom: SimulatedWeek.On(1, 23, 59, 36), SimulatedWeek.On(2, 8, 0, 12));

        // Known to be silent when the market pauses, and after it.
        Die(Pair, SimulatedWeek.On(1, 20, 50), listensFrom: SimulatedWeek.On(1, 21, 20));
        FlapAFarm(SimulatedWeek.On(2, 16), SimulatedWeek.On(2, 16, 0, 24), deadAfter: Trades, deadFor: 30 * UnixNanos.PerSecond);
        FlapAFarm(SimulatedWeek.On(3, 20, 59, 24), SimulatedWeek.On(3, 20, 59, 48), deadAfter: Pair, deadFor: 12 * UnixNanos.PerSecond);
        Note([Pair], SimulatedWeek.On(3, 21, 15), SimulatedWeek.On(3, 21, 15, 12), GapCause.SilentLine);
    }

    private void PlanDays()
    {
        Interrupt(SimulatedWeek.On(2, 15), SimulatedWeek.On(2, 15, 2), GapCause.LinkLost, FeedState.Disconnected, isRequested: true);

        _week.At(SimulatedWeek.On(1, 18), () => SayAsync(LineState.Competing, GapCause.CompetingSession, FeedState.Ready));
        _week.At(SimulatedWeek.On(1, 18, 25), () => BackAsync(GapCause.None, isRequested: true));
        Note(_week.Tapes, SimulatedWeek.On(1, 18), SimulatedWeek.On(1, 18, 25), GapCause.CompetingSession);
        _week.Withhold(Quotes, SimulatedWeek.On(1, 18), SimulatedWeek.On(1, 18, 25));

        Stop(SimulatedWeek.On(1, 15), SimulatedWeek.On(1, 15, 7));
        Stop(SimulatedWeek.On(4, 20, 55), SimulatedWeek.On(6, 12));
        Sleep(SimulatedWeek.On(4, 7, 50), TimeSpan.FromMinutes(20));
        Sleep(SimulatedWeek.On(4, 14), TimeSpan.FromMinutes(20));
    }

    private void ResetTheSocket(UnixNanos from, UnixNanos to) => Interrupt(from, to, GapCause.DailyRestart, FeedState.Disconnected, isRequested: true);

    /// <summary>1100, then 1101 (streams are lost and asked for anew) or 1102 (streams go on).</summary>
    private void LoseTheLink(UnixNanos from, UnixNanos to, bool areStreamsLost) =>
        Interrupt(from, to, GapCause.DailyRestart, FeedState.Degraded, areStreamsLost);

    private void Interrupt(UnixNanos from, UnixNanos to, GapCause cause, FeedState state, bool isRequested)
    {
        _week.At(from, () => SayAsync(LineState.Interrupted, cause, state));
        _week.At(to, () => BackAsync(state == FeedState.Degraded && isRequested ? cause : GapCause.None, isRequested));
        Note(_week.Tapes, from, to, cause);
    }

    /// <summary>A stream that dies without a word, and comes back when it is asked for.</summary>
    /// <param name="listensFrom">Before, asking does not help.</param>
    private void Die(WeekTape tape, UnixNanos from, UnixNanos listensFrom, UnixNanos? until = null)
    {
        _week.At(from, () =>
        {
            (tape.IsDead, tape.DeafUntil) = (true, listensFrom);
            return Task.CompletedTask;
        });
        Note([tape], from, until ?? listensFrom + 12 * UnixNanos.PerSecond, GapCause.SilentLine);
    }

    /// <summary>2103, then 2104 after which one stream stays dead without an error.</summary>
    private void FlapAFarm(UnixNanos from, UnixNanos to, WeekTape deadAfter, long deadFor)
    {
        _week.At(from, () =>
        {
            deadAfter.IsDead = true;
            return SayAsync(LineState.Interrupted, GapCause.FarmBroken, FeedState.Degraded);
        });
        _week.At(to, () => BackAsync(GapCause.None, isRequested: false));
        Note(_week.Tapes, from, to, GapCause.FarmBroken);
        Note([deadAfter], to, to + deadFor, GapCause.FarmBroken);
    }

    private void Stop(UnixNanos from, UnixNanos to)
    {
        _week.At(from, _week.StopAsync);
        _week.At(to, _week.StartAsync);
        Note(_week.Tapes, from, to, GapCause.ProcessDown);
    }

    private void Sleep(UnixNanos at, TimeSpan by)
    {
        _week.At(at, () => _week.SleepAsync(by));
        Note(_week.Tapes, at, at + (long)by.TotalSeconds * UnixNanos.PerSecond, GapCause.MachineSleep);
    }

    private Task SayAsync(LineState line, GapCause cause, FeedState feed)
    {
        _week.Say(line, cause);
        return _week.PublishAsync(feed);
    }

    private Task BackAsync(GapCause cause, bool isRequested)
    {
        if (isRequested) _week.RequestAll();
        return SayAsync(LineState.Requested, cause, FeedState.Ready);
    }

    private void Note(IEnumerable<WeekTape> tapes, UnixNanos from, UnixNanos to, GapCause cause)
    {
        foreach (var tape in tapes) _week.Faults.Add((tape, from, to, cause));
    }

    private IEnumerable<Gap> GapsOf(WeekTape tape) => _week.Store.Gaps.Where(g => g.Instrument == tape.Instrument.Key && g.Kind == tape.Kind).OrderBy(g => g.From);

    private void AssertTheLedgerIsInOrder()
    {
        foreach (var tape in _week.Tapes)
        {
            UnixNanos end = default;
            foreach (var gap in GapsOf(tape))
            {
                Assert.True(gap.From >= end && gap.To > gap.From, $"Overlap: {gap} begins before {end}.");
                Assert.Empty(tape.Calendar.ClosedBetween(gap.From, gap.To));
                end = gap.To;
            }
        }
    }

    /// <summary>
    /// A second has data when it lies between two ticks that were received with nothing wrong between, and each tick that was missed there lies
    /// in a gap; else a gap has to hold it, and in the time of a fault it has to name that fault.
    /// </summary>
    private void AssertEverySecondIsExplained(WeekTape tape)
    {
        var gaps = GapsOf(tape).ToList();
        var faults = _week.Faults.Where(f => f.Tape == tape).ToList();
        var received = tape.Received.Order().ToList();
        var (gapAt, tickAt, unexplained) = (0, 0, new List<string>());
        for (var at = SimulatedWeek.From; at < SimulatedWeek.To; at += UnixNanos.PerSecond)
        {
            if (!tape.Calendar.IsOpen(at)) continue;
            while (gapAt < gaps.Count && gaps[gapAt].To <= at) gapAt++;
            var gap = gapAt < gaps.Count && gaps[gapAt].From < at + UnixNanos.PerSecond ? gaps[gapAt] : null;
            var fault = faults.Find(f => f.From < at && at + UnixNanos.PerSecond < f.To);
            if (fault.Tape is not null)
            {
                if (gap?.Reason != GapCauses.TextOf(fault.Cause)) unexplained.Add($"{at.ToIso()}: {fault.Cause}, the ledger says {gap?.Reason ?? "nothing"}");
                continue;
            }

            if (gap is not null) continue;
            while (tickAt < received.Count && tape.Ticks[received[tickAt]].TsEvent <= at) tickAt++;
            var (before, after) = (tickAt == 0 ? -1 : received[tickAt - 1], tickAt == received.Count ? tape.Ticks.Count : received[tickAt]);
            for (var i = before + 1; i < after; i++)
            {
                var missed = tape.Ticks[i].TsEvent;
                if (!gaps.Exists(g => g.From <= missed && g.To > missed)) unexplained.Add($"{at.ToIso()}: the tick of {missed.ToIso()} was missed, the ledger says nothing");
            }
        }

        Assert.True(unexplained.Count == 0, $"{tape.Instrument.Id} {tape.Kind}: {unexplained.Count} seconds\n" + string.Join('\n', unexplained.Take(20)));
    }

    /// <summary>A gap lies in the time of a fault, or is the silence before a close that a later fault left unproven.</summary>
    private void AssertNoGapIsInvented(WeekTape tape)
    {
        foreach (var gap in GapsOf(tape))
        {
            var isTail = gap.Reason == GapCauses.TextOf(GapCause.SilentLine) && gap.To - gap.From < UnixNanos.PerMinute && !tape.Calendar.IsOpen(gap.To);
            Assert.True(isTail || _week.Faults.Exists(f => f.Tape == tape && gap.From < f.To && gap.To > f.From), $"Nothing was wrong: {gap}");
        }
    }

    /// <summary>All that the market did is stored once, but for what the source does not give out.</summary>
    private void AssertNothingIsMissingOrDouble(WeekTape tape)
    {
        var refused = GapsOf(tape).Where(g => g.State == GapState.Unfillable).ToList();
        Assert.All(GapsOf(tape).Except(refused), g => Assert.Equal(GapState.Filled, g.State));
        Assert.Equal(tape == Quotes ? 1 : 0, refused.Count);
        Assert.All(refused, g => Assert.Contains("No market data permissions", g.Explanation, StringComparison.Ordinal));
        Assert.All(refused, g => Assert.Equal(GapCauses.TextOf(GapCause.CompetingSession), g.Reason));

        Assert.True(tape.Received.Count < tape.Ticks.Count);
        var expected = tape.Ticks.Where((t, i) => tape.Received.Contains(i) || !refused.Exists(g => t.TsEvent >= g.From && t.TsEvent < g.To));
        var stored = _week.Store.Ticks.Where(t => t.Instrument == tape.Instrument.Key && t.Kind == tape.Kind);
        Assert.Equal(expected.Select(t => (t.TsEvent, t.A)), stored.Select(t => (t.TsEvent, t.A)).Order());
    }
}
