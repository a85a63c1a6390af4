using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Argonaut.Unit.Seeds;

/// <summary>Runs seeds of the simulator: 200 in every test run; <c>./test --seeds N</c> runs more, <c>./test --seed N</c> one.</summary>
public sealed class SeedTests
{
    private const int Default = 200;
    private const int MostFailures = 5;

    [Fact]
    public void F_116_No_seed_loses_an_acknowledged_tick_or_stores_one_twice()
    {
        var one = Number("TEST_SEED");
        var count = one is null ? Number("TEST_SEEDS") ?? Default : 1;
        var first = one ?? 1;
        var hit = new HashSet<string>();
        var started = Stopwatch.GetTimestamp();
        var failures = new List<string>();
        for (var seed = first; seed < first + count && failures.Count < MostFailures; seed++)
            if (new SeedRun(seed, hit).Run() is { } problem) failures.Add($"Seed {seed}: {problem}\n  run it alone: ./test --seed {seed}");

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} seeds in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        if (one is null) Assert.Empty(FaultPoints.All.Except(hit));
    }

    /// <summary>What was sent ahead was taken back, stored in another way, and its memory used again while it was still read.</summary>
    [Theory]
    [InlineData(1_427)]
    [InlineData(4_323)]
    [InlineData(6_727)]
    [InlineData(7_322)]
    [InlineData(7_448)]
    public void A_seed_that_failed_once_does_not_fail_again(int seed) => Assert.Null(new SeedRun(seed, []).Run());

    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        var (first, second) = (new HashSet<string>(), new HashSet<string>());
        Assert.Equal(new SeedRun(12, first).Run(), new SeedRun(12, second).Run());
        Assert.Equal(first, second);
    }

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
