namespace Argonaut.SimulatedGateway.Session;

/// <summary>Counts a client's messages in the last second (ib-tws-protocol.md 4.2).</summary>
internal sealed class MessageRate(int limit, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Queue<long> _times = new();

    /// <summary>Messages of the last second, with the one just counted.</summary>
    public int Count => _times.Count;

    /// <summary>False when the message is one too many; it is not counted then.</summary>
    public bool TryTake()
    {
        if (limit == int.MaxValue) return true;
        var now = time.GetTimestamp();
        while (_times.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= Window) _times.Dequeue();
        if (_times.Count >= limit) return false;
        _times.Enqueue(now);
        return true;
    }

    /// <summary>How long until the oldest message leaves the window.</summary>
    public TimeSpan Wait => _times.TryPeek(out var oldest) ? Window - time.GetElapsedTime(oldest) : TimeSpan.Zero;
}
