using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>
/// Stamps of one process that never go back: <c>max(now, last + 1)</c>. One instance a stream, one caller at a time.
/// </summary>
public sealed class HybridClock(TimeProvider time, UnixNanos last = default)
{
    private long _last = last.Value;

    /// <summary>The wall clock now, without the ordering promise.</summary>
    public static UnixNanos Now(TimeProvider time) => UnixNanos.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>Strictly later than every stamp this instance gave before.</summary>
    public UnixNanos Next()
    {
        var now = Now(time).Value;
        _last = now > _last ? now : _last + 1;
        return new UnixNanos(_last);
    }
}
