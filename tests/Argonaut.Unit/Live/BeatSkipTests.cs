using Argonaut.Domain;
using Argonaut.Live.Ingestion;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>When much time passes at once only the beats are made at which something is due, and those that come before them.</summary>
public class BeatSkipTests
{
    private const long Interval = 100;

    [Fact]
    public void No_beat_at_which_something_is_due_is_left_out_nor_the_one_before_it_nor_the_last() =>
        Prop.ForAll(Steps(), step =>
        {
            var made = step.Made * Interval;
            var until = made + step.Ahead;
            var next = Beats.After(new UnixNanos(made), Interval, new UnixNanos(step.Due), new UnixNanos(until)).Value;
            var last = until / Interval * Interval;
            var isStep = next % Interval == 0 && next > made && (next <= last || next == made + Interval);
            // Left out are the beats between; the one after them must still be before what is due.
            return isStep && (next == made + Interval || next < step.Due);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1_000_000, 500_000, 499_900)]   // the last one before
    [InlineData(1_000_000, 500_050, 500_000)]
    [InlineData(1_000_000, long.MaxValue, 1_000_000)]
    [InlineData(1_000_050, long.MaxValue, 1_000_000)]
    [InlineData(1_000_000, 0, 100)]
    [InlineData(1_000_000, 200, 100)]
    [InlineData(100, long.MaxValue, 100)]
    public void The_next_beat_after_zero(long until, long due, long expected) =>
        Assert.Equal(expected, Beats.After(UnixNanos.Zero, Interval, new UnixNanos(due), new UnixNanos(until)).Value);

    private static Arbitrary<(long Made, long Ahead, long Due)> Steps() => Arb.From(
        from made in Gen.Choose(0, 50)
        from ahead in Gen.Choose(0, 5_000)
        from due in Gen.Frequency((4, Gen.Choose(0, 12_000).Select(d => (long)d)), (1, Gen.Constant(long.MaxValue)))
        select ((long)made, (long)ahead, due));
}
