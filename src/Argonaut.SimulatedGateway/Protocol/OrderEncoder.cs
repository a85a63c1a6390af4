using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>CONTRACT11 of an answer (ib-tws-protocol.md 7.1), as text.</summary>
public sealed record ContractFields(
    int ConId, string Symbol, string SecType, string LastTradeDate, string Strike, string Right, string Multiplier, string Exchange, string Currency,
    string LocalSymbol, string TradingClass);

/// <summary>The state block of openOrder; unset figures are null.</summary>
public sealed record OrderStateFields(string Status)
{
    public MarginFigures Margin { get; init; } = new();

    /// <summary>Margins outside regular hours; from version 195.</summary>
    public MarginFigures MarginOutsideRth { get; init; } = new();

    public decimal? Commission { get; init; }

    public decimal? MinCommission { get; init; }

    public decimal? MaxCommission { get; init; }

    public string CommissionCurrency { get; init; } = "";

    public string MarginCurrency { get; init; } = "";

    public string SuggestedSize { get; init; } = "";

    public string RejectReason { get; init; } = "";

    public string WarningText { get; init; } = "";
}

/// <summary>Nine margin figures: before, change and after, of initial margin, maintenance margin and equity with loan.</summary>
public sealed record MarginFigures(
    decimal? InitBefore = null, decimal? MaintBefore = null, decimal? EquityBefore = null, decimal? InitChange = null, decimal? MaintChange = null,
    decimal? EquityChange = null, decimal? InitAfter = null, decimal? MaintAfter = null, decimal? EquityAfter = null)
{
    public IEnumerable<decimal?> All => [InitBefore, MaintBefore, EquityBefore, InitChange, MaintChange, EquityChange, InitAfter, MaintAfter, EquityAfter];
}

/// <summary>Who and which an order is.</summary>
public sealed record OrderIdentity(int OrderId, int ClientId, long PermId)
{
    public string ComboLegsDescription { get; init; } = "";

    public string Submitter { get; init; } = "";
}

/// <summary>How a finished order ended.</summary>
public sealed record CompletionFields(string Status, decimal FilledQuantity, string CompletedTime, string CompletedStatus, long? ParentPermId)
{
    public string Shareholder { get; init; } = "Not an insider or substantial shareholder";
}

/// <summary>An execution as it is told.</summary>
public sealed record ExecutionFields(
    string ExecId, string Time, string Account, string Exchange, string Side, decimal Shares, decimal Price, long PermId, int ClientId, int OrderId,
    decimal CumQty, decimal AvgPrice, string OrderRef, int LastLiquidity)
{
    public string EvRule { get; init; } = "";

    public string EvMultiplier { get; init; } = "";

    public string ModelCode { get; init; } = "";

    public bool PendingPriceRevision { get; init; }

    public string Submitter { get; init; } = "";
}

/// <summary>Writes what the gateway says about orders (ib-tws-protocol.md 8.13), at the negotiated version.</summary>
public static class OrderEncoder
{
    public const string Unset = "1.7976931348623157E308";
    private const string UnsetInt = "2147483647";
    private const string UnsetLong = "9223372036854775807";
    private const int CustomerAccountVersion = 183;
    private const int ProfessionalVersion = 184;
    private const int BondInterestVersion = 185;
    private const int OvernightVersion = 189;
    private const int OperatorVersion = 193;
    private const int PreviewVersion = 195;
    private const int SubmitterVersion = 198;
    private const int ImbalanceVersion = 199;

    public static void Status(
        IbFrameWriter to, int orderId, string status, decimal filled, decimal remaining, decimal averagePrice, long permId, int parentId, decimal lastPrice,
        int clientId, string whyHeld, decimal marketCapPrice) =>
        Number(Number(Number(Number(to.Begin(IbAnswer.OrderStatus).Int(orderId).Text(status), filled), remaining), averagePrice).Int(permId).Int(parentId), lastPrice)
            .Int(clientId).Text(whyHeld).Text(Text(marketCapPrice)).End();

