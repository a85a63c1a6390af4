namespace Argonaut.Venues.Ib.Wire;

/// <summary>Requests about options (ib-tws-protocol.md 8.1, 8.4). Calculations are answered with tick 53 of answer 21.</summary>
public static class IbOptionRequests
{
    /// <param name="futFopExchange">Only of future options; empty otherwise.</param>
    public static void OptionChains(
        this IbFrameWriter w, int requestId, string underlyingSymbol, string futFopExchange, string underlyingSecType, int underlyingConId) =>
        w.Begin(IbRequest.SecDefOptParams).Int(requestId).Text(underlyingSymbol).Text(futFopExchange).Text(underlyingSecType)
            .Int(underlyingConId).End();
}
