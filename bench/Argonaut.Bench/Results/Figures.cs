using System.Collections.Immutable;
using Argonaut.Bench.Measuring;

namespace Argonaut.Bench.Results;

/// <summary>A figure over its rounds, in the metric's unit.</summary>
internal sealed record Figures(double Min, double Median, double Max, ImmutableArray<double> Rounds)
{
    public static Figures From(Spread spread) => new(spread.Min, spread.Median, spread.Max, spread.Rounds);
}

/// <summary>What ours was measured against, in the same invocation.</summary>
internal sealed record AnchorFigures(string Name, string Version, double Min, double Median, double Max, ImmutableArray<double> Rounds);

/// <summary>Pair ratios, ours divided by the anchor.</summary>
internal sealed record RatioFigures(double Min, double Median, double Max);