    public static void OpenOrder(
        IbFrameWriter to, int version, OrderIdentity identity, ContractFields contract, OrderTerms o, OrderStateFields state)
    {
        to.Begin(IbAnswer.OpenOrder).Int(identity.OrderId);
        Contract(to, contract);
        Head(to, o);
        to.Int(identity.ClientId).Int(identity.PermId).Bool(o.OutsideRth).Bool(o.Hidden).Text(Text(o.DiscretionaryAmt)).Text(o.GoodAfterTime);
        to.Text($"{identity.PermId}.0/{o.Account}/100").Text(o.FaGroup).Text(o.FaMethod).Text(o.FaPercentage).Text(o.ModelCode).Text(o.GoodTillDate);
        to.Text(o.Rule80A);
        Optional(to, o.PercentOffset);
        to.Text(o.SettlingFirm).Int(o.ShortSaleSlot).Text(o.DesignatedLocation).Int(o.ExemptCode).Int(o.AuctionStrategy);
        Ranges(to, o);
        to.Text(DisplaySize(o)).Bool(o.BlockOrder).Bool(o.SweepToFill).Bool(o.AllOrNone);
        Optional(to, o.MinQty);
        to.Int(OcaType(o)).Bool(o.ETradeOnly).Bool(o.FirmQuoteOnly);
        Optional(to, o.NbboPriceCap);
        to.Int(o.ParentId).Int(o.TriggerMethod);
        Volatility(to, o);
        var neutral = o.DeltaNeutral ?? new DeltaNeutralTerms();
        to.Int(neutral.ConId).Text(neutral.SettlingFirm).Text(neutral.ClearingAccount).Text(neutral.ClearingIntent).Text(neutral.OpenClose);
        to.Bool(neutral.ShortSale).Int(neutral.ShortSaleSlot).Text(neutral.DesignatedLocation);
        to.Bool(o.ContinuousUpdate).Int(o.ReferencePriceType ?? 0);
        Optional(to, o.TrailStopPrice);
        Optional(to, o.TrailingPercent);
        to.Empty(2).Text(identity.ComboLegsDescription);
        Combo(to, o);
        ScaleAndHedge(to, o);
        to.Bool(o.OptOutSmartRouting);
        Clearing(to, o);
        to.Bool(o.Solicited).Bool(o.WhatIf);
        State(to, version, state);
        Random(to, o);
        Conditions(to, o);
        to.Text(OrNone(o.AdjustedOrderType));
        Sentinel(to, o.TriggerPrice);
        Sentinel(to, o.TrailStopPrice);
        Sentinel(to, o.LmtPriceOffset);
        Sentinel(to, o.AdjustedStopPrice);
        Sentinel(to, o.AdjustedStopLimitPrice);
        Sentinel(to, o.AdjustedTrailingAmount);
        to.Int(o.AdjustableTrailingUnit).Text(o.SoftDollarName).Text(o.SoftDollarValue).Empty();
        to.Text(Text(o.CashQty ?? 0)).Bool(o.DontUseAutoPriceForHedge).Bool(o.IsOmsContainer).Bool(o.DiscretionaryUpToLimitPrice);
        to.Bool(o.UsePriceMgmtAlgo ?? false);
        Optional(to, o.Duration);
        Optional(to, o.PostToAts);
        to.Bool(o.AutoCancelParent);
        Pegs(to, o);
        if (version >= CustomerAccountVersion) to.Text(o.CustomerAccount);
        if (version >= ProfessionalVersion) to.Bool(o.ProfessionalCustomer);
        if (version >= BondInterestVersion) to.Empty();
        if (version >= OvernightVersion) to.Bool(o.IncludeOvernight);
        if (version >= OperatorVersion)
        {
            to.Text(o.ExtOperator);
            Optional(to, o.ManualOrderIndicator);
        }

        if (version >= SubmitterVersion) to.Text(identity.Submitter);
        if (version >= ImbalanceVersion) to.Bool(o.ImbalanceOnly);
        to.End();
    }

