namespace Argonaut.Venues.Ib.Wire;

/// <summary>Requests about market depth (ib-tws-protocol.md 8.1, 8.9).</summary>
public static class IbDepthRequests
{
    /// <param name="rows">Rows of each side that are kept up to date.</param>
    /// <param name="isSmartDepth">One book over all exchanges, each row with its exchange.</param>
    public static void MarketDepth(this IbFrameWriter w, int requestId, IbContract contract, int rows, bool isSmartDepth) =>
        w.Begin(IbRequest.MarketDepth).Int(5).Int(requestId).Contract(contract).Int(rows).Bool(isSmartDepth).Empty().End();

    /// <param name="isSmartDepth">As it was requested.</param>
    public static void CancelMarketDepth(this IbFrameWriter w, int requestId, bool isSmartDepth) =>
        w.Begin(IbRequest.CancelMarketDepth).Int(1).Int(requestId).Bool(isSmartDepth).End();

    public static void MarketDepthExchanges(this IbFrameWriter w) => w.Begin(IbRequest.MarketDepthExchanges).End();

    /// <param name="bboExchange">The text of the tick parameters, for example <c>9c0001</c>.</param>
    public static void SmartComponents(this IbFrameWriter w, int requestId, string bboExchange) =>
        w.Begin(IbRequest.SmartComponents).Int(requestId).Text(bboExchange).End();
}
