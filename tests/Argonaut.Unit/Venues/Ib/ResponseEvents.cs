using System.Text;
using System.Text.Json.Nodes;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Decodes one answer with our decoders and names its parts as the reference decoder does.</summary>
internal static class ResponseEvents
{
    public static List<JsonObject> Decode(string kind, byte[] payload, int version)
    {
        var r = new IbFieldReader(payload);
        if (kind == "handshake")
        {
            var hello = IbSystemDecoder.Hello(payload);
            return [new JsonObject { ["event"] = "serverVersion", ["serverVersion"] = hello.ServerVersion, ["connectionTime"] = hello.ConnectionTime }];
        }

        var id = r.ReadInt();
        List<JsonObject> events = kind switch
        {
            "managedAccounts" => [Event("managedAccounts", ("accountsList", string.Join(',', IbSystemDecoder.ManagedAccounts(ref r))))],
            "nextValidId" => [Event("nextValidId", ("orderId", IbSystemDecoder.NextValidId(ref r)))],
            "currentTime" => [Event("currentTime", ("time", IbSystemDecoder.CurrentTime(ref r)))],
            "currentTimeInMillis" => [Event("currentTimeInMillis", ("timeInMillis", IbSystemDecoder.CurrentTimeMilliseconds(ref r)))],
            "error" => [Error(IbSystemDecoder.Error(ref r, version))],
            "contractDetails" => [ContractEvents.Details(IbContractDecoder.Details(ref r, version))],
            "contractDetailsEnd" => [Event("contractDetailsEnd", ("reqId", IbContractDecoder.DetailsEnd(ref r)))],
            "bondContractDetails" => [ContractEvents.Bond(IbContractDecoder.Bond(ref r, version))],
            "symbolSamples" => [ContractEvents.Samples(IbContractDecoder.SymbolSamples(ref r))],
            "marketRule" => [ContractEvents.Rule(IbContractDecoder.MarketRule(ref r))],
            "tickPrice" => Price(IbTickPrice.Read(ref r)),
            "tickSize" => [Size(IbTickSize.Read(ref r))],
            "tickString" => [Text(IbTickString.Read(ref r))],
            "tickGeneric" => [Generic(IbTickGeneric.Read(ref r))],
            "tickOptionComputation" => [Option(IbTickOption.Read(ref r))],
            "tickEFP" => [Efp(IbTickEfp.Read(ref r))],
            "tickReqParams" => [Parameters(IbTickParameters.Read(ref r))],
            "marketDataType" => [DataType(IbMarketDataType.Read(ref r))],
            "tickSnapshotEnd" => [Event("tickSnapshotEnd", ("reqId", IbTickSnapshotEnd.Read(ref r).RequestId))],
            "tickByTick" => [TickByTick(IbTickByTick.Read(ref r))],
            "historicalData" => HistoryEvents.Bars(IbHistoryDecoder.Bars(ref r, version), version),
            "historicalDataEnd" => [HistoryEvents.End(IbHistoryDecoder.End(ref r))],
            "historicalDataUpdate" => [HistoryEvents.Update(IbHistoryDecoder.Update(ref r))],
            "headTimestamp" => [HistoryEvents.Head(IbHistoryDecoder.HeadTimestamp(ref r))],
            "historicalTicks" or "historicalTicksBidAsk" or "historicalTicksLast" => [HistoryEvents.Ticks(kind, IbHistoryDecoder.Ticks(ref r, id))],
            "realtimeBar" => [HistoryEvents.RealTime(IbHistoryDecoder.RealTimeBar(ref r))],
            "updateMktDepth" or "updateMktDepthL2" => [ReferenceEvents.Depth(kind, IbDepthUpdate.Read(ref r, id))],
            "mktDepthExchanges" => [ReferenceEvents.DepthExchanges(IbExchangeDecoder.DepthExchanges(ref r))],
            "smartComponents" => [ReferenceEvents.SmartComponents(IbExchangeDecoder.SmartComponents(ref r))],
            "rerouteMktDataReq" or "rerouteMktDepthReq" => [ReferenceEvents.Reroute(kind, IbReroute.Read(ref r))],
            "secDefOptParams" => [ReferenceEvents.Chain(IbOptionChain.Read(ref r))],
            "secDefOptParamsEnd" => [Event("securityDefinitionOptionParameterEnd", ("reqId", IbOptionChain.ReadEnd(ref r)))],
            "historicalSchedule" => [ReferenceEvents.Schedule(IbSchedule.Read(ref r))],
            "userInfo" => [ReferenceEvents.User(IbSystemDecoder.UserInfo(ref r))],
            "updateAccountValue" => [AccountEvents.Value(IbAccountDecoder.Value(ref r))],
            "updatePortfolio" => [AccountEvents.Portfolio(IbAccountDecoder.Portfolio(ref r))],
            "updateAccountTime" => [Event("updateAccountTime", ("timeStamp", IbAccountDecoder.UpdateTime(ref r)))],
            "accountDownloadEnd" => [Event("accountDownloadEnd", ("accountName", IbAccountDecoder.DownloadEnd(ref r)))],
            "accountSummary" => [AccountEvents.Summary(IbAccountDecoder.Summary(ref r))],
            "accountSummaryEnd" or "accountUpdateMultiEnd" => [Event(kind, ("reqId", IbAccountDecoder.End(ref r)))],
            "accountUpdateMulti" => [AccountEvents.UpdateMulti(IbAccountDecoder.UpdateMulti(ref r))],
            "position" => [AccountEvents.Position(IbPositionDecoder.Position(ref r))],
            "positionMulti" => [AccountEvents.PositionMulti(IbPositionDecoder.PositionMulti(ref r))],
            "positionMultiEnd" => [Event(kind, ("reqId", IbPositionDecoder.MultiEnd(ref r)))],
            "pnl" => [AccountEvents.PnL(IbPositionDecoder.PnL(ref r))],
            "pnlSingle" => [AccountEvents.PnLSingle(IbPositionDecoder.PnLSingle(ref r))],
            "positionEnd" or "openOrderEnd" or "completedOrdersEnd" => [End(kind, ref r)],
            "orderStatus" => [OrderEvents.Status(IbOrderStatus.Read(ref r))],
            "openOrder" => [OrderEvents.Open(IbOpenOrder.Read(ref r, version))],
            "completedOrder" => [OrderEvents.Completed(IbCompletedOrder.Read(ref r, version))],
            "orderBound" => [OrderEvents.Bound(IbOrderBound.Read(ref r))],
            "execDetails" => [OrderEvents.Execution(IbExecutionDecoder.Execution(ref r, version))],
            "execDetailsEnd" => [Event(kind, ("reqId", IbExecutionDecoder.End(ref r)))],
            "commissionReport" => [OrderEvents.Commission(IbExecutionDecoder.Commission(ref r))],
            "tickNews" => [NewsEvents.Tick(IbNewsDecoder.Tick(ref r))],
            "updateNewsBulletin" => [NewsEvents.Bulletin(IbNewsDecoder.Bulletin(ref r))],
            _ => throw new InvalidOperationException($"No decoder for {kind}."),
        };
        if (!r.IsAtEnd) throw new InvalidOperationException($"{kind} at {version} leaves fields unread after {r.Index}.");
        return events;
    }

