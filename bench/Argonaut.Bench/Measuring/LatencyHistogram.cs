using System.Numerics;

namespace Argonaut.Bench.Measuring;

/// <summary>
/// Counts latencies from 1 us to 100 s in log-linear buckets: 128 to each power of two, so a percentile is at most 0.8 % above the
/// exact one (two significant digits). What lies outside counts as the nearest end. Merging two is exact. Not thread safe.
/// </summary>
internal sealed class LatencyHistogram
{
    public const long LowestNanos = 1_000;
    public const long HighestNanos = 100_000_000_000;

    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int LowestExponent = 9;
    private const int HighestExponent = 36;
    private const byte FormatVersion = 1;

    private readonly long[] _counts = new long[(HighestExponent - LowestExponent + 1) * SubBuckets];

    public long Count { get; private set; }

    /// <summary>Exact, after clamping to the range; 0 when empty.</summary>
    public long MaxNanos { get; private set; }

    public void Record(long nanos) => Record(nanos, 1);

    public void Record(long nanos, long count)
    {
        var clamped = Math.Clamp(nanos, LowestNanos, HighestNanos);
        _counts[IndexOf(clamped)] += count;
        Count += count;
        if (clamped > MaxNanos) MaxNanos = clamped;
    }

    public void Merge(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        MaxNanos = Math.Max(MaxNanos, other.MaxNanos);
    }

    /// <summary>The nearest-rank percentile in nanoseconds, rounded up to the end of its bucket; 0 when empty.</summary>
    /// <param name="percent">Over 0, up to 100.</param>
    public long PercentileNanos(double percent)
    {
        if (Count == 0) return 0;
        var rank = Math.Clamp((long)Math.Ceiling(percent / 100 * Count), 1, Count);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank) return Math.Min(HighestOf(i), MaxNanos);
        }

        return MaxNanos;
    }

    public double PercentileMilliseconds(double percent) => PercentileNanos(percent) / 1e6;

    /// <summary>A version byte, the maximum, then a pair (buckets skipped, count) for each filled bucket, as varints in base64.</summary>
    public string ToBase64()
    {
        var bytes = new List<byte> { FormatVersion };
        WriteVarint(bytes, MaxNanos);
        var previous = -1;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0) continue;
            WriteVarint(bytes, i - previous - 1);
            WriteVarint(bytes, _counts[i]);
            previous = i;
        }

        return Convert.ToBase64String([.. bytes]);
    }

    /// <exception cref="FormatException">The text is not one that <see cref="ToBase64"/> wrote.</exception>
    public static LatencyHistogram FromBase64(string text)
    {
        var bytes = Convert.FromBase64String(text);
        if (bytes.Length == 0 || bytes[0] != FormatVersion)
            throw new FormatException($"Expected histogram format {FormatVersion}, found {(bytes.Length == 0 ? "nothing" : bytes[0])}.");
        var result = new LatencyHistogram();
        var at = 1;
        result.MaxNanos = ReadVarint(bytes, ref at);
        long index = -1;
        while (at < bytes.Length)
        {
            index += ReadVarint(bytes, ref at) + 1;
            var count = ReadVarint(bytes, ref at);
            if (index >= result._counts.Length) throw new FormatException($"Expected at most {result._counts.Length} buckets, found {index}.");
            result._counts[index] += count;
            result.Count += count;
        }

        return result;
    }

    private static int IndexOf(long nanos)
    {
        var exponent = BitOperations.Log2((ulong)nanos);
        var sub = (int)(nanos >> (exponent - SubBucketBits)) & (SubBuckets - 1);
        return (exponent - LowestExponent) * SubBuckets + sub;
    }

    private static long HighestOf(int index)
    {
        var shift = index / SubBuckets + LowestExponent - SubBucketBits;
        return ((long)(SubBuckets + index % SubBuckets + 1) << shift) - 1;
    }

    private static void WriteVarint(List<byte> bytes, long value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }

    private static long ReadVarint(byte[] bytes, ref int at)
    {
        long value = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            if (at >= bytes.Length) break;
            var b = bytes[at++];
            value |= (long)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw new FormatException("Expected a varint, found the end of the text.");
    }
}
