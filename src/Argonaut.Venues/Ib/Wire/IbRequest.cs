namespace Argonaut.Venues.Ib.Wire;

/// <summary>Message ids from client to server (ib-tws-protocol.md 6.1). They overlap with <see cref="IbAnswer"/>.</summary>
public static class IbRequest
{
    public const int MarketData = 1;
    public const int CancelMarketData = 2;
    public const int PlaceOrder = 3;
    public const int CancelOrder = 4;
    public const int OpenOrders = 5;
    public const int AccountUpdates = 6;
    public const int Executions = 7;
    public const int Ids = 8;
    public const int ContractDetails = 9;
    public const int MarketDepth = 10;
    public const int CancelMarketDepth = 11;
    public const int AutoOpenOrders = 15;
    public const int AllOpenOrders = 16;
    public const int ManagedAccounts = 17;
    public const int HistoricalData = 20;
    public const int CancelHistoricalData = 25;
    public const int CurrentTime = 49;
    public const int RealTimeBars = 50;
    public const int CancelRealTimeBars = 51;
    public const int GlobalCancel = 58;
    public const int MarketDataType = 59;
    public const int Positions = 61;
    public const int AccountSummary = 62;
    public const int CancelAccountSummary = 63;
    public const int CancelPositions = 64;
    public const int StartApi = 71;
    public const int PositionsMulti = 74;
    public const int CancelPositionsMulti = 75;
    public const int AccountUpdatesMulti = 76;
    public const int CancelAccountUpdatesMulti = 77;
    public const int SecDefOptParams = 78;
    public const int MatchingSymbols = 81;
    public const int MarketDepthExchanges = 82;
    public const int SmartComponents = 83;
    public const int HeadTimestamp = 87;
    public const int CancelHeadTimestamp = 90;
    public const int MarketRule = 91;
    public const int PnL = 92;
    public const int CancelPnL = 93;
    public const int PnLSingle = 94;
    public const int CancelPnLSingle = 95;
    public const int HistoricalTicks = 96;
    public const int TickByTick = 97;
    public const int CancelTickByTick = 98;
    public const int CompletedOrders = 99;
    public const int UserInfo = 104;
    public const int CurrentTimeInMillis = 105;
}
