using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Argonaut.Bench.Measuring;

/// <summary>What one round of one side gave: values by name, latencies where there are any, CPU seconds by process.</summary>
internal sealed record Sample(FrozenDictionary<string, double> Values)
{
    public LatencyHistogram? Latencies { get; init; }

    public ImmutableDictionary<string, double> CpuSeconds { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>Why the round counts for nothing; null when it counts.</summary>
    public string? Invalid { get; init; }

    public double this[string name] => Values[name];

    public static Sample Of(params ReadOnlySpan<(string Name, double Value)> values)
    {
        var dictionary = new Dictionary<string, double>();
        foreach (var (name, value) in values) dictionary.Add(name, value);
        return new Sample(dictionary.ToFrozenDictionary());
    }
}

/// <summary>Rounds of both sides; the entries at one index are a pair.</summary>
internal sealed record PairedSamples(ImmutableArray<Sample> Ours, ImmutableArray<Sample> Anchor);
