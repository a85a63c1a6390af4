namespace Argonaut.Trading.Lines;

/// <summary>Counts the ticks of a line while it is well, for <see cref="LineRates"/>. One caller at a time; allocates nothing.</summary>
public struct LinePulse
{
    private long _last;
    private long _observedFrom;

    public long Ticks { get; private set; }

    public long LongestNanos { get; private set; }

    /// <summary>A tick of a line that was well since the one before.</summary>
    public void Beat(long atNanos)
    {
        Ticks++;
        var pause = atNanos - _last;
        if (_last != 0 && pause > LongestNanos) LongestNanos = pause;
        _last = atNanos;
    }

    /// <summary>The line was not well: the pause to the next tick teaches nothing.</summary>
    public void Skip() => _last = 0;

    /// <summary>Begins a new count; the pause that is under way counts for it.</summary>
    /// <param name="now">Nanoseconds.</param>
    /// <returns>How long was observed since the last call.</returns>
    public long Restart(long now)
    {
        var observed = _observedFrom == 0 ? 0 : now - _observedFrom;
        (Ticks, LongestNanos, _observedFrom) = (0, 0, now);
        return observed;
    }
}
