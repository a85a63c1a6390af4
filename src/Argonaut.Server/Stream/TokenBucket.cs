namespace Argonaut.Server.Stream;

/// <summary>Lets a rate through with a burst. One caller at a time.</summary>
internal sealed class TokenBucket(double perSecond, double burst, TimeProvider time)
{
    private readonly double _burst = burst;
    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes up to <paramref name="wanted"/> and says how many there were.</summary>
    public int Take(int wanted)
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond);
        _filledAt = now;
        var taken = Math.Min(wanted, (int)_tokens);
        _tokens -= taken;
        return taken;
    }
}
