namespace Argonaut.Venues.Ib.Wire;

/// <summary>
/// Request 3, field by field (ib-tws-protocol.md 8.11): a new order id places, the id of a working order changes it, with all fields
/// again. Unset values are empty fields.
/// </summary>
public static class IbPlaceOrder
{
    /// <param name="order">Its order id is used; attributes that the server refuses (code 10268) are never sent.</param>
    public static void PlaceOrder(
        this IbFrameWriter w, IbContract contract, IbOrder order, int serverVersion, string secIdType = "", string secId = "")
    {
        w.Begin(IbRequest.PlaceOrder).Int(order.OrderId).Contract(contract).Text(secIdType).Text(secId);
        Basics(w, order);
        if (contract.SecType == "BAG") Combo(w, order.Combo);
        w.Empty().Text(order.DiscretionaryAmount.Length > 0 ? order.DiscretionaryAmount : "0")
            .Text(order.GoodAfterTime).Text(order.GoodTillDate)
            .Text(order.Advisor.Group).Text(order.Advisor.Method).Text(order.Advisor.Percentage).Text(order.ModelCode)
            .Int(order.ShortSaleSlot).Text(order.DesignatedLocation).Int(order.ExemptCode)
            .Int(order.OcaType).Text(order.Rule80A).Text(order.SettlingFirm).Bool(order.IsAllOrNone).OptionalInt(order.MinQuantity)
            .Text(order.PercentOffset)
            .Bool(false).Bool(false).Empty()   // electronic trade only, firm quote only, NBBO price cap
            .Int(order.AuctionStrategy).Text(order.StartingPrice).Text(order.StockReferencePrice).Text(order.Delta)
            .Text(order.StockRangeLower).Text(order.StockRangeUpper).Bool(order.OverridesPercentageConstraints);
        Volatility(w, order.Volatility);
        w.Text(order.TrailStopPrice).Text(order.TrailingPercent);
        Scale(w, order.Scale);
        w.Text(order.HedgeType);
        if (order.HedgeType.Length > 0) w.Text(order.HedgeParameter);
        w.Bool(order.OptsOutOfSmartRouting).Text(order.ClearingAccount).Text(order.ClearingIntent).Bool(order.IsNotHeld)
            .Bool(order.DeltaNeutralContract is not null);
        if (order.DeltaNeutralContract is { } hedge) w.Int(hedge.ConId).Text(hedge.Delta).Text(hedge.Price);
        w.Text(order.AlgoStrategy);
        if (order.AlgoStrategy.Length > 0) w.TagValues(order.AlgoParameters);
        w.Text(order.AlgoId).Bool(order.IsWhatIf).Text(order.MiscOptions).Bool(order.IsSolicited)
            .Bool(order.RandomizesSize).Bool(order.RandomizesPrice);
        if (order.PegBenchmark is { } peg && order.OrderType == "PEG BENCH")
            w.Int(peg.ReferenceConId).Bool(peg.IsDecrease).Text(peg.PeggedChange).Text(peg.ReferenceChange).Text(peg.ReferenceExchange);
        w.Conditions(order.Conditions);
        if (order.Conditions.Length > 0) w.Bool(order.ConditionsIgnoreRth).Bool(order.ConditionsCancelOrder);
        Rest(w, contract, order);
        Later(w, order, serverVersion);
        w.End();
    }

    /// <summary>Fields 16 to 34.</summary>
    private static void Basics(IbFrameWriter w, IbOrder order) => w
        .Text(order.Action).Text(order.TotalQuantity).Text(order.OrderType).Text(order.LimitPrice).Text(order.AuxPrice)
        .Text(order.TimeInForce).Text(order.OcaGroup).Text(order.Account).Text(order.OpenClose).Int(order.Origin).Text(order.OrderRef)
        .Bool(order.IsTransmitted).Int(order.ParentId).Bool(order.IsBlockOrder).Bool(order.IsSweepToFill).Int(order.DisplaySize ?? 0)
        .Int(order.TriggerMethod).Bool(order.IsOutsideRth).Bool(order.IsHidden);

    private static void Combo(IbFrameWriter w, IbCombo? combo)
    {
        combo ??= new IbCombo([], [], []);
        w.Int(combo.Legs.Length);
        foreach (var leg in combo.Legs)
        {
            w.Int(leg.ConId).Int(leg.Ratio).Text(leg.Action).Text(leg.Exchange).Int(leg.OpenClose).Int(leg.ShortSaleSlot)
                .Text(leg.DesignatedLocation).Int(leg.ExemptCode);
        }

        w.Int(combo.LegPrices.Length);
        foreach (var price in combo.LegPrices) w.Text(price);
        w.TagValues(combo.Routing);
    }

