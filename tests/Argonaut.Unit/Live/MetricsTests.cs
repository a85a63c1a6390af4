using Argonaut.Live.Metrics;
using Xunit;

namespace Argonaut.Unit.Live;

public class MetricsTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_quantile_is_at_most_an_eighth_above_the_true_one()
    {
        var lag = new LagHistogram();
        for (var i = 1; i <= 1_000; i++) lag.Add(i * 1_000_000L, 100 * Second);

        Assert.InRange(lag.Quantile(0.50, 100 * Second).TotalMilliseconds, 500, 563);
        Assert.InRange(lag.Quantile(0.99, 100 * Second).TotalMilliseconds, 990, 1_114);
    }

    [Fact]
    public void A_sample_is_forgotten_after_a_minute()
    {
        var lag = new LagHistogram();
        lag.Add(5 * Second, 100 * Second);

        Assert.Equal(TimeSpan.Zero, lag.Quantile(0.5, 161 * Second));
    }

    [Fact]
    public void A_rate_is_that_of_the_last_seconds()
    {
        var rate = new RateMeter();
        for (var i = 0; i < 20; i++) rate.Sample(i < 10 ? 0 : (i - 10) * 500, (100 + i) * Second);

        Assert.Equal(500, rate.PerSecond(119 * Second));
    }
}
