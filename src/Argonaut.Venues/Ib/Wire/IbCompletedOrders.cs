namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 101 (ib-tws-protocol.md 8.13): it names no order id and no client, so match by permId or order reference.</summary>
public sealed record IbCompletedOrder(IbContract Contract, IbOrder Order, string Status)
{
    public static IbCompletedOrder Read(ref IbFieldReader r, int serverVersion)
    {
        var contract = r.ReadContract();
        var order = new IbOrder
        {
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
            PermId = r.ReadLong(),
            IsOutsideRth = r.ReadBool(),
            IsHidden = r.ReadBool(),
            DiscretionaryAmount = r.ReadDecimal(),
            GoodAfterTime = r.ReadString(),
            Advisor = new IbAdvisorAllocation(r.ReadString(), r.ReadString(), r.ReadString()),
            ModelCode = r.ReadString(),
            GoodTillDate = r.ReadString(),
            Rule80A = r.ReadString(),
            PercentOffset = r.ReadDecimal(),
            SettlingFirm = r.ReadString(),
            ShortSaleSlot = r.ReadInt(),
            DesignatedLocation = r.ReadString(),
            ExemptCode = r.ReadInt(-1),
            StartingPrice = r.ReadDecimal(),
            StockReferencePrice = r.ReadDecimal(),
            Delta = r.ReadDecimal(),
            StockRangeLower = r.ReadDecimal(),
            StockRangeUpper = r.ReadDecimal(),
            DisplaySize = r.ReadOptionalInt(),
            IsSweepToFill = r.ReadBool(),
            IsAllOrNone = r.ReadBool(),
            MinQuantity = r.ReadOptionalInt(),
            OcaType = r.ReadInt(),
            TriggerMethod = r.ReadInt(),
            Volatility = ReadVolatility(ref r),
            TrailStopPrice = r.ReadDecimal(),
            TrailingPercent = r.ReadDecimal(),
            Combo = r.ReadCombo(),
            Scale = r.ReadScale(),
        };
        var hedge = r.ReadHedge();
        order = order with
        {
            HedgeType = hedge.Type,
            HedgeParameter = hedge.Parameter,
            ClearingAccount = r.ReadString(),
            ClearingIntent = r.ReadString(),
            IsNotHeld = r.ReadBool(),
            DeltaNeutralContract = r.ReadDeltaNeutralContract(),
        };
        var algo = r.ReadAlgo();
        order = order with { AlgoStrategy = algo.Strategy, AlgoParameters = algo.Parameters, IsSolicited = r.ReadBool() };
        var status = r.ReadString();
        return new IbCompletedOrder(contract, ReadRest(ref r, order, serverVersion), status);
    }

    /// <summary>Everything behind the status.</summary>
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
        var trailStop = r.ReadDecimal();
        order = order with
        {
            TrailStopPrice = trailStop.Length > 0 ? trailStop : order.TrailStopPrice,
            LimitPriceOffset = r.ReadDecimal(),
            CashQuantity = r.ReadDecimal(),
            DoesNotAutoPriceHedge = r.ReadBool(),
            IsOmsContainer = r.ReadBool(),
        };
        var completion = new IbCompletion
        {
            AutoCancelDate = r.ReadString(),
            FilledQuantity = r.ReadDecimal(),
            ReferenceFuturesConId = r.ReadOptionalInt(),
        };
        order = order with { CancelsWithParent = r.ReadBool() };
        completion = completion with { Shareholder = r.ReadString() };
        order = order with { IsImbalanceOnly = r.ReadBool() };
        completion = completion with
        {
            RoutesMarketableToBbo = r.ReadBool(),
            ParentPermId = r.ReadLong(long.MaxValue) is var parent && parent != long.MaxValue ? parent : null,
            Time = r.ReadString(),
            Status = r.ReadString(),
        };
        return order with
        {
            Completion = completion,
            PegOffsets = r.ReadPegOffsets(),
            CustomerAccount = serverVersion >= 183 ? r.ReadString() : "",
            IsProfessionalCustomer = serverVersion >= 184 && r.ReadBool(),
            Submitter = serverVersion >= 198 ? r.ReadString() : "",
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
                ConId = r.ReadInt(), IsShortSale = r.ReadBool(), ShortSaleSlot = r.ReadInt(), DesignatedLocation = r.ReadString(),
            };
        return terms with { IsUpdatedContinuously = r.ReadBool(), ReferencePriceType = r.ReadOptionalInt() };
    }
}
