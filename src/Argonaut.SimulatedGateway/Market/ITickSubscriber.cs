using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>One stream of one client.</summary>
public interface ITickSubscriber
{
    SimulatedContract Contract { get; }

    bool WantsTrades { get; }

    bool WantsQuotes { get; }

    /// <summary>Called on the market's loop in market order; must return at once.</summary>
    void OnTick(in MarketTick tick);

    /// <summary>Completes when the client has read enough for more; only markets without a schedule of their own wait for it.</summary>
    ValueTask WaitForRoomAsync(CancellationToken ct);
}
