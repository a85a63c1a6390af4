using Argonaut.Domain;

namespace Argonaut.Trading.Quality;

/// <summary>
/// Watches two clocks: the source's against ours, and our wall clock against monotonic time. Intervals are measured by monotonic time, so
/// a step changes no wait; it is noted because times on both sides of it do not compare. One caller at a time.
/// </summary>
public sealed class ClockWatch
{
    /// <summary>The source's clock may differ by this much (faults.md F-405).</summary>
    public static readonly TimeSpan MostOffset = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks a tenth of a second apart; the fastest slew of a time daemon is 8.3 ms in that time.</summary>
    public static readonly TimeSpan LeastStep = TimeSpan.FromMilliseconds(9);

    /// <summary>A look that took longer says nothing: the thread was stopped between reading the two clocks.</summary>
    private static readonly TimeSpan SureWithin = TimeSpan.FromMilliseconds(1);

    private UnixNanos _wall;
    private TimeSpan _monotonic;

    /// <summary>The source's clock minus ours at its last answer; null when it was never asked.</summary>
    public TimeSpan? Offset { get; private set; }

    /// <summary>Since when the source's clock differs too much; null while it does not.</summary>
    public UnixNanos? SkewedSince { get; private set; }

    /// <summary>The last step of our wall clock and when; zero before the first.</summary>
    public (TimeSpan By, UnixNanos At) LastStep { get; private set; }

    /// <summary>Takes what the source says. True when it began or ceased to differ too much.</summary>
    public bool Compare(TimeSpan? offset, UnixNanos now)
    {
        Offset = offset;
        var isSkewed = offset is { } by && by.Duration() > MostOffset;
        if (isSkewed == SkewedSince is not null) return false;
        SkewedSince = isSkewed ? now : null;
        return true;
    }

    /// <summary>Reads both of our clocks. The step since the look before, or null when there was none.</summary>
    /// <param name="wall">Read between the other two.</param>
    /// <param name="before">Monotonic, from any origin.</param>
    /// <param name="after">Of the same origin.</param>
    public TimeSpan? Look(UnixNanos wall, TimeSpan before, TimeSpan after)
    {
        if (after - before > SureWithin) return null;
        var isFirst = _wall.Value == 0;
        var step = TimeSpan.FromTicks((wall - _wall) / 100) - (before - _monotonic);
        (_wall, _monotonic) = (wall, before);
        if (isFirst || step.Duration() < LeastStep) return null;
        LastStep = (step, wall);
        return step;
    }
}
