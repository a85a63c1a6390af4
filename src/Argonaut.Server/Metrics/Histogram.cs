using System.Collections.Immutable;

namespace Argonaut.Server.Metrics;

/// <summary>Counts of values in fixed buckets. Safe from any thread; recording allocates nothing.</summary>
internal sealed class Histogram(ImmutableArray<double> bounds)
{
    public static readonly ImmutableArray<double> Seconds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly long[] _counts = new long[bounds.Length + 1];
    private long _sumMicros;

    public ImmutableArray<double> Bounds => bounds;

    public void Record(double seconds)
    {
        var i = 0;
        while (i < bounds.Length && seconds > bounds[i]) i++;
        Interlocked.Increment(ref _counts[i]);
        Interlocked.Add(ref _sumMicros, (long)(seconds * 1e6));
    }

    /// <summary>The bound that the given share of all values stayed below; null without a value, and the last bound for what is above it.</summary>
    public double? Quantile(double share)
    {
        var (cumulative, _) = Read();
        if (cumulative[^1] == 0) return null;
        var at = Array.FindIndex(cumulative, count => count >= cumulative[^1] * share);
        return bounds[Math.Min(at, bounds.Length - 1)];
    }

    /// <summary>Cumulative counts by bound, then the count of all.</summary>
    public (long[] Cumulative, double Sum) Read()
    {
        var result = new long[_counts.Length];
        long total = 0;
        for (var i = 0; i < _counts.Length; i++) result[i] = total += Interlocked.Read(ref _counts[i]);
        return (result, Interlocked.Read(ref _sumMicros) / 1e6);
    }
}
