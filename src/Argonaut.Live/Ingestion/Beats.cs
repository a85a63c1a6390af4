using Argonaut.Domain;

namespace Argonaut.Live.Ingestion;

/// <summary>Which beats of the clock have to be made when much time passes at once.</summary>
internal static class Beats
{
    /// <summary>
    /// The next beat after one that was made. Beats before which nothing is due change nothing and are left out, but for the last one before
    /// something is, and the last one of all: what comes next builds on how things stood then. So the result is that of all beats.
    /// </summary>
    /// <param name="made">The last one that was made.</param>
    /// <param name="interval">Between two beats.</param>
    /// <param name="due">The earliest time at which a beat changes something.</param>
    /// <param name="until">No beat is later.</param>
    public static UnixNanos After(UnixNanos made, long interval, UnixNanos due, UnixNanos until)
    {
        var next = made + interval;
        if (until - next < interval || due <= next) return next;
        // Beats are whole multiples of the interval.
        var last = until.Value - until.Value % interval;
        var target = due > until ? last : (due.Value + interval - 1) / interval * interval - interval;
        return target > next.Value ? new UnixNanos(target) : next;
    }
}
