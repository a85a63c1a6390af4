using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>
/// A week with daily restarts, a restart of this process, farm flaps, silent lines, a competing session, a lost link and a sleep of the
/// machine: every second without data is a closed market or a gap with the right cause, and in the end no gap is left that can be filled.
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
        Plan();

        await _week.RunAsync();

        AssertTheLedgerIsInOrder();
        foreach (var tape in _week.Tapes) AssertEverySecondIsExplained(tape);
        AssertNothingIsMissingOrDouble();
        Assert.All(_week.Store.Gaps, g => Assert.Equal(GapState.Filled, g.State));
        foreach (var cause in (GapCause[])[GapCause.DailyRestart, GapCause.ProcessDown, GapCause.FarmBroken, GapCause.SilentLine, GapCause.CompetingSession, GapCause.LinkLost, GapCause.MachineSleep])
            Assert.Contains(_week.Store.Gaps, g => g.Reason == GapCauses.TextOf(cause));

        // What was learnt of the week is there for the next one.
        var rates = await _week.Store.LoadRatesAsync(TestContext.Current.CancellationToken);
        foreach (var tape in _week.Tapes) Assert.True(rates.Count(r => r.Instrument == tape.Instrument.Key && r.Kind == tape.Kind) > 100);
    }

    public ValueTask DisposeAsync() => _week.DisposeAsync();

    private void Plan()
    {
        for (var day = 1; day <= 5; day++) Lose(SimulatedWeek.On(day, 4, 45), SimulatedWeek.On(day, 4, 49), GapCause.DailyRestart);
        Lose(SimulatedWeek.On(3, 15), SimulatedWeek.On(3, 15, 2), GapCause.LinkLost);

        // A stream that dies without a word, and comes back when it is asked for; and one whose source does not listen for an hour.
        Die(Pair, SimulatedWeek.On(0, 17), SimulatedWeek.On(0, 17));
        Die(Trades, SimulatedWeek.On(0, 18), SimulatedWeek.On(0, 19));
        Compete(SimulatedWeek.On(1, 18), SimulatedWeek.On(1, 18, 25));
        FlapAFarm(SimulatedWeek.On(2, 16), SimulatedWeek.On(2, 16) + 24 * UnixNanos.PerSecond);

        _week.At(SimulatedWeek.On(1, 15), _week.StopAsync);
        _week.At(SimulatedWeek.On(1, 15, 7), _week.StartAsync);
        Note(_week.Tapes, SimulatedWeek.On(1, 15), SimulatedWeek.On(1, 15, 7), GapCause.ProcessDown);

        var asleep = SimulatedWeek.On(4, 14);
        _week.At(asleep, () =>
        {
            _week.Time.Sleep(TimeSpan.FromMinutes(20));
            foreach (var tape in _week.Tapes)
                while (tape.Next < tape.Ticks.Count && tape.Ticks[tape.Next].TsEvent < _week.Now) tape.Next++;
        });
        Note(_week.Tapes, asleep, asleep + 20 * UnixNanos.PerMinute, GapCause.MachineSleep);
    }

    private void Lose(UnixNanos from, UnixNanos to, GapCause cause)
    {
        _week.At(from, () =>
        {
            _week.Say(LineState.Interrupted, cause);
            return _week.PublishAsync(FeedState.Disconnected);
        });
        _week.At(to, () =>
        {
            _week.Say(LineState.Requested);
            return _week.PublishAsync(FeedState.Ready);
        });
        Note(_week.Tapes, from, to, cause);
    }

    private void Die(WeekTape tape, UnixNanos from, UnixNanos listensFrom)
    {
        _week.At(from, () => tape.IsDead = true);
        var others = _week.OnAskedAgain;
        _week.OnAskedAgain = (instrument, kind) =>
        {
            others(instrument, kind);
            if (instrument == tape.Instrument.Key && kind == tape.Kind && _week.Now >= listensFrom) tape.IsDead = false;
        };
        Note([tape], from, listensFrom + 12 * UnixNanos.PerSecond, GapCause.SilentLine);
    }

    private void Compete(UnixNanos from, UnixNanos to)
    {
        _week.At(from, () =>
        {
            _week.Say(LineState.Competing, GapCause.CompetingSession);
            return _week.PublishAsync(FeedState.Ready);
        });
        _week.At(to, () =>
        {
            _week.Say(LineState.Requested);
            return _week.PublishAsync(FeedState.Ready);
        });
        Note(_week.Tapes, from, to, GapCause.CompetingSession);
    }

    /// <summary>After it the stock's trades stay dead without an error, until they are asked for again.</summary>
    private void FlapAFarm(UnixNanos from, UnixNanos to)
    {
        _week.At(from, () =>
        {
            _week.Say(LineState.Interrupted, GapCause.FarmBroken);
            foreach (var tape in _week.Tapes) tape.IsDead = true;
            return _week.PublishAsync(FeedState.Degraded);
        });
        _week.At(to, () =>
        {
            _week.Say(LineState.Requested);
            Quotes.IsDead = Pair.IsDead = false;
            return _week.PublishAsync(FeedState.Ready);
        });
        Note(_week.Tapes, from, to, GapCause.FarmBroken);
        Note([Trades], to, to + 30 * UnixNanos.PerSecond, GapCause.FarmBroken);
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
    /// A second has data when it lies between two ticks that were received with none missed between them and nothing wrong; else a gap has
    /// to hold it, and in the time of a fault it has to name that fault.
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
            // No tick of the market lies between the two: what was received is all there was.
            if (after - before > 1) unexplained.Add($"{at.ToIso()}: ticks {before + 1} to {after - 1} were missed, the ledger says nothing");
        }

        Assert.True(unexplained.Count == 0, $"{tape.Instrument.Id} {tape.Kind}: {unexplained.Count} seconds\n" + string.Join('\n', unexplained.Take(20)));
    }

    private void AssertNothingIsMissingOrDouble()
    {
        var stored = _week.Store.Ticks.GroupBy(t => (t.Instrument, t.Kind)).ToDictionary(g => g.Key, g => g.Select(t => (t.TsEvent, t.A)).Order().ToList());
        foreach (var tape in _week.Tapes)
        {
            Assert.True(tape.Received.Count < tape.Ticks.Count);
            Assert.Equal(tape.Ticks.Select(t => (t.TsEvent, t.A)).Order(), stored[(tape.Instrument.Key, tape.Kind)]);
        }
    }
}
