using System.Numerics;

namespace Argonaut.Live.Metrics;

/// <summary>
/// Times of the last minute in buckets that are at most 12.5 % wide, 1 microsecond to 4 hours. Not thread-safe; the caller locks.
/// </summary>
internal sealed class LagHistogram
{
    private const int Windows = 12;
    private const int Steps = 8;
    private const int Buckets = 35 * Steps;
    private static readonly long WindowNanos = 5_000_000_000;

    private readonly long[][] _counts = [.. Enumerable.Range(0, Windows).Select(_ => new long[Buckets])];
    private readonly long[] _windows = new long[Windows];

    /// <param name="lagNanos">Negative counts as 0: the stamp's clock may be ahead of ours.</param>
    /// <param name="nowNanos">Unix time.</param>
    public void Add(long lagNanos, long nowNanos)
    {
        var window = nowNanos / WindowNanos;
        var slot = (int)(window % Windows);
        if (_windows[slot] != window)
        {
            _windows[slot] = window;
            Array.Clear(_counts[slot]);
        }

        _counts[slot][BucketOf(lagNanos)]++;
    }

    /// <summary>The time that the given share of the last minute stayed below; zero without a sample.</summary>
    public TimeSpan Quantile(double share, long nowNanos)
    {
        var oldest = nowNanos / WindowNanos - Windows + 1;
        Span<long> sums = stackalloc long[Buckets];
        sums.Clear();
        long total = 0;
        for (var w = 0; w < Windows; w++)
        {
            if (_windows[w] < oldest) continue;
            for (var i = 0; i < Buckets; i++)
            {
                sums[i] += _counts[w][i];
                total += _counts[w][i];
            }
        }

        var wanted = (long)Math.Ceiling(total * share);
        for (var i = 0; i < Buckets && wanted > 0; i++)
        {
            wanted -= sums[i];
            if (wanted <= 0) return TimeSpan.FromMicroseconds(UpperMicroseconds(i));
        }

        return TimeSpan.Zero;
    }

    private static int BucketOf(long nanos)
    {
        var micros = Math.Max(0, nanos / 1_000);
        if (micros < Steps) return (int)micros;
        var power = BitOperations.Log2((ulong)micros);
        var step = (int)(micros >> (power - 3)) - Steps;
        return Math.Min(Buckets - 1, (power - 2) * Steps + step);
    }

    private static long UpperMicroseconds(int bucket)
    {
        if (bucket < Steps) return bucket + 1;
        var power = bucket / Steps + 2;
        return (long)(Steps + bucket % Steps + 1) << (power - 3);
    }
}
