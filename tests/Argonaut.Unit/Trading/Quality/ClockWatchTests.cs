using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Quality;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Trading.Quality;

public sealed class ClockWatchTests
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly ClockWatch _clock = new();

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(-3_600_000)]
    [InlineData(10)]
    [InlineData(-10)]
    public void F_401_A_step_of_the_wall_clock_is_noticed(int milliseconds)
    {
        var step = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Null(LookAt(AnInstrument.Noon, Look));
        Assert.Null(LookAt(AnInstrument.Noon + 100 * UnixNanos.PerMillisecond, 2 * Look));
        Assert.Equal(step, LookAt(AnInstrument.Noon + (200 + milliseconds) * UnixNanos.PerMillisecond, 3 * Look));
        Assert.Null(LookAt(AnInstrument.Noon + (300 + milliseconds) * UnixNanos.PerMillisecond, 4 * Look));
        Assert.Equal(step, _clock.LastStep.By);
    }

    [Fact]
    public void F_402_A_slew_of_500_ppm_is_no_step()
    {
        for (var i = 0; i < 36_000; i++)
            Assert.Null(LookAt(AnInstrument.Noon + (long)(i * 100 * UnixNanos.PerMillisecond * 1.0005), i * Look));
    }

    [Fact]
    public void A_look_that_was_interrupted_says_nothing()
    {
        LookAt(AnInstrument.Noon, Look);
        Assert.Null(_clock.Look(AnInstrument.Noon + UnixNanos.PerSecond, 2 * Look, 2 * Look + TimeSpan.FromMilliseconds(2)));
        Assert.Null(LookAt(AnInstrument.Noon + 200 * UnixNanos.PerMillisecond, 3 * Look));
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(-5, false)]
    [InlineData(5.001, true)]
    [InlineData(-90, true)]
    public void F_405_A_source_more_than_five_seconds_away_is_noticed_once_and_cleared_once(double seconds, bool isSkewed)
    {
        Assert.False(_clock.Compare(null, AnInstrument.Noon));
        Assert.Equal(isSkewed, _clock.Compare(TimeSpan.FromSeconds(seconds), AnInstrument.Noon));
        Assert.False(_clock.Compare(TimeSpan.FromSeconds(seconds), AnInstrument.Noon + 1));
        Assert.Equal(isSkewed ? AnInstrument.Noon : null, _clock.SkewedSince);
        Assert.Equal(isSkewed, _clock.Compare(TimeSpan.Zero, AnInstrument.Noon + 2));
        Assert.Null(_clock.SkewedSince);
    }

    [Fact]
    public void F_401_Stamps_never_go_back_whatever_the_wall_clock_does() => Prop.ForAll<int[]>(steps =>
    {
        var time = new ManualTimeProvider(AnInstrument.Noon.ToDateTimeOffset());
        var clock = new HybridClock(time);
        var last = clock.Next();
        foreach (var step in steps)
        {
            time.Sleep(TimeSpan.FromMilliseconds(step % 3_600_000));
            var next = clock.Next();
            if (next <= last || (next != last + 1 && next != HybridClock.Now(time))) return false;
            last = next;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private TimeSpan? LookAt(UnixNanos wall, TimeSpan monotonic) => _clock.Look(wall, monotonic, monotonic);
}
