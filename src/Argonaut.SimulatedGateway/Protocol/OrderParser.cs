using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>Reads placeOrder (3), cancelOrder (4) and reqGlobalCancel (58) at every version (ib-tws-protocol.md 8.11).</summary>
internal static class OrderParser
{
    private const int CustomerAccountVersion = 183;
    private const int ProfessionalVersion = 184;
    private const int FillersFrom = 187;
    private const int FillersTo = 189;
    private const int OvernightVersion = 189;
    private const int OperatorVersion = 192;
    private const int ImbalanceVersion = 199;

    public static PlaceOrderRequest Place(int id, ref IbFieldReader fields, int version)
    {
        var orderId = fields.ReadInt();
        var contract = RequestParser.Contract(ref fields);
        var (secIdType, secId) = (fields.ReadString(), fields.ReadString());
        var o = new OrderTerms
        {
            Action = fields.ReadString(),
            TotalQuantity = Number(ref fields),
            OrderType = fields.ReadString(),
            LmtPrice = Number(ref fields),
            AuxPrice = Number(ref fields),
            Tif = fields.ReadString(),
            OcaGroup = fields.ReadString(),
            Account = fields.ReadString(),
            OpenClose = fields.ReadString(),
            Origin = fields.ReadInt(),
            OrderRef = fields.ReadString(),
            Transmit = fields.ReadBool(),
            ParentId = fields.ReadInt(),
            BlockOrder = fields.ReadBool(),
            SweepToFill = fields.ReadBool(),
            DisplaySize = Whole(ref fields),
            TriggerMethod = fields.ReadInt(),
            OutsideRth = fields.ReadBool(),
            Hidden = fields.ReadBool(),
        };
        if (contract.SecType == "BAG") o = o with { Legs = Legs(ref fields), LegPrices = LegPrices(ref fields), Routing = Tags(ref fields) };
        fields.Skip();   // retired
        o = o with
        {
            DiscretionaryAmt = Number(ref fields) ?? 0,
            GoodAfterTime = fields.ReadString(),
            GoodTillDate = fields.ReadString(),
            FaGroup = fields.ReadString(),
            FaMethod = fields.ReadString(),
            FaPercentage = fields.ReadString(),
            ModelCode = fields.ReadString(),
            ShortSaleSlot = fields.ReadInt(),
            DesignatedLocation = fields.ReadString(),
            ExemptCode = fields.ReadInt(-1),
            OcaType = fields.ReadInt(),
            Rule80A = fields.ReadString(),
            SettlingFirm = fields.ReadString(),
            AllOrNone = fields.ReadBool(),
            MinQty = Whole(ref fields),
            PercentOffset = Number(ref fields),
            ETradeOnly = fields.ReadBool(),
            FirmQuoteOnly = fields.ReadBool(),
            NbboPriceCap = Number(ref fields),
            AuctionStrategy = Whole(ref fields) ?? 0,
            StartingPrice = Number(ref fields),
            StockRefPrice = Number(ref fields),
            Delta = Number(ref fields),
            StockRangeLower = Number(ref fields),
            StockRangeUpper = Number(ref fields),
            OverridePercentageConstraints = fields.ReadBool(),
            Volatility = Number(ref fields),
            VolatilityType = Whole(ref fields),
            DeltaNeutralOrderType = fields.ReadString(),
            DeltaNeutralAuxPrice = Number(ref fields),
        };
        if (o.DeltaNeutralOrderType.Length > 0) o = o with { DeltaNeutral = DeltaNeutral(ref fields) };
        o = o with
        {
            ContinuousUpdate = fields.ReadBool(),
            ReferencePriceType = Whole(ref fields),
            TrailStopPrice = Number(ref fields),
            TrailingPercent = Number(ref fields),
            ScaleInitLevelSize = Whole(ref fields),
            ScaleSubsLevelSize = Whole(ref fields),
            ScalePriceIncrement = Number(ref fields),
        };
        if (o.ScalePriceIncrement > 0) o = o with { Scale = Scale(ref fields) };
        o = o with
        {
            ScaleTable = fields.ReadString(),
            ActiveStartTime = fields.ReadString(),
            ActiveStopTime = fields.ReadString(),
            HedgeType = fields.ReadString(),
        };
        if (o.HedgeType.Length > 0) o = o with { HedgeParam = fields.ReadString() };
        o = o with
        {
            OptOutSmartRouting = fields.ReadBool(),
            ClearingAccount = fields.ReadString(),
            ClearingIntent = fields.ReadString(),
            NotHeld = fields.ReadBool(),
        };
        if (fields.ReadBool()) o = o with { DeltaNeutralContract = new DeltaNeutralContract(fields.ReadInt(), Number(ref fields) ?? 0, Number(ref fields) ?? 0) };
        o = o with { AlgoStrategy = fields.ReadString() };
        if (o.AlgoStrategy.Length > 0) o = o with { AlgoParams = Tags(ref fields) };
        o = o with
        {
            AlgoId = fields.ReadString(),
            WhatIf = fields.ReadBool(),
            MiscOptions = fields.ReadString(),
            Solicited = fields.ReadBool(),
            RandomizeSize = fields.ReadBool(),
            RandomizePrice = fields.ReadBool(),
        };
        if (o.OrderType == "PEG BENCH")
            o = o with
            {
                PegBench = new PegBenchTerms(fields.ReadInt(), fields.ReadBool(), Number(ref fields) ?? 0, Number(ref fields) ?? 0, fields.ReadString()),
            };
        o = o with { Conditions = Conditions(ref fields) };
        if (o.Conditions.Length > 0) o = o with { ConditionsIgnoreRth = fields.ReadBool(), ConditionsCancelOrder = fields.ReadBool() };
        o = o with
        {
            AdjustedOrderType = fields.ReadString(),
            TriggerPrice = Number(ref fields),
            LmtPriceOffset = Number(ref fields),
            AdjustedStopPrice = Number(ref fields),
            AdjustedStopLimitPrice = Number(ref fields),
            AdjustedTrailingAmount = Number(ref fields),
            AdjustableTrailingUnit = fields.ReadInt(),
            ExtOperator = fields.ReadString(),
            SoftDollarName = fields.ReadString(),
            SoftDollarValue = fields.ReadString(),
            CashQty = Number(ref fields),
            Mifid2DecisionMaker = fields.ReadString(),
            Mifid2DecisionAlgo = fields.ReadString(),
            Mifid2ExecutionTrader = fields.ReadString(),
            Mifid2ExecutionAlgo = fields.ReadString(),
            DontUseAutoPriceForHedge = fields.ReadBool(),
            IsOmsContainer = fields.ReadBool(),
            DiscretionaryUpToLimitPrice = fields.ReadBool(),
            UsePriceMgmtAlgo = Whole(ref fields) is { } use ? use != 0 : null,
            Duration = Whole(ref fields),
            PostToAts = Whole(ref fields),
            AutoCancelParent = fields.ReadBool(),
            AdvancedErrorOverride = fields.ReadString(),
            ManualOrderTime = fields.ReadString(),
        };
        o = Pegs(o, contract.Exchange, ref fields);
        if (version >= CustomerAccountVersion) o = o with { CustomerAccount = fields.ReadString() };
        if (version >= ProfessionalVersion) o = o with { ProfessionalCustomer = fields.ReadBool() };
        if (version is >= FillersFrom and <= FillersTo) fields.Skip(2);
        if (version >= OvernightVersion) o = o with { IncludeOvernight = fields.ReadBool() };
        if (version >= OperatorVersion) o = o with { ManualOrderIndicator = Whole(ref fields) };
        if (version >= ImbalanceVersion) o = o with { ImbalanceOnly = fields.ReadBool() };
        return new PlaceOrderRequest(id, orderId, contract, secIdType, secId, o);
    }

