namespace Argonaut.SimulatedGateway.Broker;

/// <summary>How the simulated broker behaves.</summary>
public sealed record BrokerOptions
{
    /// <summary>In the account's currency, at the start.</summary>
    public decimal InitialCash { get; init; } = 1_000_000;

    /// <summary>From placeOrder to the exchange.</summary>
    public TimeSpan AcknowledgeLatency { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>From cancelOrder to its confirmation.</summary>
    public TimeSpan CancelLatency { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>From an execution to its commission report.</summary>
    public TimeSpan CommissionLatency { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A larger order is rejected (201).</summary>
    public decimal MaxOrderSize { get; init; } = 1_000_000_000;

    /// <summary>Working orders per contract, side and account (ib-tws-protocol.md 4.3); above: 201.</summary>
    public int MaxWorkingOrders { get; init; } = 15;
}