    public static void CompletedOrder(
        IbFrameWriter to, int version, OrderIdentity identity, ContractFields contract, OrderTerms o, CompletionFields completion)
    {
        to.Begin(IbAnswer.CompletedOrder);
        Contract(to, contract);
        Head(to, o);
        to.Int(identity.PermId).Bool(o.OutsideRth).Bool(o.Hidden).Text(Text(o.DiscretionaryAmt)).Text(o.GoodAfterTime).Text(o.FaGroup).Text(o.FaMethod);
        to.Text(o.FaPercentage).Text(o.ModelCode).Text(o.GoodTillDate).Text(o.Rule80A);
        Optional(to, o.PercentOffset);
        to.Text(o.SettlingFirm).Int(o.ShortSaleSlot).Text(o.DesignatedLocation).Int(o.ExemptCode);
        Ranges(to, o);
        to.Text(DisplaySize(o)).Bool(o.SweepToFill).Bool(o.AllOrNone);
        Optional(to, o.MinQty);
        to.Int(OcaType(o)).Int(o.TriggerMethod);
        Volatility(to, o);
        var neutral = o.DeltaNeutral ?? new DeltaNeutralTerms();
        to.Int(neutral.ConId).Bool(neutral.ShortSale).Int(neutral.ShortSaleSlot).Text(neutral.DesignatedLocation);
        to.Bool(o.ContinuousUpdate).Int(o.ReferencePriceType ?? 0);
        Optional(to, o.TrailStopPrice);
        Optional(to, o.TrailingPercent);
        to.Text(identity.ComboLegsDescription);
        Combo(to, o);
        ScaleAndHedge(to, o);
        Clearing(to, o);
        to.Bool(o.Solicited).Text(completion.Status);
        Random(to, o);
        Conditions(to, o);
        Sentinel(to, o.TrailStopPrice);
        Sentinel(to, o.LmtPriceOffset);
        to.Text(Text(o.CashQty ?? 0)).Bool(o.DontUseAutoPriceForHedge).Bool(o.IsOmsContainer).Empty().Text(Text(completion.FilledQuantity));
        to.Text(UnsetInt).Bool(o.AutoCancelParent).Text(completion.Shareholder).Bool(o.ImbalanceOnly).Bool(false);
        to.Text(completion.ParentPermId?.ToString(CultureInfo.InvariantCulture) ?? UnsetLong).Text(completion.CompletedTime).Text(completion.CompletedStatus);
        Pegs(to, o);
        if (version >= CustomerAccountVersion) to.Text(o.CustomerAccount);
        if (version >= ProfessionalVersion) to.Bool(o.ProfessionalCustomer);
        if (version >= SubmitterVersion) to.Text(identity.Submitter);
        to.End();
    }

    /// <param name="requestId">-1 for one that just happened.</param>
    public static void Execution(IbFrameWriter to, int version, int requestId, ContractFields contract, ExecutionFields e)
    {
        to.Begin(IbAnswer.ExecutionDetails).Int(requestId).Int(e.OrderId);
        Contract(to, contract);
        to.Text(e.ExecId).Text(e.Time).Text(e.Account).Text(e.Exchange).Text(e.Side).Text(Text(e.Shares)).Text(Text(e.Price)).Int(e.PermId);
        to.Int(e.ClientId).Int(0).Text(Text(e.CumQty)).Text(Text(e.AvgPrice)).Text(e.OrderRef).Text(e.EvRule).Text(e.EvMultiplier).Text(e.ModelCode);
        to.Int(e.LastLiquidity).Bool(e.PendingPriceRevision);
        if (version >= SubmitterVersion) to.Text(e.Submitter);
        to.End();
    }

