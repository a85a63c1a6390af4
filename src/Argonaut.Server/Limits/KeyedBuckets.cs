using System.Collections.Concurrent;

namespace Argonaut.Server.Limits;

/// <summary>A token bucket for each key; one that is full again is forgotten. Safe for several threads.</summary>
/// <param name="burst">What a key that was quiet may take at once, and the most that it holds.</param>
internal sealed class KeyedBuckets(double perSecond, int burst, TimeProvider time)
{
    private const int MostKeys = 10_000;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    public int Burst => burst;

    /// <summary>Takes one; false with the time until there is one.</summary>
    public bool TryTake(string key, out int left, out TimeSpan wait)
    {
        if (_buckets.Count > MostKeys) Tidy();
        var bucket = _buckets.GetOrAdd(key, _ => new Bucket(burst, time.GetTimestamp()));
        lock (bucket)
        {
            Refill(bucket);
            left = 0;
            wait = TimeSpan.FromSeconds((1 - bucket.Tokens) / perSecond);
            if (bucket.Tokens < 1) return false;
            bucket.Tokens--;
            left = (int)bucket.Tokens;
            wait = TimeSpan.Zero;
            return true;
        }
    }

    private void Refill(Bucket bucket)
    {
        var now = time.GetTimestamp();
        bucket.Tokens = Math.Min(burst, bucket.Tokens + time.GetElapsedTime(bucket.FilledAt, now).TotalSeconds * perSecond);
        bucket.FilledAt = now;
    }

    private void Tidy()
    {
        foreach (var (key, bucket) in _buckets)
            lock (bucket)
            {
                Refill(bucket);
                if (bucket.Tokens >= burst) _buckets.TryRemove(key, out _);
            }
    }

    private sealed class Bucket(double tokens, long filledAt)
    {
        public double Tokens { get; set; } = tokens;

        public long FilledAt { get; set; } = filledAt;
    }
}
