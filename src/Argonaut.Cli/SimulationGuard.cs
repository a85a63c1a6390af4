using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;

namespace Argonaut.Cli;

/// <summary>
/// A database holds one kind of data: real or simulated (api.md A-021). When the gateway turns out to be of the other kind than what is
/// stored, <see cref="Refused"/> completes with the reason.
/// </summary>
internal sealed class SimulationGuard : IMarketObserver, IDisposable
{
    private readonly IMarketView _market;
    private readonly IDisposable _attached;
    private readonly TaskCompletionSource<string> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SimulationGuard(IMarketView market)
    {
        _market = market;
        _attached = market.Attach(this);
        OnChanged();
    }

    public Task<string> Refused => _refused.Task;

    public void OnTick(in MarketEvent tick)
    {
        // Only the state of the feed matters here.
    }

    public void OnBarClosed(in Bar bar)
    {
        // Only the state of the feed matters here.
    }

    public void OnChanged()
    {
        var feed = _market.Feed;
        if (feed.State is not (FeedState.Ready or FeedState.Degraded) || _market.Instruments.All(i => i.IsSimulated == feed.IsSimulated)) return;
        _refused.TrySetResult(feed.IsSimulated
            ? $"The gateway at {feed.Endpoint} is simulated, but this database holds real data. Use another DATABASE_URL or data directory for simulated data."
            : $"The gateway at {feed.Endpoint} is real, but this database holds simulated data. Use another DATABASE_URL or data directory for real data.");
    }

    public void Dispose() => _attached.Dispose();
}
