using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>The gateway's time, whatever clock it was given: real, accelerated or stepped.</summary>
public sealed class MarketClock(TimeProvider time)
{
    public TimeProvider Time { get; } = time;

    public UnixNanos Now => HybridClock.Now(Time);

    public long NowSeconds => Now.Value / UnixNanos.PerSecond;

    public DateOnly Today => Now.UtcDate;
}
