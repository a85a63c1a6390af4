using System.Collections.Immutable;

namespace Argonaut.Bench.Measuring;

/// <summary>What several rounds of one measurement gave, the dropped first round not among them.</summary>
internal sealed record Spread
{
    /// <summary>A figure whose largest round is more than this times its smallest is noisy and carries no claim.</summary>
    public const double NoisyRatio = 1.6;

    private Spread(ImmutableArray<double> rounds)
    {
        Rounds = rounds;
        var sorted = rounds.Sort();
        Min = sorted[0];
        Max = sorted[^1];
        var middle = sorted.Length / 2;
        Median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>In the order they ran.</summary>
    public ImmutableArray<double> Rounds { get; }

    public double Min { get; }

    public double Median { get; }

    public double Max { get; }

    /// <summary>Rounds of zero (nothing lost, nothing late) agree with each other.</summary>
    public bool IsNoisy => Max != Min && Max > Min * NoisyRatio;

    /// <param name="rounds">At least one.</param>
    public static Spread Of(IEnumerable<double> rounds) => new([.. rounds]);

    /// <summary>The ratio of each pair; both sides have the same number of rounds.</summary>
    public static Spread Ratios(Spread ours, Spread anchor) =>
        Of(ours.Rounds.Zip(anchor.Rounds, (a, b) => b == 0 ? double.PositiveInfinity : a / b));
}
