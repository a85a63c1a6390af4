namespace Argonaut.Venues.Ib.Session;

/// <summary>Lets <c>ratePerSecond</c> messages a second pass, and as many at once after a pause. Times are monotonic.</summary>
internal sealed class TokenBucket(int ratePerSecond, TimeSpan now)
{
    private double _tokens = ratePerSecond;
    private TimeSpan _at = now;
    private TimeSpan _slowUntil;

    /// <summary>Half the rate until then (error 100).</summary>
    public void SlowDownUntil(TimeSpan until) => _slowUntil = until;

    /// <summary>Takes one token, or says how long to wait before asking again.</summary>
    public bool TryTake(TimeSpan now, out TimeSpan wait)
    {
        double rate = now < _slowUntil ? Math.Max(1, ratePerSecond / 2) : ratePerSecond;
        _tokens = Math.Min(rate, _tokens + Math.Max(0, (now - _at).TotalSeconds) * rate);
        _at = now;
        wait = TimeSpan.Zero;
        if (_tokens >= 1)
        {
            _tokens--;
            return true;
        }

        wait = TimeSpan.FromMilliseconds(Math.Ceiling((1 - _tokens) / rate * 1000));
        return false;
    }
}
