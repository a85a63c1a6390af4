using Argonaut.Bench.Measuring;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Bench;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Percents = [0.1, 1, 25, 50, 90, 99, 99.9, 100];

    /// <summary>Latencies spread evenly over the orders of magnitude from 1 us to 100 s.</summary>
    private static readonly Arbitrary<long[]> Latencies = Arb.From(
        Gen.Choose(0, 8_000).Select(e => (long)(LatencyHistogram.LowestNanos * Math.Pow(10, e / 1_000.0))).NonEmptyListOf()
            .Select(list => list.ToArray()));

    [Fact]
    public void Every_percentile_is_the_exact_one_or_at_most_one_percent_above() =>
        Prop.ForAll(Latencies, latencies =>
        {
            var histogram = Filled(latencies);
            return Percents.All(p =>
            {
                var exact = Exact(latencies, p);
                var measured = histogram.PercentileNanos(p);
                return measured >= exact && measured <= exact * 1.01;
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merged_histograms_are_the_histogram_of_all_latencies() =>
        Prop.ForAll(Latencies, Latencies, (a, b) =>
        {
            var merged = Filled(a);
            merged.Merge(Filled(b));
            return merged.ToBase64() == Filled([.. a, .. b]).ToBase64() && merged.Count == a.Length + b.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Written_and_read_back_it_is_the_same() =>
        Prop.ForAll(Latencies, latencies =>
        {
            var histogram = Filled(latencies);
            var copy = LatencyHistogram.FromBase64(histogram.ToBase64());
            return copy.Count == histogram.Count && copy.MaxNanos == histogram.MaxNanos
                && Percents.All(p => copy.PercentileNanos(p) == histogram.PercentileNanos(p));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, LatencyHistogram.LowestNanos)]
    [InlineData(-5, LatencyHistogram.LowestNanos)]
    [InlineData(long.MaxValue, LatencyHistogram.HighestNanos)]
    public void What_lies_outside_the_range_counts_as_its_end(long nanos, long counted)
    {
        var histogram = Filled([nanos]);
        Assert.Equal(counted, histogram.MaxNanos);
        Assert.Equal(counted, histogram.PercentileNanos(50));
    }

    [Fact]
    public void An_empty_one_answers_zero()
    {
        Assert.Equal(0, new LatencyHistogram().PercentileNanos(99));
        Assert.Equal(0, LatencyHistogram.FromBase64(new LatencyHistogram().ToBase64()).Count);
    }

    [Fact]
    public void A_text_of_another_format_is_refused() =>
        Assert.Throws<FormatException>(() => LatencyHistogram.FromBase64(Convert.ToBase64String([9, 0])));

    private static LatencyHistogram Filled(long[] latencies)
    {
        var histogram = new LatencyHistogram();
        foreach (var latency in latencies) histogram.Record(latency);
        return histogram;
    }

    private static long Exact(long[] latencies, double percent)
    {
        var sorted = latencies.Order().ToArray();
        var rank = Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length), 1, sorted.Length);
        return sorted[rank - 1];
    }
}
