using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Argonaut.Trading.Quality;

namespace Argonaut.Server.Endpoints;

/// <summary>Enumerations as the API spells them.</summary>
internal static class Words
{
    public static string Of(InstrumentClass value) => value switch
    {
        InstrumentClass.Equity => "EQUITY",
        InstrumentClass.CurrencyPair => "CURRENCY_PAIR",
        InstrumentClass.FuturesContract => "FUTURES_CONTRACT",
        InstrumentClass.OptionContract => "OPTION_CONTRACT",
        InstrumentClass.IndexInstrument => "INDEX_INSTRUMENT",
        InstrumentClass.Cfd => "CFD",
        InstrumentClass.Commodity => "COMMODITY",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    public static string Of(PriceType value) => value switch
    {
        PriceType.Bid => "BID",
        PriceType.Ask => "ASK",
        PriceType.Mid => "MID",
        PriceType.Last => "LAST",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>In any case; false for what is none of the four.</summary>
    public static bool TryParsePrice(string? text, out PriceType priceType)
    {
        priceType = text?.ToUpperInvariant() switch
        {
            "BID" => PriceType.Bid,
            "ASK" => PriceType.Ask,
            "MID" => PriceType.Mid,
            "LAST" => PriceType.Last,
            _ => default,
        };
        return priceType != default;
    }

    public static string Of(AggressorSide value) => value switch
    {
        AggressorSide.Buyer => "BUYER",
        AggressorSide.Seller => "SELLER",
        _ => "NO_AGGRESSOR",
    };

    public static string Of(BarSource value) => value switch
    {
        BarSource.Ticks => "ticks",
        BarSource.BrokerHistory => "broker_history",
        BarSource.Import => "import",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    public static string Of(MarketEventKind value) => value switch
    {
        MarketEventKind.Trade => "trade",
        MarketEventKind.Quote => "quote",
        MarketEventKind.Bar => "bar",
        MarketEventKind.BookDelta => "depth",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>False for a word that is no kind.</summary>
    public static bool TryParse(string word, out MarketEventKind kind)
    {
        foreach (var known in Enum.GetValues<MarketEventKind>())
        {
            kind = known;
            if (word.Equals(Of(known), StringComparison.OrdinalIgnoreCase)) return true;
        }

        kind = default;
        return false;
    }

    public static string Of(LineState value) => value switch
    {
        LineState.Requested => "requested",
        LineState.Flowing => "flowing",
        LineState.Silent => "silent",
        LineState.Halted => "halted",
        LineState.Delayed => "delayed",
        LineState.Frozen => "frozen",
        LineState.NotEntitled => "not_entitled",
        LineState.Refused => "refused",
        LineState.Competing => "competing",
        LineState.MarketClosed => "market_closed",
        LineState.Interrupted => "interrupted",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    public static string Of(FeedState value) => value switch
    {
        FeedState.Disconnected => "disconnected",
        FeedState.Connecting => "connecting",
        FeedState.Ready => "ready",
        FeedState.Degraded => "degraded",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    public static string Of(DefinitionEvent value) => value switch
    {
        DefinitionEvent.Changed => "changed",
        DefinitionEvent.Conflict => "conflict",
        DefinitionEvent.Gone => "gone",
        DefinitionEvent.Expired => "expired",
        DefinitionEvent.Rolled => "rolled",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    public static string Of(QualityAction value) => value switch
    {
        QualityAction.Reject => "reject",
        QualityAction.Duplicate => "duplicate",
        QualityAction.Flag => "flag",
        QualityAction.Note => "note",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    public static string Of(GapState value) => value switch
    {
        GapState.Open => "open",
        GapState.Filling => "filling",
        GapState.Filled => "filled",
        GapState.Unfillable => "unfillable",
        GapState.Explained => "explained",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
