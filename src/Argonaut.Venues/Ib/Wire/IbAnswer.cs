namespace Argonaut.Venues.Ib.Wire;

/// <summary>Message ids from server to client (ib-tws-protocol.md 6.2). They overlap with <see cref="IbRequest"/>.</summary>
public static class IbAnswer
{
    public const int TickPrice = 1;
    public const int TickSize = 2;
    public const int OrderStatus = 3;
    public const int Error = 4;
    public const int OpenOrder = 5;
    public const int NextValidId = 9;
    public const int ContractDetails = 10;
    public const int ManagedAccounts = 15;
    public const int HistoricalData = 17;
    public const int BondContractDetails = 18;
    public const int TickOptionComputation = 21;
    public const int TickGeneric = 45;
    public const int TickString = 46;
    public const int TickEfp = 47;
    public const int CurrentTime = 49;
    public const int RealTimeBar = 50;
    public const int ContractDetailsEnd = 52;
    public const int TickSnapshotEnd = 57;
    public const int MarketDataType = 58;
    public const int OptionChain = 75;
    public const int OptionChainEnd = 76;
    public const int SymbolSamples = 79;
    public const int MarketDepthExchanges = 80;
    public const int TickReqParams = 81;
    public const int HeadTimestamp = 88;
    public const int HistoricalDataUpdate = 90;
    public const int MarketRule = 93;
    public const int HistoricalTicks = 96;
    public const int HistoricalTicksBidAsk = 97;
    public const int HistoricalTicksLast = 98;
    public const int TickByTick = 99;
    public const int HistoricalSchedule = 106;
    public const int UserInfo = 107;
    public const int HistoricalDataEnd = 108;
    public const int CurrentTimeInMillis = 109;
}
