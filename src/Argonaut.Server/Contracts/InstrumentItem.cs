namespace Argonaut.Server.Contracts;

/// <summary>The definition of something that trades.</summary>
public sealed record InstrumentItem
{
    public required string InstrumentId { get; init; }

    /// <summary>Where its data comes from.</summary>
    public required string Source { get; init; }

    public required bool Simulated { get; init; }

    public required string InstrumentClass { get; init; }

    public required string AssetClass { get; init; }

    public required string Description { get; init; }

    public required string RawSymbol { get; init; }

    public required string? BaseCurrency { get; init; }

    public required string QuoteCurrency { get; init; }

    public required int PricePrecision { get; init; }

    public required int SizePrecision { get; init; }

    public required string PriceIncrement { get; init; }

    public required string SizeIncrement { get; init; }

    public required string Multiplier { get; init; }

    /// <summary>Which price its bars are made of: LAST or MID.</summary>
    public required string BarPriceType { get; init; }

    public required bool Recording { get; init; }

    public required string? TimeZone { get; init; }

    public required string? TradingHours { get; init; }
}
