using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Server.Endpoints;

/// <summary>Asks the store whether it answers, once a second while somebody may look, and remembers since when it is so.</summary>
internal sealed class StoreWatch(IMarketStore store, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile Observation _last = new(new StoreHealth(false, "", "The store was not asked yet."), HybridClock.Now(time), default);

    public Observation Last => _last;

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await CheckAsync(ct);
            await Task.Delay(Every, time, ct);
        }
    }

    /// <summary>Asks now; never throws but for cancellation by the caller.</summary>
    public async Task<Observation> CheckAsync(CancellationToken ct)
    {
        StoreHealth health;
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            health = await store.CheckAsync(either.Token);
        }
        catch (StoreUnavailableException e)
        {
            health = new StoreHealth(false, _last.Health.Description, e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            health = new StoreHealth(false, _last.Health.Description, $"The store did not answer within {Patience.TotalSeconds:0} s.");
        }

        var now = HybridClock.Now(time);
        var last = _last;
        var hasChanged = last.Health.IsAvailable != health.IsAvailable;
        return _last = new Observation(health, hasChanged ? now : last.Since, health.IsAvailable ? now : last.LastSuccess);
    }

    /// <param name="Since">When availability last changed.</param>
    /// <param name="LastSuccess">0 when it never answered.</param>
    internal sealed record Observation(StoreHealth Health, UnixNanos Since, UnixNanos LastSuccess);
}
