using System.Collections.Immutable;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;
using Xunit;

namespace Argonaut.Unit.Bench;

public sealed class MetricTests
{
    [Fact]
    public void Rounds_run_as_a_dropped_pair_then_A_B_B_A()
    {
        Assert.Equal([true, false, true, false, false, true, true, false], PairedRounds.Order(3));
    }

    [Fact]
    public async Task The_first_pair_is_dropped_and_pairs_stay_together()
    {
        var ours = 0;
        var anchor = 100;
        var samples = await PairedRounds.RunAsync(
            2, _ => Task.FromResult(Sample.Of(("x", ++ours))), _ => Task.FromResult(Sample.Of(("x", ++anchor))), TestContext.Current.CancellationToken);
        Assert.Equal([2, 3], samples.Ours.Select(s => s["x"]));
        Assert.Equal([102, 103], samples.Anchor.Select(s => s["x"]));
    }

    [Fact]
    public async Task An_invalid_round_is_run_again_a_bounded_number_of_times()
    {
        var runs = 0;
        var samples = await PairedRounds.RunAloneAsync(
            1, _ => Task.FromResult(Sample.Of(("x", ++runs)) with { Invalid = "late" }), TestContext.Current.CancellationToken);
        Assert.Equal(1 + PairedRounds.TriesPerRound, runs);
        Assert.Equal("late", Assert.Single(samples).Invalid);
    }

    [Fact]
    public async Task A_round_that_is_valid_the_second_time_counts()
    {
        var runs = 0;
        var samples = await PairedRounds.RunAloneAsync(
            1, _ => Task.FromResult(Sample.Of(("x", ++runs)) with { Invalid = runs == 2 ? "late" : null }), TestContext.Current.CancellationToken);
        Assert.Equal(3, Assert.Single(samples)["x"]);
    }

    [Fact]
    public void The_gate_is_on_the_median_of_pair_ratios()
    {
        var result = Judge(Bound.RatioAtLeast(0.7), [80, 70, 90], [100, 100, 100]);
        Assert.Equal(ResultStatus.Pass, result.Status);
        Assert.Equal(new RatioFigures(0.7, 0.8, 0.9), result.Ratio);
        Assert.Equal("ratio >= 0.7", result.Gate);
        Assert.Null(result.Reason);
    }

    [Fact]
    public void A_miss_within_the_tolerance_passes_and_says_so()
    {
        var result = Judge(Bound.RatioAtLeast(0.7), [65, 65, 65], [100, 100, 100]);
        Assert.Equal(ResultStatus.Pass, result.Status);
        Assert.Equal("missed, but by less than 10 %", result.Reason);
    }

    [Fact]
    public void A_clear_miss_fails_even_when_noisy() =>
        Assert.Equal(ResultStatus.Fail, Judge(Bound.RatioAtLeast(0.7), [50, 60, 90], [100, 100, 100]).Status);

    [Fact]
    public void Rounds_that_differ_by_more_than_the_limit_are_noisy_and_prove_nothing()
    {
        var result = Judge(Bound.AtMost(50), [10, 12, 17], []);
        Assert.Equal(ResultStatus.Noisy, result.Status);
        Assert.Equal("spread over 1.6; 3 of 3 rounds met the gate", result.Reason);
    }

    [Fact]
    public void Rounds_of_nothing_lost_agree() =>
        Assert.Equal(ResultStatus.Pass, Judge(Bound.AtMost(0), [0, 0, 0], []).Status);

    [Fact]
    public void One_lost_tick_fails_a_gate_of_none() =>
        Assert.Equal(ResultStatus.Fail, Judge(Bound.AtMost(0), [1, 1, 1], []).Status);

    [Fact]
    public void An_invalid_round_skips_the_metric_with_its_reason()
    {
        var sample = Sample.Of(("x", 1)) with { Invalid = "late" };
        var result = new Metric("P-00", "metric", "ms", "x", Bound.AtMost(5)).Judge([sample], [], "", "");
        Assert.Equal((ResultStatus.Skipped, "invalid: late"), (result.Status, result.Reason));
    }

    [Fact]
    public void A_metric_without_a_gate_is_information() =>
        Assert.Equal(ResultStatus.Info, Judge(null, [1, 1, 1], []).Status);

    private static BenchResult Judge(Bound? gate, double[] ours, double[] anchor) =>
        new Metric("P-00", "metric", "ticks/s", "x", gate).Judge(Samples(ours), Samples(anchor), "anchor", "1");

    private static ImmutableArray<Sample> Samples(double[] values) => [.. values.Select(v => Sample.Of(("x", v)))];
}
