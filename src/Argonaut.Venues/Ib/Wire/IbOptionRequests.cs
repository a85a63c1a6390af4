namespace Argonaut.Venues.Ib.Wire;

/// <summary>Requests about options (ib-tws-protocol.md 8.1, 8.4). Calculations are answered with tick 53 of answer 21.</summary>
public static class IbOptionRequests
{
    /// <param name="futFopExchange">Only of future options; empty otherwise.</param>
    public static void OptionChains(
        this IbFrameWriter w, int requestId, string underlyingSymbol, string futFopExchange, string underlyingSecType, int underlyingConId) =>
        w.Begin(IbRequest.SecDefOptParams).Int(requestId).Text(underlyingSymbol).Text(futFopExchange).Text(underlyingSecType)
            .Int(underlyingConId).End();

    /// <param name="optionPrice">Decimal text, like the price of the underlying.</param>
    public static void CalculateImpliedVolatility(
        this IbFrameWriter w, int requestId, IbContract contract, string optionPrice, string underlyingPrice) =>
        Calculate(w, IbRequest.CalculateImpliedVolatility, requestId, contract, optionPrice, underlyingPrice);

    public static void CancelImpliedVolatility(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelImpliedVolatility).Int(1).Int(requestId).End();

    /// <param name="volatility">Decimal text: 0.2 is 20 %.</param>
    public static void CalculateOptionPrice(
        this IbFrameWriter w, int requestId, IbContract contract, string volatility, string underlyingPrice) =>
        Calculate(w, IbRequest.CalculateOptionPrice, requestId, contract, volatility, underlyingPrice);

    public static void CancelOptionPrice(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelOptionPrice).Int(1).Int(requestId).End();

    /// <summary>The options at the end are a count and a text of their own.</summary>
    private static void Calculate(IbFrameWriter w, int messageId, int requestId, IbContract contract, string given, string underlyingPrice) =>
        w.Begin(messageId).Int(3).Int(requestId).Contract(contract).Text(given).Text(underlyingPrice).Int(0).Empty().End();
}
