using Argonaut.Domain;
using Argonaut.Tests.Shared;
using Argonaut.Venues.Ib.Session;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class IbClockTests
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 14, 30, 0, TimeSpan.Zero));

    [Fact]
    public void Stamps_grow_while_the_clock_stands()
    {
        var clock = new IbClock(_time);
        var first = clock.Step();
        Assert.Equal(first + 1, clock.Step());
        Assert.Equal(first + 2, clock.Following());
        Assert.Equal(first + 3, clock.Step());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(first + UnixNanos.PerMillisecond, clock.Step());
    }

    [Fact]
    public void Monotonic_time_of_a_step_follows_the_stamps_and_is_set_right_by_a_look()
    {
        var clock = new IbClock(_time);
        clock.Look();
        _time.Advance(TimeSpan.FromMilliseconds(40));
        clock.Step();
        Assert.Equal(TimeSpan.FromMilliseconds(40), clock.Elapsed);
        _time.Sleep(TimeSpan.FromHours(1));
        clock.Step();
        Assert.Equal(TimeSpan.FromSeconds(1), clock.Elapsed);   // a clock that was set is not believed
        clock.Look();
        Assert.Equal(TimeSpan.FromMilliseconds(40), clock.Elapsed);
    }

    [Fact]
    public void A_recorded_step_is_the_same_step()
    {
        var (live, replayed) = (new IbClock(_time), new IbClock(_time));
        live.Look();
        replayed.Replay(live.Stamp, live.Elapsed);
        _time.Advance(TimeSpan.FromMilliseconds(70));
        replayed.Replay(live.Step());
        Assert.Equal((live.Stamp, live.Elapsed), (replayed.Stamp, replayed.Elapsed));
    }
}
