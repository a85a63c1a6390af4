using System.Collections.Immutable;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>A leg of a combo order, with the fields that only orders have.</summary>
public sealed record OrderLeg(
    int ConId, int Ratio, string Action, string Exchange, int OpenClose = 0, int ShortSaleSlot = 0, string DesignatedLocation = "", int ExemptCode = -1);

/// <summary>The scale block of an order; only with a price increment above zero.</summary>
public sealed record ScaleTerms(
    decimal? PriceAdjustValue, int? PriceAdjustInterval, decimal? ProfitOffset, bool AutoReset, int? InitPosition, int? InitFillQty, bool RandomPercent);

/// <summary>The delta neutral block of an order.</summary>
public sealed record DeltaNeutralTerms(
    int ConId = 0, string SettlingFirm = "", string ClearingAccount = "", string ClearingIntent = "", string OpenClose = "?", bool ShortSale = false,
    int ShortSaleSlot = 0, string DesignatedLocation = "");

/// <summary>The delta neutral contract of a combo.</summary>
public sealed record DeltaNeutralContract(int ConId, decimal Delta, decimal Price);

/// <summary>The block of a <c>PEG BENCH</c> order.</summary>
public sealed record PegBenchTerms(int ContractId, bool IsDecrease, decimal ChangeAmount, decimal ReferenceChangeAmount, string ExchangeId);

/// <summary>One condition of an order: its type, how it joins the next, and its fields as text in wire order.</summary>
/// <param name="Type">1 price, 3 time, 4 margin, 5 execution, 6 volume, 7 percent change.</param>
public sealed record OrderCondition(int Type, bool IsAnd, ImmutableArray<string> Fields);

/// <summary>
/// Everything placeOrder says about an order (ib-tws-protocol.md 8.11). Unset numbers are null, unset texts are empty; prices are in wire
/// (magnified) units.
/// </summary>
public sealed record OrderTerms
{
    public required string Action { get; init; }

    public decimal? TotalQuantity { get; init; }

    public required string OrderType { get; init; }

    public decimal? LmtPrice { get; init; }

    /// <summary>Stop price, trail amount or touch price.</summary>
    public decimal? AuxPrice { get; init; }

    public string Tif { get; init; } = "";

    public string OcaGroup { get; init; } = "";

    public string Account { get; init; } = "";

    public string OpenClose { get; init; } = "";

    public int Origin { get; init; }

    public string OrderRef { get; init; } = "";

    public bool Transmit { get; init; } = true;

    public int ParentId { get; init; }

    public bool BlockOrder { get; init; }

    public bool SweepToFill { get; init; }

    public int? DisplaySize { get; init; }

    public int TriggerMethod { get; init; }

    public bool OutsideRth { get; init; }

    public bool Hidden { get; init; }

    public ImmutableArray<OrderLeg> Legs { get; init; } = [];

    public ImmutableArray<decimal?> LegPrices { get; init; } = [];

    public ImmutableArray<(string Tag, string Value)> Routing { get; init; } = [];

    public decimal DiscretionaryAmt { get; init; }

    public string GoodAfterTime { get; init; } = "";

    public string GoodTillDate { get; init; } = "";

    public string FaGroup { get; init; } = "";

    public string FaMethod { get; init; } = "";

    public string FaPercentage { get; init; } = "";

    public string ModelCode { get; init; } = "";

    public int ShortSaleSlot { get; init; }

    public string DesignatedLocation { get; init; } = "";

    public int ExemptCode { get; init; } = -1;

    public int OcaType { get; init; }

    public string Rule80A { get; init; } = "";

    public string SettlingFirm { get; init; } = "";

    public bool AllOrNone { get; init; }

    public int? MinQty { get; init; }

    public decimal? PercentOffset { get; init; }

    public bool ETradeOnly { get; init; }

    public bool FirmQuoteOnly { get; init; }

    public decimal? NbboPriceCap { get; init; }

    public int AuctionStrategy { get; init; }

    public decimal? StartingPrice { get; init; }

    public decimal? StockRefPrice { get; init; }

