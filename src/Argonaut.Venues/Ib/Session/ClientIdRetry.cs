namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Error 326: the same id every 5 s for 60 s (five minutes inside the restart window), then every 30 s (ib-tws-protocol.md 5.3).
/// </summary>
internal sealed class ClientIdRetry
{
    private TimeSpan? _since;

    public TimeSpan Next(TimeSpan now, bool isInRestartWindow)
    {
        _since ??= now;
        var patience = isInRestartWindow ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(60);
        return TimeSpan.FromSeconds(now - _since.Value < patience ? 5 : 30);
    }

    public void Reset() => _since = null;
}
