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

    /// <summary>Contract price over underlying price: 0.1 for a fund that is a tenth of its index.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Applied before <see cref="Share"/> where the price is no fixed share of the underlying's: options.</summary>
    public Func<double, double>? Curve { get; init; }

    /// <summary>How much of the underlying's noise within a minute the price has, before <see cref="Share"/>.</summary>
    public double NoiseShare { get; init; } = 1;

    /// <summary>A trade in this many of 256 is an unreported one.</summary>
    public int UnreportedPer256 { get; init; }

    public bool HasQuotes => ExtraQuotesPerSecond >= 0;
}
