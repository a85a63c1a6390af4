using Argonaut.Venues.Ib.Session;

namespace Argonaut.Venues.Ib.History;

/// <summary>One historical request as the broker's rules see it (ib-tws-protocol.md 4.4).</summary>
/// <param name="Identity">Everything that makes two requests identical.</param>
/// <param name="Group">Contract, exchange and tick type.</param>
/// <param name="IsSmall">Bars of 30 s or less, ticks, and starts of real time bars: they count in ten minutes.</param>
/// <param name="Weight">How often it counts in ten minutes: a BID_ASK request counts twice.</param>
/// <param name="IsRetry">After a pacing violation: the ten minutes are the server's business then.</param>
/// <param name="IsBackground">Nobody looks at a screen for it: it goes behind those that somebody waits for.</param>
internal sealed record HistoryAsk(
    string Identity, string Group, bool IsSmall, int Weight = 1, bool IsRetry = false, bool IsBackground = false)
{
    /// <summary>It waits for the ten minutes, not only for its own kind.</summary>
    public bool NeedsWindow => IsSmall && !IsRetry;
}

/// <summary>
/// The broker's rules for historical requests: no identical request within 15 s, fewer than 6 for the same contract, exchange and tick
/// type within 2 s, and a limit in any ten minutes. Times are monotonic. Not thread safe: <see cref="HistoryQueue"/> owns it.
/// </summary>
/// <param name="perTenMinutes">At least 2.</param>
internal sealed class HistoryRules(int perTenMinutes)
{
    private const int PerGroup = 5;

    // The broker counts when a request arrives, we when it is booked: each window is a little longer than the rule.
    private static readonly TimeSpan Identical = TimeSpan.FromSeconds(15.5);
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(2.25);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(605);

    private readonly Dictionary<string, TimeSpan> _identities = [];
    private readonly Dictionary<string, SlidingWindow> _groups = [];
    private readonly SlidingWindow _window = new(Window);
    private TimeSpan _fullUntil;
    private TimeSpan _forgetAt;

    public int PerTenMinutes => perTenMinutes;

    /// <summary>What counts in the ten minutes now.</summary>
    public int Used(TimeSpan now) => now < _fullUntil ? perTenMinutes : _window.Count(now);

    /// <summary>How long a request has to wait; zero when it may go now.</summary>
    /// <param name="isForWindow">It waits, at least also, for room in the ten minutes.</param>
    public TimeSpan WaitOf(HistoryAsk ask, TimeSpan now, out bool isForWindow)
    {
        var until = now;
        if (_identities.TryGetValue(ask.Identity, out var last)) until = Later(until, last + Identical);
        if (_groups.TryGetValue(ask.Group, out var group)) until = Later(until, group.RoomAt(PerGroup, now));
        isForWindow = false;
        if (ask.NeedsWindow)
        {
            var room = Later(_fullUntil, _window.RoomAt(Math.Max(1, perTenMinutes - ask.Weight + 1), now));
            isForWindow = room > now;
            until = Later(until, room);
        }

        return until - now;
    }

    /// <summary>Counts a request that goes out now.</summary>
    public void Book(HistoryAsk ask, TimeSpan now)
    {
        Forget(now);
        _identities[ask.Identity] = now;
        if (!_groups.TryGetValue(ask.Group, out var group)) _groups[ask.Group] = group = new SlidingWindow(Burst);
        group.Add(now);
        for (var i = 0; ask.IsSmall && i < ask.Weight; i++) _window.Add(now);
    }

    /// <summary>The server counted more than we did: nothing but retries goes out until one of them is answered.</summary>
    public void MarkFull(TimeSpan now) => _fullUntil = now + Window;

    /// <summary>The server took a request again.</summary>
    public void MarkOpen() => _fullUntil = TimeSpan.Zero;

    /// <summary>Now and then, so that the books of old requests go away.</summary>
    private void Forget(TimeSpan now)
    {
        if (now < _forgetAt) return;
        _forgetAt = now + Identical;
        foreach (var (name, group) in _groups)
            if (group.Count(now) == 0) _groups.Remove(name);
        foreach (var (identity, at) in _identities)
            if (now - at >= Identical) _identities.Remove(identity);
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