    /// <param name="realized">Null when the execution opened a position.</param>
    public static void Commission(IbFrameWriter to, string execId, decimal commission, string currency, decimal? realized, decimal? yield, string redemption) =>
        to.Begin(IbAnswer.CommissionReport).Int(1).Text(execId).Text(Text(commission)).Text(currency).Text(realized is { } r ? Text(r) : Unset)
            .Text(yield is { } y ? Text(y) : Unset).Text(redemption).End();

    public static void ExecutionsEnd(IbFrameWriter to, int requestId) => to.Begin(IbAnswer.ExecutionDetailsEnd).Int(1).Int(requestId).End();

    public static void OpenOrdersEnd(IbFrameWriter to) => to.Begin(IbAnswer.OpenOrderEnd).Int(1).End();

    public static void CompletedOrdersEnd(IbFrameWriter to) => to.Begin(IbAnswer.CompletedOrdersEnd).End();

    public static void OrderBound(IbFrameWriter to, long permId, int clientId, int orderId) =>
        to.Begin(IbAnswer.OrderBound).Int(permId).Int(clientId).Int(orderId).End();

    internal static void Contract(IbFrameWriter to, ContractFields c) =>
        to.Int(c.ConId).Text(c.Symbol).Text(c.SecType).Text(c.LastTradeDate).Text(c.Strike).Text(c.Right).Text(c.Multiplier).Text(c.Exchange)
            .Text(c.Currency).Text(c.LocalSymbol).Text(c.TradingClass);

    internal static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static IbFrameWriter Number(IbFrameWriter to, decimal value) => to.Text(Text(value));

    private static void Head(IbFrameWriter to, OrderTerms o) =>
        to.Text(o.Action).Text(Text(o.TotalQuantity ?? 0)).Text(o.OrderType).Text(Text(o.LmtPrice ?? 0)).Text(Text(o.AuxPrice ?? 0)).Text(o.Tif)
            .Text(o.OcaGroup).Text(o.Account).Text(o.OpenClose).Int(o.Origin).Text(o.OrderRef);

    private static void Ranges(IbFrameWriter to, OrderTerms o)
    {
        Optional(to, o.StartingPrice);
        Optional(to, o.StockRefPrice);
        Optional(to, o.Delta);
        Optional(to, o.StockRangeLower);
        Optional(to, o.StockRangeUpper);
    }

    /// <summary>A gateway shows no display size as the largest integer.</summary>
    private static string DisplaySize(OrderTerms o) => o.DisplaySize is { } size and not 0 ? size.ToString(CultureInfo.InvariantCulture) : UnsetInt;

    /// <summary>A gateway shows 3 for an order without a group.</summary>
    private static int OcaType(OrderTerms o) => o.OcaType == 0 ? 3 : o.OcaType;

    private static void Volatility(IbFrameWriter to, OrderTerms o)
    {
        Optional(to, o.Volatility);
        to.Int(o.VolatilityType ?? 0).Text(OrNone(o.DeltaNeutralOrderType));
        Optional(to, o.DeltaNeutralAuxPrice);
    }

    private static void Combo(IbFrameWriter to, OrderTerms o)
    {
        to.Int(o.Legs.Length);
        foreach (var leg in o.Legs)
            to.Int(leg.ConId).Int(leg.Ratio).Text(leg.Action).Text(leg.Exchange).Int(leg.OpenClose).Int(leg.ShortSaleSlot).Text(leg.DesignatedLocation)
                .Int(leg.ExemptCode);
        to.Int(o.LegPrices.Length);
        foreach (var price in o.LegPrices) Optional(to, price);
        Tags(to, o.Routing);
    }

