namespace Argonaut.SimulatedGateway.Tape;

/// <summary>How an instrument trades: rates, sizes, and how its price follows from its underlying's path.</summary>
internal sealed record TapeStyle
{
    /// <summary>Mean trades a second; 0 for pairs, which have quotes only.</summary>
    public required double TradesPerSecond { get; init; }

    /// <summary>Mean quotes a second beyond the three that come with each trade; negative: the instrument has no quotes (an index).</summary>
    public required double ExtraQuotesPerSecond { get; init; }

    /// <summary>Drawn with equal chance; mantissas at the contract's size scale. A power of two of entries.</summary>
    public required long[] TradeSizes { get; init; }

    public required long[] QuoteSizes { get; init; }

    /// <summary>Contract price in real units for a price of the underlying.</summary>
    public Func<double, double> Price { get; init; } = static x => x;

    /// <summary>A trade in this many of 256 is an unreported one.</summary>
    public int UnreportedPer256 { get; init; }

    public bool HasQuotes => ExtraQuotesPerSecond >= 0;
}
