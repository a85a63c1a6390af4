using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Depth, exchanges, option chains and sessions with the reference decoder's names.</summary>
internal static class ReferenceEvents
{
    public static JsonObject Depth(string kind, IbDepthUpdate d)
    {
        var result = ResponseEvents.Event(kind, ("reqId", d.RequestId), ("position", d.Position), ("operation", (int)d.Operation),
            ("side", d.IsBid ? 1 : 0), ("price", Encoding.UTF8.GetString(d.Price)), ("size", Encoding.UTF8.GetString(d.Size)));
        if (kind == "updateMktDepthL2")
        {
            result["marketMaker"] = Encoding.UTF8.GetString(d.MarketMaker);
            result["isSmartDepth"] = d.IsSmartDepth;
        }

        return result;
    }

    public static JsonObject DepthExchanges(ImmutableArray<IbDepthExchange> exchanges)
    {
        var rows = new JsonArray();
        foreach (var e in exchanges)
            rows.Add(new JsonObject
            {
                ["exchange"] = e.Exchange, ["secType"] = e.SecType, ["listingExch"] = e.ListingExchange,
                ["serviceDataType"] = e.ServiceDataType, ["aggGroup"] = e.AggGroup,
            });
        return ResponseEvents.Event("mktDepthExchanges", ("depthMktDataDescriptions", rows));
    }

    public static JsonObject SmartComponents((int RequestId, ImmutableArray<IbSmartComponent> Components) answer)
    {
        var rows = new JsonArray();
        foreach (var c in answer.Components)
            rows.Add(new JsonObject { ["bitNumber"] = c.BitNumber, ["exchange"] = c.Exchange, ["exchangeLetter"] = c.ExchangeLetter });
        return ResponseEvents.Event("smartComponents", ("reqId", answer.RequestId), ("smartComponentMap", rows));
    }

    public static JsonObject Reroute(string kind, IbReroute r) =>
        ResponseEvents.Event(kind, ("reqId", r.RequestId), ("conId", r.ConId), ("exchange", r.Exchange));

    public static JsonObject Chain(IbOptionChain c) => ResponseEvents.Event("securityDefinitionOptionParameter", ("reqId", c.RequestId),
        ("exchange", c.Exchange), ("underlyingConId", c.UnderlyingConId), ("tradingClass", c.TradingClass), ("multiplier", c.Multiplier),
        ("expirations", new JsonArray([.. c.Expirations.Order(StringComparer.Ordinal).Select(e => (JsonNode)e)])),
        ("strikes", new JsonArray([.. c.Strikes.Select(e => (JsonNode)e)])));

    public static JsonObject Schedule(IbSchedule s)
    {
        var rows = new JsonArray();
        foreach (var session in s.Sessions)
            rows.Add(new JsonObject { ["startDateTime"] = session.Start, ["endDateTime"] = session.End, ["refDate"] = session.ReferenceDate });
        return ResponseEvents.Event("historicalSchedule", ("reqId", s.RequestId), ("startDateTime", s.Start), ("endDateTime", s.End),
            ("timeZone", s.TimeZone), ("sessions", rows));
    }

    public static JsonObject User((int RequestId, string WhiteBrandingId) user) =>
        ResponseEvents.Event("userInfo", ("reqId", user.RequestId), ("whiteBrandingId", user.WhiteBrandingId));
}
