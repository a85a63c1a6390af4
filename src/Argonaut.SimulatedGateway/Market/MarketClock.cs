using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>The gateway's time: the wall clock, or from its start on a multiple of it.</summary>
/// <param name="speed">1 is real time; 10 lets ten seconds pass in one.</param>
public sealed class MarketClock(TimeProvider time, double speed = 1)
{
    private readonly UnixNanos _start = HybridClock.Now(time);

    public TimeProvider Time { get; } = time;

    public UnixNanos Now
    {
        get
        {
            var now = HybridClock.Now(Time);
            return speed == 1 ? now : _start + (long)((now - _start) * speed);
        }
    }

    public long NowSeconds => Now.Value / UnixNanos.PerSecond;

    public DateOnly Today => Now.UtcDate;
}
