namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 5 (ib-tws-protocol.md 8.13), versions 178 to 200.</summary>
public sealed record IbOpenOrder(IbContract Contract, IbOrder Order, IbOrderState State)
{
    public static IbOpenOrder Read(ref IbFieldReader r, int serverVersion)
    {
        var orderId = r.ReadInt();
        var contract = r.ReadContract();
        var order = new IbOrder
        {
            OrderId = orderId,
            Action = r.ReadString(),
            TotalQuantity = r.ReadDecimal(),
            OrderType = r.ReadString(),
            LimitPrice = r.ReadDecimal(),
            AuxPrice = r.ReadDecimal(),
            TimeInForce = r.ReadString(),
            OcaGroup = r.ReadString(),
            Account = r.ReadString(),
            OpenClose = r.ReadString(),
            Origin = r.ReadInt(),
            OrderRef = r.ReadString(),
            ClientId = r.ReadInt(),
            PermId = r.ReadLong(),
            IsOutsideRth = r.ReadBool(),
            IsHidden = r.ReadBool(),
            DiscretionaryAmount = r.ReadDecimal(),
            GoodAfterTime = r.ReadString(),
        };
        r.Skip();   // retired
        order = order with
        {
            Advisor = new IbAdvisorAllocation(r.ReadString(), r.ReadString(), r.ReadString()),
            ModelCode = r.ReadString(),
            GoodTillDate = r.ReadString(),
            Rule80A = r.ReadString(),
            PercentOffset = r.ReadDecimal(),
            SettlingFirm = r.ReadString(),
            ShortSaleSlot = r.ReadInt(),
            DesignatedLocation = r.ReadString(),
            ExemptCode = r.ReadInt(-1),
            AuctionStrategy = r.ReadInt(),
            StartingPrice = r.ReadDecimal(),
            StockReferencePrice = r.ReadDecimal(),
            Delta = r.ReadDecimal(),
            StockRangeLower = r.ReadDecimal(),
            StockRangeUpper = r.ReadDecimal(),
            DisplaySize = r.ReadOptionalInt(),
            IsBlockOrder = r.ReadBool(),
            IsSweepToFill = r.ReadBool(),
            IsAllOrNone = r.ReadBool(),
            MinQuantity = r.ReadOptionalInt(),
            OcaType = r.ReadInt(),
            IsETradeOnly = r.ReadBool(),
            IsFirmQuoteOnly = r.ReadBool(),
            NbboPriceCap = r.ReadDecimal(),
            ParentId = r.ReadInt(),
            TriggerMethod = r.ReadInt(),
            Volatility = ReadVolatility(ref r),
            TrailStopPrice = r.ReadDecimal(),
            TrailingPercent = r.ReadDecimal(),
            BasisPoints = r.ReadDecimal(),
            BasisPointsType = r.ReadOptionalInt(),
            Combo = r.ReadCombo(),
            Scale = r.ReadScale(),
        };
        var hedge = r.ReadHedge();
        order = order with
        {
            HedgeType = hedge.Type,
            HedgeParameter = hedge.Parameter,
            OptsOutOfSmartRouting = r.ReadBool(),
            ClearingAccount = r.ReadString(),
            ClearingIntent = r.ReadString(),
            IsNotHeld = r.ReadBool(),
            DeltaNeutralContract = r.ReadDeltaNeutralContract(),
        };
        var algo = r.ReadAlgo();
        order = order with
        {
            AlgoStrategy = algo.Strategy,
            AlgoParameters = algo.Parameters,
            IsSolicited = r.ReadBool(),
            IsWhatIf = r.ReadBool(),
        };
        var state = IbOrderState.Read(ref r, serverVersion);
        return new IbOpenOrder(contract, ReadRest(ref r, order, serverVersion), state);
    }

    /// <summary>Everything behind the state.</summary>
    private static IbOrder ReadRest(ref IbFieldReader r, IbOrder order, int serverVersion)
    {
        order = order with
        {
            RandomizesSize = r.ReadBool(),
            RandomizesPrice = r.ReadBool(),
            PegBenchmark = r.ReadPegBenchmark(order.OrderType),
            Conditions = r.ReadConditions(),
        };
        if (order.Conditions.Length > 0)
            order = order with { ConditionsIgnoreRth = r.ReadBool(), ConditionsCancelOrder = r.ReadBool() };
        var (adjustedType, triggerPrice, trailStop) = (r.ReadString(), r.ReadDecimal(), r.ReadDecimal());
        return order with
        {
            TrailStopPrice = trailStop.Length > 0 ? trailStop : order.TrailStopPrice,
            LimitPriceOffset = r.ReadDecimal(),
            Adjustment = new IbAdjustment
            {
                OrderType = adjustedType, TriggerPrice = triggerPrice, StopPrice = r.ReadDecimal(), StopLimitPrice = r.ReadDecimal(),
                TrailingAmount = r.ReadDecimal(), TrailingUnit = r.ReadInt(),
            },
            SoftDollarTier = new IbSoftDollarTier(r.ReadString(), r.ReadString(), r.ReadString()),
            CashQuantity = r.ReadDecimal(),
            DoesNotAutoPriceHedge = r.ReadBool(),
            IsOmsContainer = r.ReadBool(),
            DiscretionaryUpToLimitPrice = r.ReadBool(),
            UsesPriceManagementAlgo = r.ReadOptionalInt() is { } uses ? uses != 0 : null,
            Duration = r.ReadOptionalInt(),
            PostToAts = r.ReadOptionalInt(),
            CancelsWithParent = r.ReadBool(),
            PegOffsets = r.ReadPegOffsets(),
            CustomerAccount = serverVersion >= 183 ? r.ReadString() : "",
            IsProfessionalCustomer = serverVersion >= 184 && r.ReadBool(),
            BondAccruedInterest = serverVersion >= 185 ? r.ReadString() : "",
            IncludesOvernight = serverVersion >= 189 && r.ReadBool(),
            ExtOperator = serverVersion >= 193 ? r.ReadString() : "",
            ManualOrderIndicator = serverVersion >= 193 ? r.ReadOptionalInt() : null,
            Submitter = serverVersion >= 198 ? r.ReadString() : "",
            IsImbalanceOnly = serverVersion >= 199 && r.ReadBool(),
        };
    }

    private static IbVolatilityTerms ReadVolatility(ref IbFieldReader r)
    {
        var terms = new IbVolatilityTerms
        {
            Volatility = r.ReadDecimal(),
            VolatilityType = r.ReadOptionalInt(),
            OrderType = r.ReadString(),
            AuxPrice = r.ReadDecimal(),
        };
        if (terms.OrderType.Length > 0)
            terms = terms with
            {
                ConId = r.ReadInt(),
                SettlingFirm = r.ReadString(),
                ClearingAccount = r.ReadString(),
                ClearingIntent = r.ReadString(),
                OpenClose = r.ReadString(),
                IsShortSale = r.ReadBool(),
                ShortSaleSlot = r.ReadInt(),
                DesignatedLocation = r.ReadString(),
            };
        return terms with { IsUpdatedContinuously = r.ReadBool(), ReferencePriceType = r.ReadOptionalInt() };
    }
}
