namespace Argonaut.Venues.Ib.Session;

/// <summary>1, 2, 4, 8, 15, 30 s between attempts, each 20 % shorter or longer by chance (ib-tws-protocol.md 3).</summary>
/// <param name="jitter">Uniform in [0, 1).</param>
internal sealed class ReconnectDelay(Func<double> jitter)
{
    private static readonly int[] Seconds = [1, 2, 4, 8, 15, 30];

    private int _attempt;

    public TimeSpan Next()
    {
        var seconds = Seconds[Math.Min(_attempt, Seconds.Length - 1)];
        _attempt++;
        return TimeSpan.FromSeconds(seconds * (0.8 + 0.4 * jitter()));
    }

    /// <summary>After a connection that proved stable.</summary>
    public void Reset() => _attempt = 0;
}
