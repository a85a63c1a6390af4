using System.Text.Json.Nodes;
using Argonaut.Venues.Ib.Wire;
using static Argonaut.Unit.Venues.Ib.RequestArgs;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Which of our encoders makes which kind of request.</summary>
internal static class RequestEncoders
{
    public static void Encode(IbFrameWriter w, string kind, JsonObject a, int version)
    {
        var id = (int?)a["reqId"] ?? 0;
        switch (kind)
        {
            case "startApi": w.StartApi((int)a["clientId"]!); break;
            case "reqContractDetails":
                w.ContractDetails(id, Contract(a), secIdType: Text(a["contract"]!["secIdType"]), secId: Text(a["contract"]!["secId"]));
                break;
            case "reqMktData":
                w.MarketData(id, Contract(a), Text(a["genericTickList"]), Flag(a["snapshot"]), Flag(a["regulatorySnapshot"]), Legs(a));
                break;
            case "cancelMktData": w.CancelMarketData(id); break;
            case "reqMarketDataType": w.MarketDataType((int)a["marketDataType"]!); break;
            case "reqTickByTickData":
                w.TickByTick(id, Contract(a), Text(a["tickType"]), (int)a["numberOfTicks"]!, Flag(a["ignoreSize"]));
                break;
            case "cancelTickByTickData": w.CancelTickByTick(id); break;
            case "reqHistoricalData":
                w.HistoricalData(id, Contract(a), Text(a["endDateTime"]), Text(a["barSizeSetting"]), Text(a["durationStr"]), Flag(a["useRTH"]),
                    Text(a["whatToShow"]), (int)a["formatDate"]!, Flag(a["keepUpToDate"]));
                break;
            case "cancelHistoricalData": w.CancelHistoricalData(id); break;
            case "reqHeadTimestamp": w.HeadTimestamp(id, Contract(a), Flag(a["useRTH"]), Text(a["whatToShow"]), (int)a["formatDate"]!); break;
            case "cancelHeadTimestamp": w.CancelHeadTimestamp(id); break;
            case "reqHistoricalTicks":
                w.HistoricalTicks(id, Contract(a), Text(a["startDateTime"]), Text(a["endDateTime"]), (int)a["numberOfTicks"]!,
                    Text(a["whatToShow"]), Flag(a["useRth"]), Flag(a["ignoreSize"]));
                break;
            case "reqRealTimeBars": w.RealTimeBars(id, Contract(a), Text(a["whatToShow"]), Flag(a["useRTH"])); break;
            case "cancelRealTimeBars": w.CancelRealTimeBars(id); break;
            case "reqCurrentTime": w.CurrentTime(); break;
            case "reqCurrentTimeInMillis": w.CurrentTimeInMilliseconds(); break;
            case "reqMatchingSymbols": w.MatchingSymbols(id, Text(a["pattern"])); break;
            case "reqMarketRule": w.MarketRule((int)a["marketRuleId"]!); break;
            case "reqIds": w.Ids(); break;
            case "reqManagedAccts": w.ManagedAccounts(); break;
            case "reqMktDepth": w.MarketDepth(id, Contract(a), (int)a["numRows"]!, Flag(a["isSmartDepth"])); break;
            case "cancelMktDepth": w.CancelMarketDepth(id, Flag(a["isSmartDepth"])); break;
            case "reqMktDepthExchanges": w.MarketDepthExchanges(); break;
            case "reqSmartComponents": w.SmartComponents(id, Text(a["bboExchange"])); break;
            case "reqSecDefOptParams":
                w.OptionChains(id, Text(a["underlyingSymbol"]), Text(a["futFopExchange"]), Text(a["underlyingSecType"]), (int)a["underlyingConId"]!);
                break;
            case "reqUserInfo": w.UserInfo(id); break;
            default: EncodeOrderOrAccount(w, kind, id, a, version); break;
        }
    }

    private static void EncodeOrderOrAccount(IbFrameWriter w, string kind, int id, JsonObject a, int version)
    {
        var (account, model) = (Text(a["account"]), Text(a["modelCode"]));
        switch (kind)
        {
            case "placeOrder": w.PlaceOrder(Contract(a), Order(a), version); break;
            case "cancelOrder": w.CancelOrder((int)a["orderId"]!, version); break;
            case "reqGlobalCancel": w.GlobalCancel(version); break;
            case "reqOpenOrders": w.OpenOrders(); break;
            case "reqAllOpenOrders": w.AllOpenOrders(); break;
            case "reqAutoOpenOrders": w.AutoOpenOrders(Flag(a["bAutoBind"])); break;
            case "reqCompletedOrders": w.CompletedOrders(Flag(a["apiOnly"])); break;
            case "reqExecutions": w.Executions(id, Filter(a["execFilter"]!), version); break;
            case "reqPositions": w.Positions(); break;
            case "cancelPositions": w.CancelPositions(); break;
            case "reqPositionsMulti": w.PositionsMulti(id, account, model); break;
            case "cancelPositionsMulti": w.CancelPositionsMulti(id); break;
            case "reqAccountUpdates": w.AccountUpdates(Flag(a["subscribe"]), Text(a["acctCode"])); break;
            case "reqAccountUpdatesMulti": w.AccountUpdatesMulti(id, account, model, Flag(a["ledgerAndNLV"])); break;
            case "cancelAccountUpdatesMulti": w.CancelAccountUpdatesMulti(id); break;
            case "reqAccountSummary": w.AccountSummary(id, Text(a["groupName"]), Text(a["tags"])); break;
            case "cancelAccountSummary": w.CancelAccountSummary(id); break;
            case "reqPnL": w.PnL(id, account, model); break;
            case "cancelPnL": w.CancelPnL(id); break;
            case "reqPnLSingle": w.PnLSingle(id, account, model, (int)a["conid"]!); break;
            case "cancelPnLSingle": w.CancelPnLSingle(id); break;
            default: throw new InvalidOperationException($"No encoder for {kind}.");
        }
    }
}
