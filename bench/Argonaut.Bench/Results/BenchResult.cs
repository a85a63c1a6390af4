using System.Collections.Immutable;

namespace Argonaut.Bench.Results;

/// <summary>One line of the report: a metric of a row of performance.md, section 8.</summary>
internal sealed record BenchResult
{
    public required string Id { get; init; }

    public required string Metric { get; init; }

    public required string Unit { get; init; }

    /// <summary>Null when skipped.</summary>
    public Figures? Ours { get; init; }

    public AnchorFigures? Anchor { get; init; }

    public RatioFigures? Ratio { get; init; }

    public string? Gate { get; init; }

    public string? Aim { get; init; }

    /// <summary>Null without an aim or without a figure.</summary>
    public bool? AimReached { get; init; }

    public required ResultStatus Status { get; init; }

    /// <summary>Why it was skipped, failed, is noisy, or how closely it passed.</summary>
    public string? Reason { get; init; }

    /// <summary>Merged latencies of our counted rounds (<see cref="Measuring.LatencyHistogram.ToBase64"/>).</summary>
    public string? Hist { get; init; }

    /// <summary>Median CPU seconds a round, by process.</summary>
    public ImmutableSortedDictionary<string, double> CpuSeconds { get; init; } = ImmutableSortedDictionary<string, double>.Empty;
}