    private static void ScaleAndHedge(IbFrameWriter to, OrderTerms o)
    {
        to.Int(o.ScaleInitLevelSize ?? int.MaxValue).Int(o.ScaleSubsLevelSize ?? int.MaxValue);
        Optional(to, o.ScalePriceIncrement);
        if (o.Scale is { } scale)
        {
            Optional(to, scale.PriceAdjustValue);
            Optional(to, scale.PriceAdjustInterval);
            Optional(to, scale.ProfitOffset);
            to.Bool(scale.AutoReset);
            Optional(to, scale.InitPosition);
            Optional(to, scale.InitFillQty);
            to.Bool(scale.RandomPercent);
        }

        to.Text(o.HedgeType);
        if (o.HedgeType.Length > 0) to.Text(o.HedgeParam);
    }

    private static void Clearing(IbFrameWriter to, OrderTerms o)
    {
        to.Text(o.ClearingAccount).Text(o.ClearingIntent.Length > 0 ? o.ClearingIntent : "IB").Bool(o.NotHeld).Bool(o.DeltaNeutralContract is not null);
        if (o.DeltaNeutralContract is { } contract) to.Int(contract.ConId).Text(Text(contract.Delta)).Text(Text(contract.Price));
        to.Text(o.AlgoStrategy);
        if (o.AlgoStrategy.Length > 0) Tags(to, o.AlgoParams);
    }

    private static void State(IbFrameWriter to, int version, OrderStateFields state)
    {
        to.Text(state.Status);
        foreach (var figure in state.Margin.All) Sentinel(to, figure);
        Optional(to, state.Commission);
        Optional(to, state.MinCommission);
        Optional(to, state.MaxCommission);
        to.Text(state.CommissionCurrency);
        if (version >= PreviewVersion)
        {
            to.Text(state.MarginCurrency);
            foreach (var figure in state.MarginOutsideRth.All) Sentinel(to, figure);
            to.Text(state.SuggestedSize).Text(state.RejectReason).Int(0);
        }

        to.Text(state.WarningText);
    }

    private static void Random(IbFrameWriter to, OrderTerms o)
    {
        to.Bool(o.RandomizeSize).Bool(o.RandomizePrice);
        if (o.PegBench is { } peg)
            to.Int(peg.ContractId).Bool(peg.IsDecrease).Text(Text(peg.ChangeAmount)).Text(Text(peg.ReferenceChangeAmount)).Text(peg.ExchangeId);
    }

    private static void Conditions(IbFrameWriter to, OrderTerms o)
    {
        to.Int(o.Conditions.Length);
        foreach (var condition in o.Conditions)
        {
            to.Int(condition.Type).Text(condition.IsAnd ? "a" : "o");
            foreach (var field in condition.Fields) to.Text(field);
        }

        if (o.Conditions.Length > 0) to.Bool(o.ConditionsIgnoreRth).Bool(o.ConditionsCancelOrder);
    }

    private static void Pegs(IbFrameWriter to, OrderTerms o)
    {
        Optional(to, o.MinTradeQty);
        Optional(to, o.MinCompeteSize);
        if (o.CompetesUpToMid) to.Text("Infinity");
        else Optional(to, o.CompeteAgainstBestOffset);
        Optional(to, o.MidOffsetAtWhole);
        Optional(to, o.MidOffsetAtHalf);
    }

    private static void Tags(IbFrameWriter to, ImmutableArray<(string Tag, string Value)> tags)
    {
        to.Int(tags.Length);
        foreach (var (tag, value) in tags) to.Text(tag).Text(value);
    }

    private static string OrNone(string text) => text.Length > 0 ? text : "None";

    private static void Optional(IbFrameWriter to, decimal? value)
    {
        if (value is { } known) to.Text(Text(known));
        else to.Empty();
    }

    private static void Optional(IbFrameWriter to, int? value)
    {
        if (value is { } known) to.Int(known);
        else to.Empty();
    }

    private static void Sentinel(IbFrameWriter to, decimal? value) => to.Text(value is { } known ? Text(known) : Unset);
}
