namespace Argonaut.SimulatedGateway.Market;

/// <summary>A load for tests and benchmarks.</summary>
public sealed record LoadMarketOptions
{
    /// <summary>Stocks <c>LOAD0001</c> and up.</summary>
    public int Instruments { get; init; } = 10;

    /// <summary>Ticks a second over all streams, sent by schedule whatever the reader does; 0 is as fast as the reader allows.</summary>
    public int TicksPerSecond { get; init; } = 10_000;

    /// <summary>Stops after this many ticks; 0 goes on.</summary>
    public long TotalTicks { get; init; }

    /// <summary>Starts when this many streams (an instrument's trades or quotes) are subscribed.</summary>
    public int StartAtStreams { get; init; } = 1;

    public ulong Seed { get; init; } = 1;
}