    public static CancelOrderRequest Cancel(int id, ref IbFieldReader fields, int version)
    {
        if (version < OperatorVersion) fields.Skip();
        var request = new CancelOrderRequest(id, fields.ReadInt(), fields.ReadString());
        if (version is >= FillersFrom and <= FillersTo) fields.Skip(3);
        if (version >= OperatorVersion) fields.Skip(2);
        return request;
    }

    public static GlobalCancelRequest GlobalCancel(int id, ref IbFieldReader fields, int version)
    {
        fields.Skip(version >= OperatorVersion ? 2 : 1);
        return new GlobalCancelRequest(id);
    }

    /// <summary>A decimal; every spelling of UNSET is null.</summary>
    internal static decimal? Number(ref IbFieldReader fields)
    {
        var field = fields.ReadSpan();
        if (IbFieldReader.IsUnsetDecimal(field)) return null;
        if (!decimal.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            WireFormatException.Throw($"Expected a number in field {fields.Index - 1}, found '{Encoding.UTF8.GetString(field)}'.");
        return number;
    }

    /// <summary>An integer; every spelling of UNSET is null.</summary>
    internal static int? Whole(ref IbFieldReader fields)
    {
        if (Number(ref fields) is not { } number) return null;
        if (number != decimal.Truncate(number) || number is < int.MinValue or > int.MaxValue)
            WireFormatException.Throw($"Expected an integer in field {fields.Index - 1}, found '{number}'.");
        return (int)number;
    }

    private static ImmutableArray<OrderLeg> Legs(ref IbFieldReader fields)
    {
        var legs = ImmutableArray.CreateBuilder<OrderLeg>();
        for (var left = fields.ReadInt(); left > 0; left--)
            legs.Add(new OrderLeg(
                fields.ReadInt(), fields.ReadInt(), fields.ReadString(), fields.ReadString(), fields.ReadInt(), fields.ReadInt(), fields.ReadString(),
                fields.ReadInt(-1)));
        return legs.ToImmutable();
    }

    private static ImmutableArray<decimal?> LegPrices(ref IbFieldReader fields)
    {
        var prices = ImmutableArray.CreateBuilder<decimal?>();
        for (var left = fields.ReadInt(); left > 0; left--) prices.Add(Number(ref fields));
        return prices.ToImmutable();
    }

    private static ImmutableArray<(string, string)> Tags(ref IbFieldReader fields)
    {
        var tags = ImmutableArray.CreateBuilder<(string, string)>();
        for (var left = fields.ReadInt(); left > 0; left--) tags.Add((fields.ReadString(), fields.ReadString()));
        return tags.ToImmutable();
    }

    private static DeltaNeutralTerms DeltaNeutral(ref IbFieldReader fields) => new(
        fields.ReadInt(), fields.ReadString(), fields.ReadString(), fields.ReadString(), fields.ReadString(), fields.ReadBool(), fields.ReadInt(),
        fields.ReadString());

    private static ScaleTerms Scale(ref IbFieldReader fields) => new(
        Number(ref fields), Whole(ref fields), Number(ref fields), fields.ReadBool(), Whole(ref fields), Whole(ref fields), fields.ReadBool());

    private static ImmutableArray<OrderCondition> Conditions(ref IbFieldReader fields)
    {
        var conditions = ImmutableArray.CreateBuilder<OrderCondition>();
        for (var left = fields.ReadInt(); left > 0; left--)
        {
            var type = fields.ReadInt();
            var isAnd = fields.ReadString() == "a";
            var count = FieldsOf(type);
            if (count == 0) WireFormatException.Throw($"Expected a condition type, found {type}.");
            var own = ImmutableArray.CreateBuilder<string>();
            for (var i = 0; i < count; i++) own.Add(fields.ReadString());
            conditions.Add(new OrderCondition(type, isAnd, own.ToImmutable()));
        }

        return conditions.ToImmutable();
    }

    private static int FieldsOf(int condition) => condition switch
    {
        1 => 5,
        3 or 4 => 2,
        5 => 3,
        6 or 7 => 4,
        _ => 0,
    };

    private static OrderTerms Pegs(OrderTerms o, string exchange, ref IbFieldReader fields)
    {
        if (exchange == "IBKRATS") o = o with { MinTradeQty = Whole(ref fields) };
        var hasMidOffsets = o.OrderType == "PEG MID";
        if (o.OrderType == "PEG BEST")
        {
            o = o with { MinCompeteSize = Whole(ref fields) };
            var offset = fields.ReadSpan();
            hasMidOffsets = offset.SequenceEqual("Infinity"u8);
            o = o with
            {
                CompetesUpToMid = hasMidOffsets,
                CompeteAgainstBestOffset = IbFieldReader.IsUnsetDecimal(offset) ? null : decimal.Parse(offset, NumberStyles.Float, CultureInfo.InvariantCulture),
            };
        }

        return hasMidOffsets ? o with { MidOffsetAtWhole = Number(ref fields), MidOffsetAtHalf = Number(ref fields) } : o;
    }
}
