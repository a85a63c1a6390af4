using Argonaut.Domain;

namespace Argonaut.Trading.Lines;

/// <summary>What was learnt of one quarter of an hour of the week.</summary>
/// <param name="Bucket">0 to 671: quarter-hours since Monday 00:00 in the market's own zone.</param>
/// <param name="Weeks">In how many weeks it was observed, at most 255.</param>
/// <param name="MeanNanos">Mean time between two ticks; newer weeks count more.</param>
/// <param name="LongestNanos">Longest time between two ticks, fading.</param>
public readonly record struct LineRate(int Bucket, int Weeks, long MeanNanos, long LongestNanos);

/// <summary>
/// How often a line ticks at each time of the week, learnt from the line itself, and how long it may therefore be silent. About 8 KiB
/// when all of the week was seen. One caller at a time.
/// </summary>
public sealed class LineRates
{
    public const int BucketsPerDay = 96;
    public const int Buckets = 7 * BucketsPerDay;
    public const long BucketNanos = 15 * UnixNanos.PerMinute;

    /// <summary>The threshold of a line of which nothing is known yet.</summary>
    public static readonly TimeSpan Unlearnt = TimeSpan.FromSeconds(60);

    /// <summary>No line is called silent earlier than this: a source may pause for a moment.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(20);

    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>A quarter of an hour teaches when the line was known to be well for this much of it.</summary>
    private const long LeastObserved = 10 * UnixNanos.PerMinute;

    /// <summary>By chance a line that ticks every m seconds is silent for 20 m once in 500 million ticks; ticks come in swarms, so the longest pause counts as well.</summary>
    private const long MeanFactor = 20;

    private const long LongestFactor = 3;

    private readonly Entry[]?[] _days = new Entry[]?[7];

    /// <summary>Which bucket a wall-clock time of the market belongs to.</summary>
    public static int BucketOf(DateTime local) =>
        ((int)local.DayOfWeek + 6) % 7 * BucketsPerDay + (local.Hour * 60 + local.Minute) / 15;

    /// <summary>How long the line may be silent: of this quarter-hour, else of the same one on other days, else <see cref="Unlearnt"/>.</summary>
    public TimeSpan ThresholdOf(int bucket, out bool isLearnt)
    {
        var own = At(bucket);
        isLearnt = own.Weeks > 0;
        if (isLearnt) return Threshold(own);
        var longest = TimeSpan.Zero;
        for (var day = 0; day < 7; day++)
        {
            var other = At(day * BucketsPerDay + bucket % BucketsPerDay);
            if (other.Weeks > 0 && Threshold(other) is var threshold && threshold > longest) longest = threshold;
        }

        isLearnt = longest > TimeSpan.Zero;
        return isLearnt ? longest : Unlearnt;
    }

    /// <summary>Takes in what was seen of a quarter-hour.</summary>
    /// <param name="bucket">0 to 671.</param>
    /// <param name="ticks">How many came.</param>
    /// <param name="observedNanos">For how long the line was well and its market open.</param>
    /// <param name="longestNanos">Longest time between two of them, also across the begin of the quarter-hour.</param>
    /// <param name="rate">What is known of the bucket now.</param>
    /// <returns>False when too little was seen to learn from.</returns>
    public bool Learn(int bucket, long ticks, long observedNanos, long longestNanos, out LineRate rate)
    {
        rate = default;
        if (observedNanos < LeastObserved) return false;
        var mean = observedNanos / Math.Max(1, ticks);
        Mix(bucket, mean, ticks == 0 ? Math.Max(longestNanos, observedNanos) : longestNanos);
        rate = RateOf(bucket);
        return true;
    }

    /// <summary>The line was called silent, and the source says that nothing had happened: that long a silence is usual.</summary>
    public LineRate LearnQuiet(int bucket, long nanos)
    {
        var entry = At(bucket);
        if (entry.Weeks == 0) Mix(bucket, nanos / MeanFactor, nanos);
        else if (nanos > entry.Longest) Set(bucket, entry with { Longest = nanos });
        return RateOf(bucket);
    }

    /// <summary>What was learnt in an earlier run.</summary>
    public void Restore(in LineRate rate) =>
        Set(rate.Bucket, new Entry((byte)Math.Clamp(rate.Weeks, 0, byte.MaxValue), rate.MeanNanos, rate.LongestNanos));

    private static TimeSpan Threshold(in Entry entry)
    {
        var nanos = Math.Max(MeanFactor * Math.Min(entry.Mean, UnixNanos.PerDay), LongestFactor * Math.Min(entry.Longest, UnixNanos.PerDay));
        var threshold = TimeSpan.FromMicroseconds(nanos / UnixNanos.PerMicrosecond);
        return threshold < Shortest ? Shortest : threshold > Longest ? Longest : threshold;
    }

    private void Mix(int bucket, long mean, long longest)
    {
        var entry = At(bucket);
        Set(bucket, entry.Weeks == 0
            ? new Entry(1, mean, longest)
            : new Entry((byte)Math.Min(byte.MaxValue, entry.Weeks + 1), entry.Mean / 2 + mean / 2, Math.Max(longest, entry.Longest / 5 * 4)));
    }

    private Entry At(int bucket) => _days[bucket / BucketsPerDay]?[bucket % BucketsPerDay] ?? default;

    private void Set(int bucket, in Entry entry) =>
        (_days[bucket / BucketsPerDay] ??= new Entry[BucketsPerDay])[bucket % BucketsPerDay] = entry;

    private LineRate RateOf(int bucket)
    {
        var entry = At(bucket);
        return new LineRate(bucket, entry.Weeks, entry.Mean, entry.Longest);
    }

    /// <summary>Milliseconds, so that a bucket takes 12 bytes.</summary>
    private readonly record struct Entry
    {
        private readonly int _mean;
        private readonly int _longest;

        public Entry(byte weeks, long mean, long longest)
        {
            Weeks = weeks;
            _mean = ToMilliseconds(mean);
            _longest = ToMilliseconds(longest);
        }

        public byte Weeks { get; }

        public long Mean => _mean * UnixNanos.PerMillisecond;

        public long Longest
        {
            get => _longest * UnixNanos.PerMillisecond;
            init => _longest = ToMilliseconds(value);
        }

        private static int ToMilliseconds(long nanos) => (int)Math.Min(int.MaxValue, (nanos + UnixNanos.PerMillisecond - 1) / UnixNanos.PerMillisecond);
    }
}
