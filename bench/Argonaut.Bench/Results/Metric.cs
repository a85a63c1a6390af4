using System.Collections.Immutable;
using Argonaut.Bench.Measuring;

namespace Argonaut.Bench.Results;

/// <summary>What is judged of a row's samples.</summary>
/// <param name="Key">Name of the value in the samples.</param>
internal sealed record Metric(string Id, string Name, string Unit, string Key, Bound? Gate = null, Bound? Aim = null)
{
    /// <summary>Holds the rounds against gate and aim (performance.md, section 9).</summary>
    /// <param name="anchorRounds">Empty when the row has no anchor; else as many as ours.</param>
    public BenchResult Judge(ImmutableArray<Sample> ourRounds, ImmutableArray<Sample> anchorRounds, string anchorName, string anchorVersion)
    {
        var invalid = ourRounds.Concat(anchorRounds).Select(s => s.Invalid).FirstOrDefault(reason => reason is not null);
        if (invalid is not null) return Skipped($"invalid: {invalid}");

        var ours = Spread.Of(ourRounds.Select(s => s[Key]));
        var anchor = anchorRounds.IsEmpty ? null : Spread.Of(anchorRounds.Select(s => s[Key]));
        var ratio = anchor is null ? null : Spread.Ratios(ours, anchor);
        var (status, reason) = Verdict(ours, anchor, ratio);
        return new BenchResult
        {
            Id = Id,
            Metric = Name,
            Unit = Unit,
            Ours = Figures.From(ours),
            Anchor = anchor is null ? null : new(anchorName, anchorVersion, anchor.Min, anchor.Median, anchor.Max, anchor.Rounds),
            Ratio = ratio is null ? null : new(ratio.Min, ratio.Median, ratio.Max),
            Gate = Gate?.ToText(Unit),
            Aim = Aim?.ToText(Unit),
            AimReached = Aim is null ? null : Aim.IsMetBy(FigureFor(Aim, ours, ratio)),
            Status = status,
            Reason = reason,
            Hist = MergedLatencies(ourRounds),
            CpuSeconds = MedianCpu(ourRounds, "").AddRange(MedianCpu(anchorRounds, "anchor ")),
        };
    }

    /// <summary>A line that says why nothing was measured. It proves nothing.</summary>
    public BenchResult Skipped(string reason) => new()
    {
        Id = Id,
        Metric = Name,
        Unit = Unit,
        Gate = Gate?.ToText(Unit),
        Aim = Aim?.ToText(Unit),
        Status = ResultStatus.Skipped,
        Reason = reason,
    };

    private (ResultStatus Status, string? Reason) Verdict(Spread ours, Spread? anchor, Spread? ratio)
    {
        var isNoisy = ours.IsNoisy || anchor is { IsNoisy: true };
        var noise = isNoisy ? $"spread over {Spread.NoisyRatio}" : null;
        if (Gate is null) return (isNoisy ? ResultStatus.Noisy : ResultStatus.Info, noise);

        var figures = Gate.On == BoundOn.Ratio ? ratio : ours;
        if (figures is null) throw new InvalidOperationException($"{Id} {Name}: a gate on the ratio needs an anchor.");
        if (Gate.IsClearlyMissedBy(figures.Median)) return (ResultStatus.Fail, noise);
        if (isNoisy)
        {
            var met = figures.Rounds.Count(Gate.IsMetBy);
            return (ResultStatus.Noisy, $"{noise}; {met} of {figures.Rounds.Length} rounds met the gate");
        }

        return (ResultStatus.Pass, Gate.IsMetBy(figures.Median) ? null : $"missed, but by less than {Bound.Tolerance:P0}");
    }

    private static double FigureFor(Bound bound, Spread ours, Spread? ratio) =>
        bound.On == BoundOn.Value ? ours.Median : ratio?.Median ?? double.NaN;

    private static string? MergedLatencies(ImmutableArray<Sample> rounds)
    {
        var merged = new LatencyHistogram();
        foreach (var sample in rounds)
            if (sample.Latencies is { } latencies) merged.Merge(latencies);
        return merged.Count == 0 ? null : merged.ToBase64();
    }

    private static ImmutableSortedDictionary<string, double> MedianCpu(ImmutableArray<Sample> rounds, string prefix) =>
        rounds.SelectMany(s => s.CpuSeconds)
            .GroupBy(cpu => prefix + cpu.Key, cpu => cpu.Value)
            .ToImmutableSortedDictionary(group => group.Key, group => Math.Round(Spread.Of(group).Median, 3));
}
