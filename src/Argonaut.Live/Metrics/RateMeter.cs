namespace Argonaut.Live.Metrics;

/// <summary>A rate over the last five seconds, from a running total that is looked at about once a second.</summary>
internal sealed class RateMeter
{
    private readonly (long At, long Total)[] _samples = new (long, long)[6];
    private int _next;

    /// <param name="total">The running total; never smaller than before.</param>
    /// <param name="nowNanos">Unix time.</param>
    public void Sample(long total, long nowNanos)
    {
        var last = _samples[(_next + _samples.Length - 1) % _samples.Length];
        if (last.At != 0 && nowNanos - last.At < 900_000_000) return;
        _samples[_next] = (nowNanos, total);
        _next = (_next + 1) % _samples.Length;
    }

    /// <summary>Per second; 0 until two samples exist, and when the last is old.</summary>
    public double PerSecond(long nowNanos)
    {
        var newest = _samples[(_next + _samples.Length - 1) % _samples.Length];
        var oldest = newest;
        foreach (var sample in _samples)
            if (sample.At != 0 && sample.At < oldest.At) oldest = sample;
        var nanos = newest.At - oldest.At;
        return nanos <= 0 || nowNanos - newest.At > 10_000_000_000 ? 0 : (newest.Total - oldest.Total) * 1e9 / nanos;
    }
}
