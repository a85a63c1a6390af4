using Argonaut.Domain;
using Argonaut.Trading.Lines;
using Xunit;

namespace Argonaut.Unit.Trading;

public class LineMachineTests
{
    private static readonly UnixNanos Start = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 15 * UnixNanos.PerHour;
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    private readonly List<LineHole> _holes = [];
    private LineMachine _line = new(Start, Start, GapCause.None);

    [Fact]
    public void A_line_flows_only_after_a_tick()
    {
        Say(LineState.Requested, 1);
        Assert.Equal(LineState.Requested, _line.State);
        Say(LineState.Flowing, 2);
        Assert.Equal(LineState.Requested, _line.State);
        Tick(3);

        Assert.Equal((LineState.Flowing, At(3), At(3)), (_line.State, _line.Since, _line.LastTick));
        Assert.True(_line.IsProven);
        Assert.Empty(_holes);
    }

    [Fact]
    public void F_511_A_line_without_a_tick_for_its_threshold_is_silent_and_asked_for_again()
    {
        Flow(10);
        Assert.Equal(LineWish.None, Pass(70));
        Assert.Equal(LineWish.Resubscribe, Pass(71));
        Assert.Equal(LineState.Silent, _line.State);
        Assert.Contains("no tick for 61 s", _line.Reason, StringComparison.Ordinal);
        Say(LineState.Requested, 72);
        Assert.Equal(LineState.Silent, _line.State);
        Tick(80);

        Assert.Equal(LineState.Flowing, _line.State);
        Assert.Equal([new LineHole(At(10), At(80), GapCause.SilentLine)], _holes);
    }

    [Fact]
    public void A_line_that_stays_silent_is_asked_for_less_and_less_often()
    {
        Flow(0);
        var asked = new List<int>();
        for (var second = 1; second <= 2_000; second++)
            if (Pass(second) == LineWish.Resubscribe) asked.Add(second);

        Assert.Equal([61, 91, 151, 271, 511, 991, 1_471, 1_951], asked);
    }

    [Fact]
    public void A_stream_that_is_dead_after_its_farm_came_back_is_asked_for_again_within_a_minute()
    {
        Flow(10);
        Say(LineState.Interrupted, 11, GapCause.FarmBroken);
        Say(LineState.Requested, 14);
        Assert.Equal(LineWish.None, Pass(43));
        Assert.Equal(LineWish.Resubscribe, Pass(44));
        Tick(46);

        Assert.Equal([new LineHole(At(10), At(46), GapCause.FarmBroken)], _holes);
    }

    [Fact]
    public void A_line_that_ticks_on_while_a_farm_is_broken_misses_nothing()
    {
        Flow(10);
        Say(LineState.Interrupted, 11, GapCause.FarmBroken);
        Assert.Equal(GapCause.FarmBroken, _line.HoleCause);
        Tick(12);
        Say(LineState.Flowing, 13);
        Say(LineState.Requested, 14);

        Assert.Equal(LineState.Flowing, _line.State);
        Assert.Null(_line.HoleSince);
        Assert.Empty(_holes);
    }

    [Fact]
    public void A_cause_that_changes_ends_one_hole_and_begins_the_next()
    {
        Flow(10);
        Say(LineState.Interrupted, 20, GapCause.LinkLost);
        Say(LineState.Requested, 30);
        Say(LineState.Competing, 35, GapCause.CompetingSession);
        Say(LineState.Requested, 95);
        Tick(97);

        Assert.Equal([new LineHole(At(10), At(35), GapCause.LinkLost), new LineHole(At(35), At(97), GapCause.CompetingSession)], _holes);
    }

    [Fact]
    public void F_513_A_halted_line_is_not_silent()
    {
        Flow(10);
        Say(LineState.Halted, 12);
        Assert.Equal(LineWish.None, Pass(1_000));
        Assert.Equal(LineState.Halted, _line.State);
        Say(LineState.Flowing, 1_001);
        Tick(1_003);

        Assert.Equal(LineState.Flowing, _line.State);
        Assert.Empty(_holes);
    }

    [Fact]
    public void A_closed_market_is_neither_silent_nor_missing()
    {
        Flow(10);
        Pass(20, isOpen: false);
        Assert.Equal(LineState.MarketClosed, _line.State);
        Pass(50_000, isOpen: false);
        Assert.Equal(LineWish.Changed, Pass(60_000, openSince: 60_000));
        Assert.Equal(LineState.Requested, _line.State);
        Assert.Equal(LineWish.None, Pass(60_060, openSince: 60_000));
        Tick(60_060);

        Assert.Empty(_holes);
    }

