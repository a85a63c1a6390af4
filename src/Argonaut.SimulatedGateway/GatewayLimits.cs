namespace Argonaut.SimulatedGateway;

/// <summary>The limits of ib-tws-protocol.md 4, per connection.</summary>
public sealed record GatewayLimits
{
    /// <summary>What a real account of the usual size has.</summary>
    public static readonly GatewayLimits Standard = new();

    /// <summary>For the demo and load tests: nothing is refused for its number.</summary>
    public static readonly GatewayLimits Relaxed = new()
    {
        MessagesPerSecond = int.MaxValue,
        MarketDataLines = int.MaxValue,
        TickByTick = int.MaxValue,
        TickByTickRepeat = TimeSpan.Zero,
        MarketDepth = int.MaxValue,
        OpenHistoricalRequests = 1_000,
        HasHistoricalPacing = false,
    };

    /// <summary>Above it a request is refused with error 100, at the third the connection is closed; with +PACEAPI it waits.</summary>
    public int MessagesPerSecond { get; init; } = 50;

    /// <summary>Streams of market data, depth, tick-by-tick and real time bars together; above: 101.</summary>
    public int MarketDataLines { get; init; } = 100;

    /// <summary>Tick-by-tick subscriptions; above: 10190.</summary>
    public int TickByTick { get; init; } = 5;

    /// <summary>How long the same instrument and tick type cannot be asked for again; before: 10187. Zero: no limit.</summary>
    public TimeSpan TickByTickRepeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Market depth subscriptions; above: 309.</summary>
    public int MarketDepth { get; init; } = 3;

    /// <summary>Historical requests that are not answered yet; above: 322.</summary>
    public int OpenHistoricalRequests { get; init; } = 50;

    /// <summary>The sliding windows of 4.4: 162 for history, 420 for real time bars.</summary>
    public bool HasHistoricalPacing { get; init; } = true;

    /// <summary>Small-bar and tick requests in ten minutes; BID_ASK counts twice.</summary>
    public int HistoricalRequestsPerTenMinutes { get; init; } = 60;
}
