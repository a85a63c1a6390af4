using System.Collections.Immutable;

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

    public required string? LiquidHours { get; init; }

    public required string LotSize { get; init; }

    /// <summary>Increments by price, ascending; empty when <c>price_increment</c> holds at every price.</summary>
    public required ImmutableArray<PriceBandItem> PriceBands { get; init; }

    public required string? Isin { get; init; }

    /// <summary>Of dated contracts.</summary>
    public required string? Underlying { get; init; }

    /// <summary>MIC of a dated contract's exchange.</summary>
    public required string? Exchange { get; init; }

    public required string? Activation { get; init; }

    public required string? ActivationIso { get; init; }

    /// <summary>Last trade time of a dated contract.</summary>
    public required string? Expiration { get; init; }

    public required string? ExpirationIso { get; init; }

    /// <summary><c>CALL</c> or <c>PUT</c>.</summary>
    public required string? OptionKind { get; init; }

    public required string? StrikePrice { get; init; }

    /// <summary>Only where one instrument is asked for; null in lists.</summary>
    public SessionStateItem? Session { get; init; }

    /// <summary>Only where one instrument is asked for, and only of recorded ones.</summary>
    public DefinitionStatusItem? Definition { get; init; }
}
