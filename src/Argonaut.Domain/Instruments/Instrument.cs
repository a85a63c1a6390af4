using System.Collections.Immutable;
using Argonaut.Domain.Numbers;

namespace Argonaut.Domain.Instruments;

/// <summary>
/// The definition of something that trades. Prices and sizes of its records are mantissas at <see cref="PriceScale"/> and
/// <see cref="SizeScale"/>; <see cref="PricePrecision"/> and <see cref="SizePrecision"/> say how many decimals are meaningful.
/// </summary>
public sealed record Instrument
{
    /// <summary>0 until the store has given it a number.</summary>
    public InstrumentKey Key { get; init; }

    public required InstrumentId Id { get; init; }

    /// <summary>Where its data comes from (<c>IB</c>), not the venue in its id.</summary>
    public required string Source { get; init; }

    public required InstrumentClass Class { get; init; }

    public required AssetClass AssetClass { get; init; }

    public required string RawSymbol { get; init; }

    /// <summary>Only of pairs.</summary>
    public string? BaseCurrency { get; init; }

    /// <summary>The currency that prices are in.</summary>
    public required string QuoteCurrency { get; init; }

    public required Price PriceIncrement { get; init; }

    public required Quantity SizeIncrement { get; init; }

    /// <summary>Increments by price, ascending from a low edge of 0; empty when <see cref="PriceIncrement"/> holds at every price.</summary>
    public ImmutableArray<PriceBand> PriceBands { get; init; } = [];

    public byte PricePrecision => PriceIncrement.Precision;

    public byte SizePrecision => SizeIncrement.Precision;

    public Quantity Multiplier { get; init; } = new(1, 0);

    public Quantity LotSize { get; init; } = new(1, 0);

    public byte PriceScale { get; init; } = FixedPoint.DefaultScale;

    public byte SizeScale { get; init; } = FixedPoint.DefaultScale;

    /// <summary>Only of dated contracts.</summary>
    public string? Underlying { get; init; }

    /// <summary>MIC of a dated contract's exchange, when known.</summary>
    public string? ExchangeMic { get; init; }

    public string? Isin { get; init; }

    public UnixNanos Activation { get; init; }

    public UnixNanos Expiration { get; init; }

    public OptionKind? OptionKind { get; init; }

    public Price? StrikePrice { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The source's own key for requests: for IB the contract id, exchange and further fields as JSON.</summary>
    public string VenueReference { get; init; } = "";

    /// <summary>IANA name of the zone of the two calendars below (the broker's own name when that is not known here); empty when unknown.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>All hours, in the form that <see cref="Sessions.TradingHours"/> reads.</summary>
    public string TradingHours { get; init; } = "";

    /// <summary>Regular hours, in the same form.</summary>
    public string LiquidHours { get; init; } = "";

    /// <summary>True for what a simulated gateway delivered.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Which price its bars are made of by default: MID for pairs, CFDs and commodities of IB, else LAST.</summary>
    public PriceType BarPriceType => Class is InstrumentClass.Cfd or InstrumentClass.Commodity
        || (Class is InstrumentClass.CurrencyPair && AssetClass is AssetClass.Fx) ? PriceType.Mid : PriceType.Last;

    public string FormatPrice(long mantissa) => FixedPoint.Format(mantissa, PriceScale, PricePrecision);

    public string FormatSize(long mantissa) => FixedPoint.Format(mantissa, SizeScale, SizePrecision);
}
