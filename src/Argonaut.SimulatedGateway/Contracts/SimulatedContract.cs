using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>
/// Everything the gateway knows of one contract: the fields of contractDetails in the text form of the wire
/// (ib-tws-protocol.md 8.1), and how its ticks are scaled.
/// </summary>
public sealed record SimulatedContract
{
    public const string DefaultOrderTypes =
        "ACTIVETIM,AD,ADJUST,ALERT,ALGO,ALLOC,AON,AVGCOST,BASKET,BENCHPX,CASHQTY,COND,CONDORDER,DAY,GTC,GTD,IOC,LIT,LMT,LOC,MIDPX,MIT,MKT,MOC,MTL,"
        + "OCA,OPG,PEGBENCH,PEGMID,REL,SCALE,STP,STPLMT,TRAIL,TRAILLIT,TRAILLMT,WHATIF";

    public required int ConId { get; init; }

    public required string Symbol { get; init; }

    public required string SecType { get; init; }

    /// <summary><c>YYYYMMDD</c>, or <c>YYYYMMDD HH:MM ZONE</c>; empty when the contract has no end.</summary>
    public string LastTradeDateText { get; init; } = "";

    public string LastTradeDate => LastTradeDateText.Length > 8 ? LastTradeDateText[..8] : LastTradeDateText;

    public string Strike { get; init; } = "0";

    /// <summary><c>C</c>, <c>P</c> or empty.</summary>
    public string Right { get; init; } = "";

    public string Multiplier { get; init; } = "";

    /// <summary>Where a request goes that names no exchange.</summary>
    public required string Exchange { get; init; }

    public string PrimaryExchange { get; init; } = "";

    public required string Currency { get; init; }

    public required string LocalSymbol { get; init; }

    public string TradingClass { get; init; } = "";

    public string MarketName { get; init; } = "";

    /// <summary>Smallest price step in real units, not magnified.</summary>
    public required string MinTick { get; init; }

    public string OrderTypes { get; init; } = DefaultOrderTypes;

    public required ImmutableArray<string> ValidExchanges { get; init; }

    public int PriceMagnifier { get; init; } = 1;

    public int UnderConId { get; init; }

    public string LongName { get; init; } = "";

    public string ContractMonth { get; init; } = "";

    public string Industry { get; init; } = "";

    public string Category { get; init; } = "";

    public string Subcategory { get; init; } = "";

    /// <summary>The zone's name on the wire; the calendar's when empty.</summary>
    public string TimeZoneId { get; init; } = "";

    public string EvRule { get; init; } = "";

    public string EvMultiplier { get; init; } = "0";

    public ImmutableArray<(string Tag, string Value)> SecIds { get; init; } = [];

    public string AggGroup { get; init; } = "1";

    public string UnderSymbol { get; init; } = "";

    public string UnderSecType { get; init; } = "";

    /// <summary>Parallel to <see cref="ValidExchanges"/>.</summary>
    public string MarketRuleIds { get; init; } = "";

    public string RealExpirationDate { get; init; } = "";

    public string StockType { get; init; } = "";

    public string MinSize { get; init; } = "1";

    public string SizeIncrement { get; init; } = "1";

    public string SuggestedSizeIncrement { get; init; } = "1";

    /// <summary>Only of bonds.</summary>
    public BondTerms? Bond { get; init; }

    public TradingCalendar Calendar { get; init; } = TradingCalendar.Always;

    /// <summary>Set for a recording: requests find it whatever security type they guess.</summary>
    public InstrumentId? ReplayedAs { get; init; }

    /// <summary>Decimals of tick prices as mantissas, in wire (magnified) units.</summary>
    public required byte WirePriceScale { get; init; }

    /// <summary>Decimals always shown: 185.50.</summary>
    public byte PriceDecimals { get; init; }

    /// <summary>The smallest price step as a mantissa at <see cref="WirePriceScale"/>.</summary>
    public required long TickMantissa { get; init; }

    public byte SizeScale { get; init; }

    /// <summary>Where trades are reported from; the last of a stock's is its off-exchange facility.</summary>
    public ImmutableArray<string> TradeExchanges { get; init; } = [""];

    /// <summary>Only of a combo (<c>BAG</c>), which exists as long as an order for it.</summary>
    public ImmutableArray<ContractLeg> Legs { get; init; } = [];

    public bool HasTrades => SecType is not ("CASH" or "BAG");

    public bool HasQuotes => SecType is not "IND";

    /// <summary>Tick-by-tick exists for stocks, pairs, futures, crypto and (Last only) indices (8.5).</summary>
    public bool HasTickByTick => SecType is "STK" or "CASH" or "FUT" or "CRYPTO" or "IND";

    public string WireTimeZone => TimeZoneId.Length > 0 ? TimeZoneId : Calendar.Zone.WireName();

    /// <summary>True when the exchange lists it: <c>ISLAND</c> is the older name of <c>NASDAQ</c>.</summary>
    public bool TradesOn(string exchange) =>
        exchange.Length == 0 || exchange == Exchange || ValidExchanges.Contains(exchange) || Modern(exchange) == Modern(PrimaryExchange);

    public static string Modern(string exchange) => exchange == "ISLAND" ? "NASDAQ" : exchange;
}
