using System.Collections.Frozen;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>The request table of ib-tws-protocol.md 6.1: names for error texts, and where the request or order id stands (0: none).</summary>
internal static class RequestNames
{
    private static readonly FrozenDictionary<int, (string Name, int IdField)> Table = new Dictionary<int, (string, int)>
    {
        [IbRequest.MarketData] = ("reqMktData", 2), [IbRequest.CancelMarketData] = ("cancelMktData", 2),
        [IbRequest.PlaceOrder] = ("placeOrder", 1), [IbRequest.CancelOrder] = ("cancelOrder", 1),
        [IbRequest.OpenOrders] = ("reqOpenOrders", 0), [IbRequest.AccountUpdates] = ("reqAccountUpdates", 0),
        [IbRequest.Executions] = ("reqExecutions", 2), [IbRequest.Ids] = ("reqIds", 0),
        [IbRequest.ContractDetails] = ("reqContractDetails", 2), [IbRequest.MarketDepth] = ("reqMktDepth", 2),
        [IbRequest.CancelMarketDepth] = ("cancelMktDepth", 2), [12] = ("reqNewsBulletins", 0), [13] = ("cancelNewsBulletins", 0),
        [14] = ("setServerLogLevel", 0), [IbRequest.AutoOpenOrders] = ("reqAutoOpenOrders", 0),
        [IbRequest.AllOpenOrders] = ("reqAllOpenOrders", 0), [IbRequest.ManagedAccounts] = ("reqManagedAccts", 0),
        [18] = ("requestFA", 0), [19] = ("replaceFA", 0), [IbRequest.HistoricalData] = ("reqHistoricalData", 1),
        [21] = ("exerciseOptions", 2), [22] = ("reqScannerSubscription", 1), [23] = ("cancelScannerSubscription", 2),
        [24] = ("reqScannerParameters", 0), [IbRequest.CancelHistoricalData] = ("cancelHistoricalData", 2),
        [IbRequest.CurrentTime] = ("reqCurrentTime", 0), [IbRequest.RealTimeBars] = ("reqRealTimeBars", 2),
        [IbRequest.CancelRealTimeBars] = ("cancelRealTimeBars", 2), [52] = ("reqFundamentalData", 2), [53] = ("cancelFundamentalData", 2),
        [54] = ("calculateImpliedVolatility", 2), [55] = ("calculateOptionPrice", 2), [56] = ("cancelCalculateImpliedVolatility", 2),
        [57] = ("cancelCalculateOptionPrice", 2), [IbRequest.GlobalCancel] = ("reqGlobalCancel", 0),
        [IbRequest.MarketDataType] = ("reqMarketDataType", 0), [IbRequest.Positions] = ("reqPositions", 0),
        [IbRequest.AccountSummary] = ("reqAccountSummary", 2), [IbRequest.CancelAccountSummary] = ("cancelAccountSummary", 2),
        [IbRequest.CancelPositions] = ("cancelPositions", 0), [65] = ("verifyRequest", 0), [66] = ("verifyMessage", 0),
        [67] = ("queryDisplayGroups", 2), [68] = ("subscribeToGroupEvents", 2), [69] = ("updateDisplayGroup", 2),
        [70] = ("unsubscribeFromGroupEvents", 2), [IbRequest.StartApi] = ("startApi", 0), [72] = ("verifyAndAuthRequest", 0),
        [73] = ("verifyAndAuthMessage", 0), [IbRequest.PositionsMulti] = ("reqPositionsMulti", 2),
        [IbRequest.CancelPositionsMulti] = ("cancelPositionsMulti", 2), [IbRequest.AccountUpdatesMulti] = ("reqAccountUpdatesMulti", 2),
        [IbRequest.CancelAccountUpdatesMulti] = ("cancelAccountUpdatesMulti", 2), [IbRequest.SecDefOptParams] = ("reqSecDefOptParams", 1),
        [79] = ("reqSoftDollarTiers", 1), [80] = ("reqFamilyCodes", 0), [IbRequest.MatchingSymbols] = ("reqMatchingSymbols", 1),
        [IbRequest.MarketDepthExchanges] = ("reqMktDepthExchanges", 0), [IbRequest.SmartComponents] = ("reqSmartComponents", 1),
        [84] = ("reqNewsArticle", 1), [85] = ("reqNewsProviders", 0), [86] = ("reqHistoricalNews", 1),
        [IbRequest.HeadTimestamp] = ("reqHeadTimestamp", 1), [88] = ("reqHistogramData", 1), [89] = ("cancelHistogramData", 1),
        [IbRequest.CancelHeadTimestamp] = ("cancelHeadTimestamp", 1), [IbRequest.MarketRule] = ("reqMarketRule", 0),
        [IbRequest.PnL] = ("reqPnL", 1), [IbRequest.CancelPnL] = ("cancelPnL", 1), [IbRequest.PnLSingle] = ("reqPnLSingle", 1),
        [IbRequest.CancelPnLSingle] = ("cancelPnLSingle", 1), [IbRequest.HistoricalTicks] = ("reqHistoricalTicks", 1),
        [IbRequest.TickByTick] = ("reqTickByTickData", 1), [IbRequest.CancelTickByTick] = ("cancelTickByTickData", 1),
        [IbRequest.CompletedOrders] = ("reqCompletedOrders", 0), [100] = ("reqWshMetaData", 1), [101] = ("cancelWshMetaData", 1),
        [102] = ("reqWshEventData", 1), [103] = ("cancelWshEventData", 1), [IbRequest.UserInfo] = ("reqUserInfo", 1),
        [IbRequest.CurrentTimeInMillis] = ("reqCurrentTimeInMillis", 0),
    }.ToFrozenDictionary();

    public static bool TryFind(int messageId, out (string Name, int IdField) entry) => Table.TryGetValue(messageId, out entry);
}
