namespace Argonaut.SimulatedGateway.Market;

/// <summary>What the synthetic market looks like.</summary>
public sealed record TapeMarketOptions
{
    /// <summary>The same seed gives the same ticks at the same times.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Multiplies the rates of trades and quotes. 1 is a few ticks a second for each instrument. At most 20.</summary>
    public double TicksPerSecond { get; init; } = 1;

    /// <summary>False: every instrument trades around the clock. True: only in its trading hours, with closed weekends and holidays.</summary>
    public bool RealCalendar { get; init; }

    /// <summary>How far the past reaches back from the start, in days.</summary>
    public int HistoryDays { get; init; } = 730;
}