    public decimal? Delta { get; init; }

    public decimal? StockRangeLower { get; init; }

    public decimal? StockRangeUpper { get; init; }

    public bool OverridePercentageConstraints { get; init; }

    public decimal? Volatility { get; init; }

    public int? VolatilityType { get; init; }

    public string DeltaNeutralOrderType { get; init; } = "";

    public decimal? DeltaNeutralAuxPrice { get; init; }

    public DeltaNeutralTerms? DeltaNeutral { get; init; }

    public bool ContinuousUpdate { get; init; }

    public int? ReferencePriceType { get; init; }

    public decimal? TrailStopPrice { get; init; }

    public decimal? TrailingPercent { get; init; }

    public int? ScaleInitLevelSize { get; init; }

    public int? ScaleSubsLevelSize { get; init; }

    public decimal? ScalePriceIncrement { get; init; }

    public ScaleTerms? Scale { get; init; }

    public string ScaleTable { get; init; } = "";

    public string ActiveStartTime { get; init; } = "";

    public string ActiveStopTime { get; init; } = "";

    public string HedgeType { get; init; } = "";

    public string HedgeParam { get; init; } = "";

    public bool OptOutSmartRouting { get; init; }

    public string ClearingAccount { get; init; } = "";

    public string ClearingIntent { get; init; } = "";

    public bool NotHeld { get; init; }

    public DeltaNeutralContract? DeltaNeutralContract { get; init; }

    public string AlgoStrategy { get; init; } = "";

    public ImmutableArray<(string Tag, string Value)> AlgoParams { get; init; } = [];

    public string AlgoId { get; init; } = "";

    public bool WhatIf { get; init; }

    public string MiscOptions { get; init; } = "";

    public bool Solicited { get; init; }

    public bool RandomizeSize { get; init; }

    public bool RandomizePrice { get; init; }

    public PegBenchTerms? PegBench { get; init; }

    public ImmutableArray<OrderCondition> Conditions { get; init; } = [];

    public bool ConditionsIgnoreRth { get; init; }

    public bool ConditionsCancelOrder { get; init; }

    public string AdjustedOrderType { get; init; } = "";

    public decimal? TriggerPrice { get; init; }

    public decimal? LmtPriceOffset { get; init; }

    public decimal? AdjustedStopPrice { get; init; }

    public decimal? AdjustedStopLimitPrice { get; init; }

    public decimal? AdjustedTrailingAmount { get; init; }

    public int AdjustableTrailingUnit { get; init; }

    public string ExtOperator { get; init; } = "";

    public string SoftDollarName { get; init; } = "";

    public string SoftDollarValue { get; init; } = "";

    public decimal? CashQty { get; init; }

    public string Mifid2DecisionMaker { get; init; } = "";

    public string Mifid2DecisionAlgo { get; init; } = "";

    public string Mifid2ExecutionTrader { get; init; } = "";

    public string Mifid2ExecutionAlgo { get; init; } = "";

    public bool DontUseAutoPriceForHedge { get; init; }

    public bool IsOmsContainer { get; init; }

    public bool DiscretionaryUpToLimitPrice { get; init; }

    public bool? UsePriceMgmtAlgo { get; init; }

    public int? Duration { get; init; }

    public int? PostToAts { get; init; }

    public bool AutoCancelParent { get; init; }

    public string AdvancedErrorOverride { get; init; } = "";

    public string ManualOrderTime { get; init; } = "";

    public int? MinTradeQty { get; init; }

    public int? MinCompeteSize { get; init; }

    public decimal? CompeteAgainstBestOffset { get; init; }

    /// <summary>The offset was infinite: up to the midpoint.</summary>
    public bool CompetesUpToMid { get; init; }

    public decimal? MidOffsetAtWhole { get; init; }

    public decimal? MidOffsetAtHalf { get; init; }

    public string CustomerAccount { get; init; } = "";

    public bool ProfessionalCustomer { get; init; }

    public bool IncludeOvernight { get; init; }

    public int? ManualOrderIndicator { get; init; }

    public bool ImbalanceOnly { get; init; }
}
