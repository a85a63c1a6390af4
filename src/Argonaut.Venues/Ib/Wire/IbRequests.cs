using System.Buffers.Binary;
using System.Text;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>
/// Requests of a market-data client, the same for all versions 178 to 200 (ib-tws-protocol.md 3 and 8). Unset values are empty fields.
/// </summary>
public static class IbRequests
{
    /// <summary>The raw first bytes of a connection: <c>API</c>, NUL, then the offered versions with a length and without a NUL.</summary>
    /// <param name="options">Empty, or <c>+PACEAPI</c>.</param>
    public static byte[] Hello(int minVersion, int maxVersion, string options)
    {
        var text = $"v{minVersion}..{maxVersion}" + (options.Length == 0 ? "" : " " + options);
        var bytes = new byte[8 + text.Length];
        "API\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), text.Length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(8));
        return bytes;
    }

    /// <param name="capabilities">Optional capabilities; a gateway ignores those that it does not know.</param>
    public static void StartApi(this IbFrameWriter w, int clientId, string capabilities = "") =>
        w.Begin(IbRequest.StartApi).Int(2).Int(clientId).Text(capabilities).End();

    public static void ContractDetails(
        this IbFrameWriter w, int requestId, IbContract contract, bool includeExpired = false, string secIdType = "", string secId = "") =>
        w.Begin(IbRequest.ContractDetails).Int(8).Int(requestId).Contract(contract).Bool(includeExpired)
            .Text(secIdType).Text(secId).Empty().End();

    /// <param name="legs">Only of combos (<c>BAG</c>).</param>
    public static void MarketData(
        this IbFrameWriter w, int requestId, IbContract contract, string genericTicks, bool snapshot = false,
        bool regulatorySnapshot = false, IReadOnlyList<IbComboLeg>? legs = null)
    {
        w.Begin(IbRequest.MarketData).Int(11).Int(requestId).Contract(contract);
        if (contract.SecType == "BAG")
        {
            w.Int(legs?.Count ?? 0);
            foreach (var leg in legs ?? []) w.Int(leg.ConId).Int(leg.Ratio).Text(leg.Action).Text(leg.Exchange);
        }

        w.Bool(false).Text(genericTicks).Bool(snapshot).Bool(regulatorySnapshot).Empty().End();
    }

    public static void CancelMarketData(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelMarketData).Int(2).Int(requestId).End();

    /// <param name="type">1 live, 2 frozen, 3 delayed, 4 delayed and frozen; for all later requests of the connection.</param>
    public static void MarketDataType(this IbFrameWriter w, int type) => w.Begin(IbRequest.MarketDataType).Int(1).Int(type).End();

    /// <param name="tickType"><c>Last</c>, <c>AllLast</c>, <c>BidAsk</c> or <c>MidPoint</c>.</param>
    public static void TickByTick(
        this IbFrameWriter w, int requestId, IbContract contract, string tickType, int numberOfTicks = 0, bool ignoreSize = false) =>
        w.Begin(IbRequest.TickByTick).Int(requestId).Contract(contract).Text(tickType).Int(numberOfTicks).Bool(ignoreSize).End();

    public static void CancelTickByTick(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelTickByTick).Int(requestId).End();

    /// <param name="end"><c>YYYYMMDD-HH:MM:SS</c> in UTC, or empty for now.</param>
    /// <param name="formatDate">2: epoch seconds, and plain dates for bars of a day or more.</param>
    public static void HistoricalData(
        this IbFrameWriter w, int requestId, IbContract contract, string end, string barSize, string duration, bool useRth,
        string whatToShow, int formatDate = 2, bool keepUpToDate = false, bool includeExpired = false) =>
        w.Begin(IbRequest.HistoricalData).Int(requestId).Contract(contract).Bool(includeExpired).Text(end).Text(barSize).Text(duration)
            .Bool(useRth).Text(whatToShow).Int(formatDate).Bool(keepUpToDate).Empty().End();

    public static void CancelHistoricalData(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelHistoricalData).Int(1).Int(requestId).End();

    public static void HeadTimestamp(
        this IbFrameWriter w, int requestId, IbContract contract, bool useRth, string whatToShow, int formatDate = 2,
        bool includeExpired = false) =>
        w.Begin(IbRequest.HeadTimestamp).Int(requestId).Contract(contract).Bool(includeExpired).Bool(useRth).Text(whatToShow)
            .Int(formatDate).End();

    public static void CancelHeadTimestamp(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelHeadTimestamp).Int(requestId).End();

    /// <summary>Exactly one of <paramref name="start"/> and <paramref name="end"/> is filled; at most 1000 ticks.</summary>
    public static void HistoricalTicks(
        this IbFrameWriter w, int requestId, IbContract contract, string start, string end, int numberOfTicks, string whatToShow,
        bool useRth, bool ignoreSize = false, bool includeExpired = false) =>
        w.Begin(IbRequest.HistoricalTicks).Int(requestId).Contract(contract).Bool(includeExpired).Text(start).Text(end)
            .Int(numberOfTicks).Text(whatToShow).Bool(useRth).Bool(ignoreSize).Empty().End();

    public static void RealTimeBars(this IbFrameWriter w, int requestId, IbContract contract, string whatToShow, bool useRth) =>
        w.Begin(IbRequest.RealTimeBars).Int(3).Int(requestId).Contract(contract).Int(5).Text(whatToShow).Bool(useRth).Empty().End();

    public static void CancelRealTimeBars(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelRealTimeBars).Int(1).Int(requestId).End();

    public static void CurrentTime(this IbFrameWriter w) => w.Begin(IbRequest.CurrentTime).Int(1).End();

    /// <summary>From version 197 on.</summary>
    public static void CurrentTimeInMilliseconds(this IbFrameWriter w) => w.Begin(IbRequest.CurrentTimeInMillis).End();

    public static void MatchingSymbols(this IbFrameWriter w, int requestId, string pattern) =>
        w.Begin(IbRequest.MatchingSymbols).Int(requestId).Text(pattern).End();

    public static void MarketRule(this IbFrameWriter w, int ruleId) => w.Begin(IbRequest.MarketRule).Int(ruleId).End();

    public static void Ids(this IbFrameWriter w) => w.Begin(IbRequest.Ids).Int(1).Int(1).End();

    public static void ManagedAccounts(this IbFrameWriter w) => w.Begin(IbRequest.ManagedAccounts).Int(1).End();

    /// <param name="level">1 system, 2 error, 3 warning, 4 information, 5 detail.</param>
    public static void ServerLogLevel(this IbFrameWriter w, int level) => w.Begin(IbRequest.ServerLogLevel).Int(1).Int(level).End();

    public static void UserInfo(this IbFrameWriter w, int requestId) => w.Begin(IbRequest.UserInfo).Int(requestId).End();
}
