using System.Text.Json.Nodes;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Orders and fills with the reference decoder's names.</summary>
internal static class OrderEvents
{
    public static JsonObject Status(IbOrderStatus s) => ResponseEvents.Event("orderStatus", ("orderId", s.OrderId), ("status", s.Status),
        ("filled", s.Filled), ("remaining", s.Remaining), ("avgFillPrice", s.AverageFillPrice), ("permId", s.PermId),
        ("parentId", s.ParentId), ("lastFillPrice", s.LastFillPrice), ("clientId", s.ClientId), ("whyHeld", s.WhyHeld),
        ("mktCapPrice", s.MarketCapPrice));

    public static JsonObject Bound(IbOrderBound b) =>
        ResponseEvents.Event("orderBound", ("permId", b.PermId), ("clientId", b.ClientId), ("orderId", b.OrderId));

    public static JsonObject Open(IbOpenOrder o)
    {
        var contract = ContractEvents.Contract(o.Contract, "?");
        contract["comboLegsDescrip"] = o.Order.Combo?.Description;
        contract["comboLegs"] = Legs(o.Order.Combo);
        return ResponseEvents.Event("openOrder", ("orderId", o.Order.OrderId), ("contract", contract), ("order", Order(o.Order)),
            ("orderState", State(o.State)));
    }

    public static JsonObject Completed(IbCompletedOrder o) => ResponseEvents.Event("completedOrder",
        ("contract", ContractEvents.Contract(o.Contract, "?")), ("order", Order(o.Order)),
        ("orderState", new JsonObject
        {
            ["status"] = o.Status, ["completedTime"] = o.Order.Completion!.Time, ["completedStatus"] = o.Order.Completion.Status,
        }));

    public static JsonObject Execution(IbExecution e) => ResponseEvents.Event("execDetails", ("reqId", e.RequestId),
        ("contract", ContractEvents.Contract(e.Contract)), ("execution", new JsonObject
        {
            ["execId"] = e.ExecutionId, ["time"] = e.Time, ["acctNumber"] = e.Account, ["exchange"] = e.Exchange, ["side"] = e.Side,
            ["shares"] = e.Shares, ["price"] = e.Price, ["permId"] = e.PermId, ["clientId"] = e.ClientId, ["orderId"] = e.OrderId,
            ["cumQty"] = e.CumulativeQuantity, ["avgPrice"] = e.AveragePrice, ["lastLiquidity"] = e.LastLiquidity,
            ["pendingPriceRevision"] = e.IsPricePending, ["submitter"] = e.Submitter,
        }));

    public static JsonObject Commission(IbCommissionReport c) => ResponseEvents.Event("commissionAndFeesReport",
        ("commissionAndFeesReport", new JsonObject
        {
            ["execId"] = c.ExecutionId, ["commissionAndFees"] = c.Commission, ["currency"] = c.Currency, ["realizedPNL"] = c.RealizedPnL,
        }));

    private static JsonArray? Legs(IbCombo? combo) => combo is null ? null : new JsonArray([.. combo.Legs.Select(l => new JsonObject
    {
        ["conId"] = l.ConId, ["ratio"] = l.Ratio, ["action"] = l.Action, ["exchange"] = l.Exchange,
    })]);

    private static JsonObject Order(IbOrder o) => new()
    {
        ["orderId"] = o.OrderId, ["clientId"] = o.ClientId, ["permId"] = o.PermId, ["parentId"] = o.ParentId, ["action"] = o.Action,
        ["totalQuantity"] = o.TotalQuantity, ["orderType"] = o.OrderType, ["lmtPrice"] = o.LimitPrice, ["auxPrice"] = o.AuxPrice,
        ["tif"] = o.TimeInForce, ["ocaGroup"] = o.OcaGroup, ["ocaType"] = o.OcaType, ["orderRef"] = o.OrderRef, ["account"] = o.Account,
        ["volatilityType"] = o.Volatility.VolatilityType, ["deltaNeutralOrderType"] = o.Volatility.OrderType,
        ["deltaNeutralOpenClose"] = o.Volatility.OpenClose, ["referencePriceType"] = o.Volatility.ReferencePriceType,
        ["trailStopPrice"] = o.TrailStopPrice, ["trailingPercent"] = o.TrailingPercent, ["clearingIntent"] = o.ClearingIntent,
        ["algoStrategy"] = o.AlgoStrategy, ["algoParams"] = TagValues(o.AlgoParameters), ["whatIf"] = o.IsWhatIf,
        ["smartComboRoutingParams"] = TagValues(o.Combo?.Routing ?? []),
        ["orderComboLegs"] = new JsonArray([.. (o.Combo?.LegPrices ?? []).Select(p => new JsonObject { ["price"] = p })]),
        ["referenceContractId"] = o.PegBenchmark?.ReferenceConId, ["isPeggedChangeAmountDecrease"] = o.PegBenchmark?.IsDecrease,
        ["peggedChangeAmount"] = o.PegBenchmark?.PeggedChange, ["referenceChangeAmount"] = o.PegBenchmark?.ReferenceChange,
        ["referenceExchangeId"] = o.PegBenchmark?.ReferenceExchange, ["adjustedOrderType"] = o.Adjustment.OrderType,
        ["cashQty"] = o.CashQuantity, ["dontUseAutoPriceForHedge"] = o.DoesNotAutoPriceHedge,
        ["usePriceMgmtAlgo"] = o.UsesPriceManagementAlgo, ["extOperator"] = o.ExtOperator, ["manualOrderIndicator"] = o.ManualOrderIndicator,
        ["filledQuantity"] = o.Completion?.FilledQuantity, ["shareholder"] = o.Completion?.Shareholder,
        ["routeMarketableToBbo"] = o.Completion?.RoutesMarketableToBbo, ["parentPermId"] = o.Completion?.ParentPermId ?? long.MaxValue,
    };

    private static JsonObject State(IbOrderState s) => new()
    {
        ["status"] = s.Status,
        ["initMarginBefore"] = s.Before.Initial, ["maintMarginBefore"] = s.Before.Maintenance, ["equityWithLoanBefore"] = s.Before.EquityWithLoan,
        ["initMarginChange"] = s.Change.Initial, ["maintMarginChange"] = s.Change.Maintenance, ["equityWithLoanChange"] = s.Change.EquityWithLoan,
        ["initMarginAfter"] = s.After.Initial, ["maintMarginAfter"] = s.After.Maintenance, ["equityWithLoanAfter"] = s.After.EquityWithLoan,
        ["commissionAndFees"] = s.Commission, ["commissionAndFeesCurrency"] = s.CommissionCurrency,
        ["marginCurrency"] = s.Preview?.MarginCurrency, ["rejectReason"] = s.Preview?.RejectReason, ["warningText"] = s.WarningText,
    };

    private static JsonArray TagValues(IEnumerable<IbTagValue> values) =>
        new([.. values.Select(v => new JsonObject { ["tag"] = v.Tag, ["value"] = v.Value })]);
}
