namespace Argonaut.Bench.Measuring;

/// <summary>Latencies of a known number of operations, written by many threads at once, each at its own place.</summary>
internal sealed class LatencySet(long operations)
{
    private readonly long[] _nanos = new long[operations];
    private long _failed;

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>The operation ended well.</summary>
    public void Set(long index, long nanos) => _nanos[index] = Math.Max(1, nanos);

    public void Fail() => Interlocked.Increment(ref _failed);

    /// <summary>All latencies that were set.</summary>
    public LatencyHistogram ToHistogram()
    {
        var histogram = new LatencyHistogram();
        foreach (var nanos in _nanos)
            if (nanos > 0) histogram.Record(nanos);
        return histogram;
    }
}
