using System.Text.Json.Nodes;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Answers about the past with the reference decoder's names.</summary>
internal static class HistoryEvents
{
    public static List<JsonObject> Bars(IbHistoricalData data, int version)
    {
        var events = data.Bars.Select(b => ResponseEvents.Event("historicalData", ("reqId", data.RequestId), ("bar", Bar(b)))).ToList();
        if (version < 196) events.Add(End(new IbHistoricalEnd(data.RequestId, data.Start, data.End)));
        return events;
    }

    public static JsonObject End(IbHistoricalEnd end) =>
        ResponseEvents.Event("historicalDataEnd", ("reqId", end.RequestId), ("start", end.Start), ("end", end.End));

    public static JsonObject Update((int RequestId, IbWireBar Bar) update) =>
        ResponseEvents.Event("historicalDataUpdate", ("reqId", update.RequestId), ("bar", Bar(update.Bar)));

    public static JsonObject Head((int RequestId, string Text) head) =>
        ResponseEvents.Event("headTimestamp", ("reqId", head.RequestId), ("headTimestamp", head.Text));

    public static JsonObject RealTime((int RequestId, IbWireBar Bar) answer)
    {
        var b = answer.Bar;
        return ResponseEvents.Event("realtimeBar", ("reqId", answer.RequestId), ("time", b.Date), ("open_", b.Open), ("high", b.High),
            ("low", b.Low), ("close", b.Close), ("volume", b.Volume), ("wap", b.Average), ("count", b.Count));
    }

    public static JsonObject Ticks(string kind, IbHistoricalTicks answer)
    {
        var rows = new JsonArray();
        foreach (var t in answer.Ticks)
            rows.Add(kind == "historicalTicksBidAsk"
                ? new JsonObject { ["time"] = t.Seconds, ["priceBid"] = t.Price, ["priceAsk"] = t.AskPrice, ["sizeBid"] = t.Size, ["sizeAsk"] = t.AskSize }
                : new JsonObject
                {
                    ["time"] = t.Seconds, ["price"] = t.Price, ["size"] = t.Size, ["exchange"] = t.Exchange,
                    ["specialConditions"] = t.SpecialConditions,
                });
        return ResponseEvents.Event(kind, ("reqId", answer.RequestId), ("ticks", rows), ("done", answer.IsDone));
    }

    private static JsonObject Bar(IbWireBar b) => new()
    {
        ["date"] = b.Date, ["open"] = b.Open, ["high"] = b.High, ["low"] = b.Low, ["close"] = b.Close, ["volume"] = b.Volume,
        ["wap"] = b.Average, ["barCount"] = b.Count,
    };
}
