using Argonaut.Bench.Measuring;
using Xunit;

namespace Argonaut.Unit.Bench;

public sealed class SlopeTests
{
    [Fact]
    public void A_line_has_its_own_slope() =>
        Assert.Equal(6, Slope.PerHour([.. Minutes(60).Select(at => (at, 100 + 0.1 * at.TotalMinutes))], windows: 60), precision: 9);

    [Fact]
    public void A_saw_tooth_above_a_level_does_not_grow()
    {
        (TimeSpan, double)[] readings = [.. Minutes(600).Select(at => (at, 50 + at.TotalMinutes % 10))];
        Assert.Equal(0, Slope.PerHour(readings, windows: 60), precision: 9);
        Assert.True(Slope.PerHour(readings, windows: 600) > 0);
    }

    [Fact]
    public void A_saw_tooth_above_a_line_grows_as_the_line() =>
        Assert.Equal(12, Slope.PerHour([.. Minutes(600).Select(at => (at, 0.2 * at.TotalMinutes + at.TotalMinutes % 10))], windows: 60), precision: 9);

    [Fact]
    public void Shrinking_is_negative() =>
        Assert.Equal(-60, Slope.PerHour([.. Minutes(60).Select(at => (at, 100 - at.TotalMinutes))], windows: 60), precision: 9);

    [Fact]
    public void Fewer_than_two_readings_have_no_slope()
    {
        Assert.Equal(0, Slope.PerHour([], windows: 60));
        Assert.Equal(0, Slope.PerHour([(TimeSpan.FromMinutes(1), 7)], windows: 60));
    }

    private static IEnumerable<TimeSpan> Minutes(int count) => Enumerable.Range(0, count).Select(i => TimeSpan.FromMinutes(i));
}
