using System.Collections.Immutable;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>How an advisor's order is divided.</summary>
public sealed record IbAdvisorAllocation(string Group, string Method, string Percentage)
{
    public static IbAdvisorAllocation None { get; } = new("", "", "");
}

/// <summary>Of volatility orders. <see cref="OrderType"/> is <c>None</c> or empty without a hedging order.</summary>
public sealed record IbVolatilityTerms
{
    public static IbVolatilityTerms None { get; } = new();

    public string Volatility { get; init; } = "";

    /// <summary>1 daily, 2 annual.</summary>
    public int? VolatilityType { get; init; }

    public string OrderType { get; init; } = "";

    public string AuxPrice { get; init; } = "";

    public int ConId { get; init; }

    public string SettlingFirm { get; init; } = "";

    public string ClearingAccount { get; init; } = "";

    public string ClearingIntent { get; init; } = "";

    public string OpenClose { get; init; } = "";

    public bool IsShortSale { get; init; }

    public int ShortSaleSlot { get; init; }

    public string DesignatedLocation { get; init; } = "";

    public bool IsUpdatedContinuously { get; init; }

    public int? ReferencePriceType { get; init; }
}

/// <summary>Of scale orders; the terms behind the increment exist only when it is above zero.</summary>
public sealed record IbScaleTerms
{
    public static IbScaleTerms None { get; } = new();

    public int? InitialSize { get; init; }

    public int? NextSize { get; init; }

    public string PriceIncrement { get; init; } = "";

    public string PriceAdjustValue { get; init; } = "";

    public int? PriceAdjustInterval { get; init; }

    public string ProfitOffset { get; init; } = "";

    public bool ResetsAutomatically { get; init; }

    public int? InitialPosition { get; init; }

    public int? InitialFillQuantity { get; init; }

    public bool IsRandom { get; init; }

    public string Table { get; init; } = "";

    public string ActiveStart { get; init; } = "";

    public string ActiveStop { get; init; } = "";
}

/// <summary>Of order type <c>PEG BENCH</c>.</summary>
public sealed record IbPegBenchmark(
    int ReferenceConId, bool IsDecrease, string PeggedChange, string ReferenceChange, string ReferenceExchange);

/// <summary>What the order turns into when its trigger price is reached.</summary>
public sealed record IbAdjustment
{
    public static IbAdjustment None { get; } = new();

    /// <summary><c>None</c> in answers when there is none.</summary>
    public string OrderType { get; init; } = "";

    public string TriggerPrice { get; init; } = "";

    public string StopPrice { get; init; } = "";

    public string StopLimitPrice { get; init; } = "";

    public string TrailingAmount { get; init; } = "";

    /// <summary>0 amount, 100 percent.</summary>
    public int TrailingUnit { get; init; }
}

public sealed record IbSoftDollarTier(string Name, string Value, string DisplayName)
{
    public static IbSoftDollarTier None { get; } = new("", "", "");
}

public sealed record IbMifid2(string DecisionMaker, string DecisionAlgo, string ExecutionTrader, string ExecutionAlgo)
{
    public static IbMifid2 None { get; } = new("", "", "", "");
}

/// <summary>Of order types <c>PEG BEST</c> and <c>PEG MID</c>, and of exchange <c>IBKRATS</c>.</summary>
public sealed record IbPegOffsets
{
    /// <summary>The wire's word for <see cref="CompeteAgainstBestOffset"/> "up to the mid price".</summary>
    public const string UpToMid = "Infinity";

    public static IbPegOffsets None { get; } = new();

    public int? MinTradeQuantity { get; init; }

    public int? MinCompeteSize { get; init; }

    /// <summary>Decimal text, <see cref="UpToMid"/> or empty.</summary>
    public string CompeteAgainstBestOffset { get; init; } = "";

    public string MidOffsetAtWhole { get; init; } = "";

    public string MidOffsetAtHalf { get; init; } = "";
}

/// <summary>The legs of a combo and how they are routed.</summary>
/// <param name="LegPrices">Decimal text, one a leg, or none at all.</param>
/// <param name="Description">Answers only, for example <c>728716651|1,728716652|-1</c>.</param>
public sealed record IbCombo(
    ImmutableArray<IbComboLeg> Legs, ImmutableArray<string> LegPrices, ImmutableArray<IbTagValue> Routing, string Description = "");

/// <summary>What only a completed order has (answer 101).</summary>
public sealed record IbCompletion
{
    public string AutoCancelDate { get; init; } = "";

    /// <summary>Use this: the total quantity can be 0.</summary>
    public string FilledQuantity { get; init; } = "";

    public int? ReferenceFuturesConId { get; init; }

    public string Shareholder { get; init; } = "";

    public bool RoutesMarketableToBbo { get; init; }

    /// <summary>Null when it has no parent.</summary>
    public long? ParentPermId { get; init; }

    /// <summary>As sent: <c>YYYYMMDD HH:MM:SS ZONE</c>.</summary>
    public string Time { get; init; } = "";

    /// <summary>For example <c>Filled Size: 100</c>.</summary>
    public string Status { get; init; } = "";
}