    public static JsonObject Event(string name, params (string Key, JsonNode? Value)[] values)
    {
        var result = new JsonObject { ["event"] = name };
        foreach (var (key, value) in values) result[key] = value;
        return result;
    }

    /// <summary>The end of a list carries nothing but the version constant of its time, and not always that.</summary>
    private static JsonObject End(string kind, ref IbFieldReader r)
    {
        if (!r.IsAtEnd) r.Skip();
        return Event(kind);
    }

    private static string Utf8(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static JsonObject Error(IbError e) => Event("error", ("reqId", e.RequestId), ("errorTime", e.TimeMilliseconds), ("errorCode", e.Code),
        ("errorString", e.Text), ("advancedOrderRejectJson", e.AdvancedRejectJson));

    private static List<JsonObject> Price(IbTickPrice t)
    {
        var attributes = new JsonObject();
        if ((t.Mask & 1) != 0) attributes["canAutoExecute"] = true;
        if ((t.Mask & 2) != 0) attributes["pastLimit"] = true;
        if ((t.Mask & 4) != 0) attributes["preOpen"] = true;
        List<JsonObject> events =
            [Event("tickPrice", ("reqId", t.RequestId), ("tickType", t.TickType), ("price", Utf8(t.Price)), ("attrib", attributes))];
        if (t.SizeTickType >= 0)
            events.Add(Event("tickSize", ("reqId", t.RequestId), ("tickType", t.SizeTickType), ("size", Utf8(t.Size))));
        return events;
    }

    private static JsonObject Size(IbTickSize t) =>
        Event("tickSize", ("reqId", t.RequestId), ("tickType", t.TickType), ("size", t.Size.IsEmpty ? null : Utf8(t.Size)));

    private static JsonObject Text(IbTickString t) =>
        Event("tickString", ("reqId", t.RequestId), ("tickType", t.TickType), ("value", Utf8(t.Text)));

    private static JsonObject Generic(IbTickGeneric t) =>
        Event("tickGeneric", ("reqId", t.RequestId), ("tickType", t.TickType), ("value", t.Value));

    private static JsonObject Option(IbTickOption t) => Event("tickOptionComputation", ("reqId", t.RequestId), ("tickType", t.TickType),
        ("tickAttrib", t.Attributes), ("impliedVol", t.ImpliedVolatility), ("delta", t.Delta), ("optPrice", t.OptionPrice ?? Absent(t)),
        ("pvDividend", t.PresentValueDividend), ("gamma", t.Gamma), ("vega", t.Vega), ("theta", t.Theta), ("undPrice", t.UnderlyingPrice));

    /// <summary>The reference keeps an infinite price as that word; ours is absent like any other that was not computed.</summary>
    private static JsonNode? Absent(IbTickOption t) => t.TickType == 12 ? "Infinity" : null;

    private static JsonObject Efp(IbTickEfp t) => Event("tickEFP", ("reqId", t.RequestId), ("tickType", t.TickType),
        ("basisPoints", t.BasisPoints), ("formattedBasisPoints", t.FormattedBasisPoints), ("totalDividends", t.ImpliedFuturesPrice),
        ("holdDays", t.HoldDays), ("futureLastTradeDate", t.FutureLastTradeDate), ("dividendImpact", t.DividendImpact),
        ("dividendsToLastTradeDate", t.DividendsToLastTradeDate));

    private static JsonObject Parameters(IbTickParameters t) => Event("tickReqParams", ("tickerId", t.RequestId), ("minTick", t.MinTick),
        ("bboExchange", t.BboExchange), ("snapshotPermissions", t.SnapshotPermissions));

    private static JsonObject DataType(IbMarketDataType t) =>
        Event("marketDataType", ("reqId", t.RequestId), ("marketDataType", t.Type));

    private static JsonObject TickByTick(IbTickByTick t)
    {
        var result = t.Kind switch
        {
            IbTickByTick.BidAsk => Event("tickByTickBidAsk", ("bidPrice", Utf8(t.Price)), ("askPrice", Utf8(t.AskPrice)),
                ("bidSize", Utf8(t.Size)), ("askSize", Utf8(t.AskSize)),
                ("tickAttribBidAsk", Marks(t.Mask, "bidPastLow", "askPastHigh"))),
            IbTickByTick.MidPoint => Event("tickByTickMidPoint", ("midPoint", Utf8(t.Price))),
            _ => Event("tickByTickAllLast", ("tickType", t.Kind), ("price", Utf8(t.Price)), ("size", Utf8(t.Size)),
                ("tickAttribLast", Marks(t.Mask, "pastLimit", "unreported")), ("exchange", Utf8(t.Exchange)),
                ("specialConditions", Utf8(t.SpecialConditions))),
        };
        result["reqId"] = t.RequestId;
        result["time"] = t.Seconds;
        return result;
    }

    private static JsonObject Marks(int mask, string first, string second)
    {
        var marks = new JsonObject();
        if ((mask & 1) != 0) marks[first] = true;
        if ((mask & 2) != 0) marks[second] = true;
        return marks;
    }
}
