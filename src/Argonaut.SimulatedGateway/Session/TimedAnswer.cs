using Argonaut.SimulatedGateway.Market;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>Sends something again and again by the gateway's clock.</summary>
internal sealed class TimedAnswer(TimeSpan every, MarketClock clock, Action send) : ITimedStream
{
    private long _next = clock.Now.Value + (long)every.TotalNanoseconds;

    public void OnTime()
    {
        if (clock.Now.Value < _next) return;
        _next = clock.Now.Value + (long)every.TotalNanoseconds;
        send();
    }
}