    [Fact]
    public void A_market_that_opens_without_a_tick_is_silent_since_the_last_tick_before_its_close()
    {
        Flow(10);
        Pass(20, isOpen: false);
        Pass(1_000, openSince: 1_000);
        Assert.Equal(LineWish.None, Pass(1_060, openSince: 1_000));
        Assert.Equal(LineWish.Resubscribe, Pass(1_061, openSince: 1_000));
        Tick(1_070);

        Assert.Equal([new LineHole(At(10), At(1_070), GapCause.SilentLine)], _holes);
    }

    [Fact]
    public void A_line_that_was_silent_at_the_close_is_missing_from_the_next_open_and_asked_for_at_once()
    {
        Flow(10);
        Assert.Equal(LineWish.Resubscribe, Pass(71));
        Pass(80, isOpen: false);
        Assert.Equal(LineWish.Resubscribe, Pass(1_000, openSince: 1_000));
        Assert.Equal((GapCause.SilentLine, At(1_000)), (_line.HoleCause, _line.HoleSince));
        Assert.Equal(2, _line.Asked);
        Tick(1_003);

        Assert.Equal([new LineHole(At(10), At(80), GapCause.SilentLine), new LineHole(At(1_000), At(1_003), GapCause.SilentLine)], _holes);
    }

    [Fact]
    public void What_goes_wrong_after_a_close_leaves_the_silence_before_it_unproven()
    {
        Flow(10);
        Pass(37, isOpen: false);
        Say(LineState.Interrupted, 500, GapCause.DailyRestart);
        Say(LineState.Requested, 600);
        Pass(1_000, openSince: 1_000);
        Tick(1_003);

        Assert.Equal([new LineHole(At(10), At(37), GapCause.SilentLine)], _holes);
    }

    [Fact]
    public void Less_than_a_second_before_a_close_is_what_every_close_leaves()
    {
        Flow(10);
        _line.Advance(At(10) + 900_000_000, isOpen: false, At(-1_000), Minute, _holes);
        Say(LineState.Interrupted, 500, GapCause.DailyRestart);
        Say(LineState.Requested, 600);
        Pass(1_000, openSince: 1_000);
        Tick(1_003);

        Assert.Empty(_holes);
    }

    [Fact]
    public void A_machine_that_slept_over_the_open_misses_the_time_since_the_open()
    {
        Flow(10);
        Pass(11, isOpen: false);
        _line.Slept(At(1_040), "the machine slept", _holes);
        Pass(1_040, openSince: 1_000);
        Assert.Equal((GapCause.MachineSleep, At(1_000)), (_line.HoleCause, _line.HoleSince));
        Tick(1_042);

        Assert.Contains(new LineHole(At(1_000), At(1_042), GapCause.MachineSleep), _holes);
    }

    [Fact]
    public void A_machine_that_slept_over_the_open_after_a_restart_in_the_night_misses_the_time_since_the_open()
    {
        Flow(10);
        Pass(11, isOpen: false);
        Say(LineState.Interrupted, 500, GapCause.DailyRestart);
        Say(LineState.Requested, 600);
        _line.Slept(At(1_040), "the machine slept", _holes);
        Pass(1_040, openSince: 1_000);
        Tick(1_042);

        Assert.Contains(new LineHole(At(1_000), At(1_042), GapCause.MachineSleep), _holes);
    }

    [Fact]
    public void A_connection_lost_in_the_closed_hours_and_back_only_after_the_open_is_missing_since_the_open()
    {
        Flow(10);
        Pass(11, isOpen: false);
        Say(LineState.Interrupted, 500, GapCause.LinkLost);
        Say(LineState.Requested, 1_030);
        Pass(1_031, openSince: 1_000);   // nobody could look before
        Assert.Equal((GapCause.LinkLost, At(1_000)), (_line.HoleCause, _line.HoleSince));
    }

    [Fact]
    public void A_connection_lost_over_a_close_is_missing_before_and_after_it()
    {
        Flow(10);
        Say(LineState.Interrupted, 15, GapCause.LinkLost);
        Pass(20, isOpen: false);
        Pass(1_000, openSince: 1_000);
        Say(LineState.Requested, 1_010);
        Tick(1_012);

        Assert.Equal([new LineHole(At(10), At(20), GapCause.LinkLost), new LineHole(At(1_000), At(1_012), GapCause.LinkLost)], _holes);
    }

