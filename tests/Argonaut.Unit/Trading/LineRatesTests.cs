using Argonaut.Domain;
using Argonaut.Trading.Lines;
using Xunit;

namespace Argonaut.Unit.Trading;

public class LineRatesTests
{
    private const long Quarter = LineRates.BucketNanos;

    private readonly LineRates _rates = new();

    [Fact]
    public void A_line_that_was_never_watched_may_be_silent_for_a_minute()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), _rates.ThresholdOf(5, out var isLearnt));
        Assert.False(isLearnt);
    }

    [Fact]
    public void The_threshold_of_a_time_of_the_week_is_learnt_from_that_time()
    {
        var monday = LineRates.BucketOf(new DateTime(2026, 11, 23, 10, 5, 0, DateTimeKind.Unspecified));
        Assert.True(_rates.Learn(monday, ticks: 90, Quarter, longestNanos: 40 * UnixNanos.PerSecond, out var rate));

        Assert.Equal(new LineRate(monday, 1, 10 * UnixNanos.PerSecond, 40 * UnixNanos.PerSecond), rate);
        Assert.Equal(TimeSpan.FromSeconds(200), _rates.ThresholdOf(monday, out var isLearnt));
        Assert.True(isLearnt);
        // The same quarter of an hour on another day is the next best knowledge, another one is none.
        Assert.Equal(TimeSpan.FromSeconds(200), _rates.ThresholdOf(monday + LineRates.BucketsPerDay, out _));
        Assert.Equal(LineRates.Unlearnt, _rates.ThresholdOf(monday + 1, out _));
    }

    [Fact]
    public void A_lively_line_is_not_called_silent_within_twenty_seconds()
    {
        _rates.Learn(7, ticks: 100_000, Quarter, longestNanos: UnixNanos.PerSecond, out _);

        Assert.Equal(LineRates.Shortest, _rates.ThresholdOf(7, out _));
    }

    [Fact]
    public void A_quarter_of_an_hour_that_was_not_watched_long_enough_teaches_nothing()
    {
        Assert.False(_rates.Learn(7, 100, 9 * UnixNanos.PerMinute, UnixNanos.PerSecond, out _));
        Assert.Equal(LineRates.Unlearnt, _rates.ThresholdOf(7, out _));
    }

    [Fact]
    public void A_silence_that_the_source_confirms_is_usual_from_then_on()
    {
        _rates.LearnQuiet(7, 10 * UnixNanos.PerMinute);

        Assert.Equal(TimeSpan.FromMinutes(30), _rates.ThresholdOf(7, out _));
    }

    [Fact]
    public void What_was_learnt_comes_back_from_the_ledger()
    {
        _rates.Learn(7, 90, Quarter, 40 * UnixNanos.PerSecond, out _);
        _rates.Learn(7, 30, Quarter, 20 * UnixNanos.PerSecond, out var rate);
        var next = new LineRates();
        next.Restore(rate);

        Assert.Equal((2, 20 * UnixNanos.PerSecond, 32 * UnixNanos.PerSecond), (rate.Weeks, rate.MeanNanos, rate.LongestNanos));
        Assert.Equal(_rates.ThresholdOf(7, out _), next.ThresholdOf(7, out _));
    }

    [Fact]
    public void The_week_begins_on_monday()
    {
        Assert.Equal(0, LineRates.BucketOf(new DateTime(2026, 11, 23, 0, 14, 59, DateTimeKind.Unspecified)));
        Assert.Equal(LineRates.Buckets - 1, LineRates.BucketOf(new DateTime(2026, 11, 29, 23, 45, 0, DateTimeKind.Unspecified)));
    }
}
