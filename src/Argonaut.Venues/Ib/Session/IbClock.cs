using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// The time that a feed acts on. It stands still between two steps (a frame, a look, a word to the listener), and each step has a stamp
/// of its own, later than the one before: so what a session does depends on its frames and stamps alone, and a recording of them can be
/// played with the same result. Owned by the feed's loop.
/// </summary>
internal sealed class IbClock(TimeProvider time)
{
    /// <summary>Between two looks the wall clock may run ahead by this much; more is a clock that was set.</summary>
    private static readonly TimeSpan MostBetweenLooks = TimeSpan.FromSeconds(1);

    private readonly long _start = time.GetTimestamp();
    private TimeSpan _look;
    private UnixNanos _lookAt;

    /// <summary>UTC of the present step.</summary>
    public UnixNanos Stamp { get; private set; }

    /// <summary>Monotonic time of the present step since the feed was made.</summary>
    public TimeSpan Elapsed => _look + Between();

    /// <summary>Monotonic time now, between steps: for watching the peer, which no recording repeats.</summary>
    public TimeSpan Monotonic => time.GetElapsedTime(_start);

    /// <summary>A step begins: now, and later than the one before.</summary>
    public UnixNanos Step()
    {
        var now = HybridClock.Now(time);
        return Stamp = now > Stamp ? now : Stamp + 1;
    }

    /// <summary>A step that looks at both clocks.</summary>
    public void Look()
    {
        _lookAt = Step();
        _look = Monotonic;
    }

    /// <summary>One more stamp inside of a step.</summary>
    public UnixNanos Following() => Stamp += 1;

    /// <summary>A recorded step.</summary>
    public void Replay(UnixNanos stamp) => Stamp = stamp;

    /// <summary>A recorded look.</summary>
    public void Replay(UnixNanos stamp, TimeSpan elapsed) => (Stamp, _lookAt, _look) = (stamp, stamp, elapsed);

    private TimeSpan Between()
    {
        var between = TimeSpan.FromTicks((Stamp - _lookAt) / 100);
        return between < MostBetweenLooks ? between : MostBetweenLooks;
    }
}