    [Fact]
    public void A_connection_that_came_back_before_the_market_opened_misses_nothing_of_it()
    {
        Flow(10);
        Pass(20, isOpen: false);
        Say(LineState.Interrupted, 500, GapCause.DailyRestart);
        Say(LineState.Requested, 600);
        Assert.Equal(LineWish.Changed, Pass(601, isOpen: false));
        Pass(1_000, openSince: 1_000);
        Tick(1_003);

        Assert.DoesNotContain(_holes, h => h.To > At(1_000));
        Assert.Equal(LineState.Flowing, _line.State);
    }

    [Fact]
    public void After_a_restart_everything_since_the_last_stored_tick_is_missing()
    {
        _line = new LineMachine(At(-500), Start, GapCause.ProcessDown);
        Say(LineState.Interrupted, 0);
        Say(LineState.Requested, 2);
        Tick(4);

        Assert.Equal([new LineHole(At(-500), At(4), GapCause.ProcessDown)], _holes);
    }

    [Fact]
    public void F_406_After_the_machine_slept_a_line_has_to_prove_itself_again()
    {
        Flow(10);
        _line.Slept(At(8 * 3_600), "the machine slept", _holes);
        Assert.Equal(LineState.Requested, _line.State);
        Tick(8 * 3_600 + 2);

        Assert.Equal([new LineHole(At(10), At(8 * 3_600 + 2), GapCause.MachineSleep)], _holes);
    }

    [Fact]
    public void Delayed_data_is_no_proof()
    {
        Flow(10);
        Say(LineState.Delayed, 12, GapCause.NotEntitled);
        Tick(13);
        Assert.Equal((LineState.Delayed, GapCause.NotEntitled), (_line.State, _line.HoleCause));
        _line.Flush(At(20), _holes);
        Tick(21);

        Assert.Equal([new LineHole(At(10), At(20), GapCause.NotEntitled)], _holes);
        Assert.Equal(At(20), _line.HoleSince);
    }

    [Fact]
    public void A_request_that_the_source_had_to_repeat_loses_the_time_between()
    {
        Flow(10);
        Say(LineState.Requested, 12, GapCause.LinkLost);
        Assert.Equal(LineState.Requested, _line.State);
        Tick(15);

        Assert.Equal([new LineHole(At(10), At(15), GapCause.LinkLost)], _holes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Holes_never_overlap_whatever_happens(int seed)
    {
        var random = new Random(seed);
        LineState[] states = [LineState.Requested, LineState.Flowing, LineState.Interrupted, LineState.Competing, LineState.Halted, LineState.Delayed, LineState.NotEntitled];
        GapCause[] causes = [GapCause.None, GapCause.LinkLost, GapCause.FarmBroken, GapCause.CompetingSession, GapCause.DailyRestart];
        var (at, isOpen, openSince) = (0, true, 0);
        for (var i = 0; i < 5_000; i++)
        {
            at += random.Next(0, 40);
            switch (random.Next(6))
            {
                case 0: Say(states[random.Next(states.Length)], at, causes[random.Next(causes.Length)]); break;
                case 1 when random.Next(10) == 0:
                    isOpen = !isOpen;
                    openSince = isOpen ? at : openSince;
                    Pass(at, isOpen, openSince);
                    break;
                case 2 when random.Next(20) == 0: _line.Slept(At(at), "slept", _holes); break;
                case 3: _line.Flush(At(at), _holes); break;
                case 4: Pass(at, isOpen, openSince); break;
                default: Tick(at); break;
            }
        }

        Assert.NotEmpty(_holes);
        for (var i = 0; i < _holes.Count; i++)
        {
            Assert.True(_holes[i].From < _holes[i].To);
            if (i > 0) Assert.True(_holes[i - 1].To <= _holes[i].From, $"{_holes[i - 1]} and {_holes[i]}");
        }
    }

    private static UnixNanos At(int second) => Start + second * UnixNanos.PerSecond;

    private void Flow(int at)
    {
        Say(LineState.Requested, at - 1);
        Tick(at);
    }

    private void Say(LineState state, int at, GapCause cause = GapCause.None) => _line.Apply(new LineFact(state, cause, $"{state}"), At(at), _holes);

    private void Tick(int at)
    {
        if (_line.IsProven) _line.TickProven(At(at));
        else _line.Tick(At(at), _holes);
    }

    private LineWish Pass(int at, bool isOpen = true, int openSince = -1_000) => _line.Advance(At(at), isOpen, At(openSince), Minute, _holes);
}
