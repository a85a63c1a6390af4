using System.Collections.Immutable;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>
/// An order as requests 3 and answers 5 and 101 carry it (ib-tws-protocol.md 8.11, 8.13). Prices and sizes are decimal text, already
/// magnified; empty means unset. The defaults are the safe values to send.
/// </summary>
public sealed record IbOrder
{
    /// <summary>0 in answer 101, which does not name it.</summary>
    public int OrderId { get; init; }

    public int ClientId { get; init; }

    /// <summary>The broker's id; 0 until it is assigned.</summary>
    public long PermId { get; init; }

    /// <summary>The order that this one belongs to; 0 for none.</summary>
    public int ParentId { get; init; }

    /// <summary><c>BUY</c> or <c>SELL</c>.</summary>
    public required string Action { get; init; }

    public required string TotalQuantity { get; init; }

    public required string OrderType { get; init; }

    public string LimitPrice { get; init; } = "";

    /// <summary>Stop price, trailing amount or offset: ib-tws-protocol.md 8.11.</summary>
    public string AuxPrice { get; init; } = "";

    public string TimeInForce { get; init; } = "DAY";

    public string OcaGroup { get; init; } = "";

    /// <summary>1 cancel all with block, 2 reduce with block, 3 reduce without block.</summary>
    public int OcaType { get; init; }

    public string Account { get; init; } = "";

    public string OpenClose { get; init; } = "";

    public int Origin { get; init; }

    /// <summary>Our own id of the order; it comes back in every answer.</summary>
    public string OrderRef { get; init; } = "";

    /// <summary>False keeps the order in the gateway.</summary>
    public bool IsTransmitted { get; init; } = true;

    public bool IsBlockOrder { get; init; }

    public bool IsSweepToFill { get; init; }

    /// <summary>Null when unset.</summary>
    public int? DisplaySize { get; init; }

    public int TriggerMethod { get; init; }

    public bool IsOutsideRth { get; init; }

    public bool IsHidden { get; init; }

    public string DiscretionaryAmount { get; init; } = "";

    public string GoodAfterTime { get; init; } = "";

    public string GoodTillDate { get; init; } = "";

    /// <summary>Set for advisors only, and then without <see cref="Account"/>.</summary>
    public IbAdvisorAllocation Advisor { get; init; } = IbAdvisorAllocation.None;

    public string ModelCode { get; init; } = "";

    public int ShortSaleSlot { get; init; }

    public string DesignatedLocation { get; init; } = "";

    public int ExemptCode { get; init; } = -1;

    public string Rule80A { get; init; } = "";

    public string SettlingFirm { get; init; } = "";

    public bool IsAllOrNone { get; init; }

    public int? MinQuantity { get; init; }

    public string PercentOffset { get; init; } = "";

    /// <summary>Read from answers; never sent as true (code 10268).</summary>
    public bool IsETradeOnly { get; init; }

    public bool IsFirmQuoteOnly { get; init; }

    public string NbboPriceCap { get; init; } = "";

    /// <summary>1 match, 2 improvement, 3 transparent.</summary>
    public int AuctionStrategy { get; init; }

    public string StartingPrice { get; init; } = "";

    public string StockReferencePrice { get; init; } = "";

    public string Delta { get; init; } = "";

    public string StockRangeLower { get; init; } = "";

    public string StockRangeUpper { get; init; } = "";

    public bool OverridesPercentageConstraints { get; init; }

    public IbVolatilityTerms Volatility { get; init; } = IbVolatilityTerms.None;

    public string TrailStopPrice { get; init; } = "";

    public string TrailingPercent { get; init; } = "";

    /// <summary>Answer 5 only.</summary>
    public string BasisPoints { get; init; } = "";

    public int? BasisPointsType { get; init; }

    public IbScaleTerms Scale { get; init; } = IbScaleTerms.None;

    /// <summary><c>D</c> delta, <c>B</c> beta, <c>F</c> FX, <c>P</c> pair, or empty.</summary>
    public string HedgeType { get; init; } = "";

    public string HedgeParameter { get; init; } = "";

    public bool OptsOutOfSmartRouting { get; init; }

    public string ClearingAccount { get; init; } = "";

    public string ClearingIntent { get; init; } = "";

    public bool IsNotHeld { get; init; }

    public IbDeltaNeutralContract? DeltaNeutralContract { get; init; }

    public string AlgoStrategy { get; init; } = "";

    public ImmutableArray<IbTagValue> AlgoParameters { get; init; } = [];

    public string AlgoId { get; init; } = "";

    /// <summary>True asks for margin and commission only; nothing is placed.</summary>
    public bool IsWhatIf { get; init; }

    public string MiscOptions { get; init; } = "";

    public bool IsSolicited { get; init; }

    public bool RandomizesSize { get; init; }

    public bool RandomizesPrice { get; init; }

    /// <summary>Of order type <c>PEG BENCH</c> only.</summary>
    public IbPegBenchmark? PegBenchmark { get; init; }

    public ImmutableArray<IbOrderCondition> Conditions { get; init; } = [];

    public bool ConditionsIgnoreRth { get; init; }

    /// <summary>True: the conditions cancel the order instead of activating it.</summary>
    public bool ConditionsCancelOrder { get; init; }

    public IbAdjustment Adjustment { get; init; } = IbAdjustment.None;

    public string LimitPriceOffset { get; init; } = "";

    /// <summary>192: sent; 193: also in answer 5.</summary>
    public string ExtOperator { get; init; } = "";

    public IbSoftDollarTier SoftDollarTier { get; init; } = IbSoftDollarTier.None;

    public string CashQuantity { get; init; } = "";

    public IbMifid2 Mifid2 { get; init; } = IbMifid2.None;

    public bool DoesNotAutoPriceHedge { get; init; }

    public bool IsOmsContainer { get; init; }

    public bool DiscretionaryUpToLimitPrice { get; init; }

    /// <summary>Null leaves it to the broker.</summary>
    public bool? UsesPriceManagementAlgo { get; init; }

    public int? Duration { get; init; }

    public int? PostToAts { get; init; }

    public bool CancelsWithParent { get; init; }

    public string AdvancedErrorOverride { get; init; } = "";

    public string ManualOrderTime { get; init; } = "";

    public IbPegOffsets PegOffsets { get; init; } = IbPegOffsets.None;

    /// <summary>From version 183 on.</summary>
    public string CustomerAccount { get; init; } = "";

    /// <summary>From version 184 on.</summary>
    public bool IsProfessionalCustomer { get; init; }

    /// <summary>Answer 5 from version 185 on.</summary>
    public string BondAccruedInterest { get; init; } = "";

    /// <summary>From version 189 on.</summary>
    public bool IncludesOvernight { get; init; }

    /// <summary>From version 192 (answers: 193) on.</summary>
    public int? ManualOrderIndicator { get; init; }

    /// <summary>Answers from version 198 on.</summary>
    public string Submitter { get; init; } = "";

    /// <summary>From version 199 on.</summary>
    public bool IsImbalanceOnly { get; init; }

    /// <summary>Of combos (<c>BAG</c>) only.</summary>
    public IbCombo? Combo { get; init; }

    /// <summary>Answer 101 only.</summary>
    public IbCompletion? Completion { get; init; }
}
