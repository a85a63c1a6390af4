using Argonaut.Domain;
using Argonaut.Trading.Lines;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Trading;

/// <summary>A machine that is told of time only when something is due, and just before, is the machine that is told each second.</summary>
public class LineMachineDueTests
{
    private const long HalfHour = 30 * UnixNanos.PerMinute;

    private static readonly UnixNanos Start = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 15 * UnixNanos.PerHour;
    private static readonly TimeSpan Threshold = TimeSpan.FromSeconds(75);

    private static readonly LineFact[] Facts =
    [
        new(LineState.Requested, GapCause.None, "requested"), new(LineState.Requested, GapCause.BookBroken, "asked anew"), new(LineState.Flowing, GapCause.None, "flowing"),
        new(LineState.Interrupted, GapCause.LinkLost, "lost"), new(LineState.Halted, GapCause.None, "halted"), new(LineState.Refused, GapCause.LineRefused, "refused"),
    ];

    [Fact]
    public void Time_that_passes_in_few_steps_gives_the_states_holes_and_wishes_of_every_second() => Prop.ForAll(Scripts(), script =>
    {
        var (all, few) = (new Run(isEach: true), new Run(isEach: false));
        foreach (var (seconds, fact) in script)
        {
            all.Do(seconds, fact);
            few.Do(seconds, fact);
            if (all.ToString() != few.ToString()) return false.Label($"each: {all}\nfew:  {few}");
        }

        return (few.Advances <= all.Advances).Label($"{few.Advances} of {all.Advances}");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_silent_day_takes_few_steps()
    {
        var run = new Run(isEach: false);
        run.Do(5, 0);
        run.Do(5, Facts.Length);
        run.Do(86_400, Facts.Length);

        Assert.InRange(run.Advances, 1, 1_000);
    }

    /// <summary>Seconds to pass, and then a fact, or (beyond the facts) a tick.</summary>
    private static Arbitrary<(int Seconds, int Fact)[]> Scripts()
    {
        var step =
            from seconds in Gen.Frequency((4, Gen.Choose(0, 40)), (2, Gen.Choose(40, 400)), (1, Gen.Choose(400, 5_000)))
            from fact in Gen.Frequency((3, Gen.Choose(0, Facts.Length - 1)), (4, Gen.Constant(Facts.Length)))
            select (seconds, fact);
        return Arb.From(Gen.ArrayOf(step).Resize(20));
    }

    private sealed class Run(bool isEach)
    {
        private readonly LineMachine _line = new(Start, Start, GapCause.None);
        private readonly List<LineHole> _holes = [];
        private readonly List<string> _wishes = [];
        private UnixNanos _now = Start;

        public int Advances { get; private set; }

        public void Do(int seconds, int fact)
        {
            var until = _now + seconds * UnixNanos.PerSecond;
            while (_now < until)
            {
                var next = _now + UnixNanos.PerSecond;
                var due = Math.Min(_line.DueAt(IsOpen(_now), OpenSince(_now), Threshold).Value, Turn(_now) + HalfHour);
                var before = new UnixNanos((due + UnixNanos.PerSecond - 1) / UnixNanos.PerSecond * UnixNanos.PerSecond - UnixNanos.PerSecond);
                if (!isEach && before > next) next = before < until ? before : until;
                _now = next;
                Advance();
            }

            _now += UnixNanos.PerMillisecond;
            if (fact < Facts.Length) _line.Apply(Facts[fact], _now, _holes);
            else _line.Tick(_now, _holes);
            _now += UnixNanos.PerSecond - UnixNanos.PerMillisecond;
            Advance();
        }

        public override string ToString() =>
            $"{_line.State} {_line.Since} {_line.Reason} {_line.HoleCause} {_line.HoleSince} {_line.LastTick} {_line.Asked} | {string.Join("; ", _holes)} | {string.Join("; ", _wishes)}";

        private void Advance()
        {
            Advances++;
            if (_line.Advance(_now, IsOpen(_now), OpenSince(_now), Threshold, _holes) is not LineWish.None and var wish) _wishes.Add($"{_now} {wish}");
        }

        /// <summary>Half an hour open, half an hour closed.</summary>
        private static bool IsOpen(UnixNanos at) => (at - Start) / HalfHour % 2 == 0;

        private static UnixNanos OpenSince(UnixNanos at) => IsOpen(at) ? new UnixNanos(Turn(at)) : UnixNanos.Zero;

        private static long Turn(UnixNanos at) => at.Value - (at - Start) % HalfHour;
    }
}