    /// <summary>Fields 62 to 67.</summary>
    private static void Volatility(IbFrameWriter w, IbVolatilityTerms terms)
    {
        var type = terms.OrderType == "None" ? "" : terms.OrderType;
        w.Text(terms.Volatility).OptionalInt(terms.VolatilityType).Text(type).Text(terms.AuxPrice);
        if (type.Length > 0)
        {
            w.Int(terms.ConId).Text(terms.SettlingFirm).Text(terms.ClearingAccount).Text(terms.ClearingIntent).Text(terms.OpenClose)
                .Bool(terms.IsShortSale).Int(terms.ShortSaleSlot).Text(terms.DesignatedLocation);
        }

        w.Bool(terms.IsUpdatedContinuously).OptionalInt(terms.ReferencePriceType);
    }

    /// <summary>Fields 70 to 75.</summary>
    private static void Scale(IbFrameWriter w, IbScaleTerms scale)
    {
        w.OptionalInt(scale.InitialSize).OptionalInt(scale.NextSize).Text(scale.PriceIncrement);
        if (IbOrderFields.IsPositive(scale.PriceIncrement))
        {
            w.Text(scale.PriceAdjustValue).OptionalInt(scale.PriceAdjustInterval).Text(scale.ProfitOffset).Bool(scale.ResetsAutomatically)
                .OptionalInt(scale.InitialPosition).OptionalInt(scale.InitialFillQuantity).Bool(scale.IsRandom);
        }

        w.Text(scale.Table).Text(scale.ActiveStart).Text(scale.ActiveStop);
    }

    /// <summary>Fields 90 to 113 and the peg block.</summary>
    private static void Rest(IbFrameWriter w, IbContract contract, IbOrder order)
    {
        var adjustment = order.Adjustment;
        w.Text(adjustment.OrderType == "None" ? "" : adjustment.OrderType).Text(adjustment.TriggerPrice).Text(order.LimitPriceOffset)
            .Text(adjustment.StopPrice).Text(adjustment.StopLimitPrice).Text(adjustment.TrailingAmount).Int(adjustment.TrailingUnit)
            .Text(order.ExtOperator).Text(order.SoftDollarTier.Name).Text(order.SoftDollarTier.Value).Text(order.CashQuantity)
            .Text(order.Mifid2.DecisionMaker).Text(order.Mifid2.DecisionAlgo).Text(order.Mifid2.ExecutionTrader)
            .Text(order.Mifid2.ExecutionAlgo).Bool(order.DoesNotAutoPriceHedge).Bool(order.IsOmsContainer)
            .Bool(order.DiscretionaryUpToLimitPrice)
            .OptionalInt(order.UsesPriceManagementAlgo switch { null => null, true => 1, false => 0 })
            .OptionalInt(order.Duration).OptionalInt(order.PostToAts).Bool(order.CancelsWithParent).Text(order.AdvancedErrorOverride)
            .Text(order.ManualOrderTime);
        var offsets = order.PegOffsets;
        if (contract.Exchange == "IBKRATS") w.OptionalInt(offsets.MinTradeQuantity);
        var isUpToMid = offsets.CompeteAgainstBestOffset == IbPegOffsets.UpToMid;
        if (order.OrderType == "PEG BEST") w.OptionalInt(offsets.MinCompeteSize).Text(offsets.CompeteAgainstBestOffset);
        if (order.OrderType == "PEG MID" || (order.OrderType == "PEG BEST" && isUpToMid))
            w.Text(offsets.MidOffsetAtWhole).Text(offsets.MidOffsetAtHalf);
    }

    /// <summary>What came after version 178.</summary>
    private static void Later(IbFrameWriter w, IbOrder order, int serverVersion)
    {
        if (serverVersion >= 183) w.Text(order.CustomerAccount);
        if (serverVersion >= 184) w.Bool(order.IsProfessionalCustomer);
        if (serverVersion is >= 187 and <= 189) w.Empty(2);
        if (serverVersion >= 189) w.Bool(order.IncludesOvernight);
        if (serverVersion >= 192) w.OptionalInt(order.ManualOrderIndicator);
        if (serverVersion >= 199) w.Bool(order.IsImbalanceOnly);
    }
}
