namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Lets at most <c>perSecond</c> messages pass in any second, however it is cut: a token bucket would let twice as many pass in the
/// second after a pause, which the gateway's limit of 50 does not forgive. A part of them is kept for urgent messages (orders, cancels,
/// questions after the peer's life; ib-tws-protocol.md 4.2). Times are monotonic.
/// </summary>
/// <param name="perSecond">At least 2.</param>
internal sealed class MessagePacer(int perSecond)
{
    private const int ReserveOf45 = 10;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly SlidingWindow _all = new(Window);
    private readonly SlidingWindow _data = new(Window);
    private TimeSpan _slowUntil;

    /// <summary>Half as many until then (error 100).</summary>
    public void SlowDownUntil(TimeSpan until) => _slowUntil = until;

    /// <summary>Messages that may pass in a second.</summary>
    public int LimitAt(TimeSpan now) => now < _slowUntil ? Math.Max(2, perSecond / 2) : perSecond;

    public bool IsSlowAt(TimeSpan now) => now < _slowUntil;

    public int PassedLately(TimeSpan now) => _all.Count(now);

    /// <summary>How long a message has to wait; zero when it may pass now.</summary>
    public TimeSpan WaitOf(bool isUrgent, TimeSpan now)
    {
        var limit = LimitAt(now);
        var at = _all.RoomAt(limit, now);
        if (!isUrgent && _data.RoomAt(DataShare(limit), now) is var room && room > at) at = room;
        if (at > _slowUntil && now < _slowUntil) at = _slowUntil;   // there is more room then; it is asked again
        return at - now;
    }

    /// <summary>Books one message that <see cref="WaitOf"/> lets pass.</summary>
    public void Book(bool isUrgent, TimeSpan now)
    {
        _all.Add(now);
        if (!isUrgent) _data.Add(now);
    }

    private static int DataShare(int limit) => Math.Max(1, limit - Math.Max(1, limit * ReserveOf45 / 45));
}
