namespace Argonaut.Venues.Ib.History;

/// <summary>
/// The broker's rules for historical requests (ib-tws-protocol.md 4.4): no identical request within 15 s, fewer than 6 for the same
/// contract, exchange and tick type within 2 s, and a limit in any ten minutes for bars of 30 s or less. Times are monotonic.
/// </summary>
internal sealed class HistoryPacing(int requestsPerTenMinutes)
{
    private const int PerContract = 5;

    // The broker counts when a request arrives, we when it is booked: each window is a little longer than the rule.
    private static readonly TimeSpan Identical = TimeSpan.FromSeconds(15.5);
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(2.25);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(605);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TimeSpan> _identities = [];
    private readonly Dictionary<string, Queue<TimeSpan>> _bursts = [];
    private readonly Queue<TimeSpan> _window = new();
    private TimeSpan _fullUntil;

    /// <summary>Books a request, or says how long to wait before asking again.</summary>
    /// <param name="identity">Everything that makes two requests identical.</param>
    /// <param name="group">Contract, exchange and tick type.</param>
    /// <param name="isSmall">Bars of 30 s or less, and ticks.</param>
    /// <param name="weight">How often it counts in ten minutes: a BID_ASK request counts twice.</param>
    /// <param name="isRetry">After a pacing violation: the ten minutes are the server's business then.</param>
    public bool TryBook(string identity, string group, bool isSmall, int weight, bool isRetry, TimeSpan now, out TimeSpan wait)
    {
        lock (_lock)
        {
            Forget(now);
            var until = now;
            if (_identities.TryGetValue(identity, out var last)) until = Later(until, last + Identical);
            if (_bursts.TryGetValue(group, out var burst) && burst.Count >= PerContract) until = Later(until, burst.Peek() + Burst);
            if (isSmall && !isRetry)
            {
                until = Later(until, _fullUntil);
                if (_window.Count + weight > requestsPerTenMinutes) until = Later(until, _window.ElementAt(_window.Count + weight - requestsPerTenMinutes - 1) + Window);
            }

            wait = until - now;
            if (wait > TimeSpan.Zero) return false;
            _identities[identity] = now;
            (burst ?? (_bursts[group] = new Queue<TimeSpan>())).Enqueue(now);
            for (var i = 0; isSmall && i < weight; i++) _window.Enqueue(now);
            return true;
        }
    }

    /// <summary>The server counted more than we did: nothing but retries goes out until one of them is answered.</summary>
    public void MarkFull(TimeSpan now)
    {
        lock (_lock) _fullUntil = now + Window;
    }

    /// <summary>The server took a request again.</summary>
    public void MarkOpen()
    {
        lock (_lock) _fullUntil = TimeSpan.Zero;
    }

    private void Forget(TimeSpan now)
    {
        while (_window.TryPeek(out var at) && now - at >= Window) _window.Dequeue();
        foreach (var (group, burst) in _bursts)
        {
            while (burst.TryPeek(out var at) && now - at >= Burst) burst.Dequeue();
            if (burst.Count == 0) _bursts.Remove(group);
        }

        foreach (var (identity, at) in _identities)
            if (now - at >= Identical) _identities.Remove(identity);
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
