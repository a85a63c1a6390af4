namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Lets at most <c>perSecond</c> messages pass in any second, however it is cut: a token bucket would let twice as many pass in the
/// second after a pause, which the gateway's limit of 50 does not forgive. Times are monotonic.
/// </summary>
internal sealed class MessagePacer(int perSecond)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Queue<TimeSpan> _passed = new(perSecond);
    private TimeSpan _slowUntil;

    /// <summary>Half as many until then (error 100).</summary>
    public void SlowDownUntil(TimeSpan until) => _slowUntil = until;

    /// <summary>Books one message, or says how long to wait before asking again.</summary>
    public bool TryPass(TimeSpan now, out TimeSpan wait)
    {
        while (_passed.TryPeek(out var at) && now - at >= Window) _passed.Dequeue();
        var limit = now < _slowUntil ? Math.Max(1, perSecond / 2) : perSecond;
        wait = TimeSpan.Zero;
        if (_passed.Count < limit)
        {
            _passed.Enqueue(now);
            return true;
        }

        wait = TimeSpan.FromMilliseconds(Math.Ceiling((_passed.Peek() + Window - now).TotalMilliseconds));
        return false;
    }
}
