using System.Globalization;
using System.Text.Json;

namespace StreamExample;

/// <summary>One subscription, over all connections.</summary>
internal sealed class Topic(string channel, string instrument, string? timeframe = null)
{
    private JsonElement? _last;

    /// <summary>The server's number; null: to be subscribed anew.</summary>
    public string? Sub { get; set; }

    /// <summary>Of the last message; null before the snapshot.</summary>
    public long? Sequence { get; set; }

    public string Name => $"{channel} {instrument}";

    public Dictionary<string, object> Request(int number)
    {
        var message = new Dictionary<string, object> { ["op"] = "subscribe", ["id"] = number, ["channel"] = channel, ["instrument_id"] = instrument };
        if (timeframe is not null) message["timeframe"] = timeframe;
        return message;
    }

    public void Take(JsonElement message)
    {
        var rows = message.GetProperty("data").EnumerateArray().ToList();
        if (message.GetProperty("type").GetString() == "snapshot" && _last is { } last) rows = After(last, rows);
        foreach (var row in rows) Print(row);
        if (message.TryGetProperty("sampled", out _))
            Console.Error.WriteLine($"{Name}: {message.GetProperty("conflated")} left out by the server, the rate is too high");
    }

    /// <summary>The part of a snapshot that was not printed before.</summary>
    private List<JsonElement> After(JsonElement last, List<JsonElement> rows)
    {
        switch (channel)
        {
            case "quotes":
                return rows.FindAll(row => row.GetRawText() != last.GetRawText());
            case "bars":
                return rows.FindAll(row => Number(row, "ts_open") > Number(last, "ts_open"));
            default:
                var at = rows.FindIndex(row => Text(row, "trade_id") == Text(last, "trade_id"));
                if (at < 0) Console.Error.WriteLine($"{Name}: some may be missing after {Text(last, "trade_id")}; read them from /api/v1/instruments");
                return rows[(at + 1)..];
        }
    }

    private void Print(JsonElement row)
    {
        var isClosed = channel == "bars" && row.GetProperty("is_closed").GetBoolean();
        if (channel != "bars" || isClosed) _last = row.Clone();
        string[] words = channel switch
        {
            "trades" => [Text(row, "trade_id"), Text(row, "price"), Text(row, "size"), Text(row, "ts_event")],
            "quotes" => [Text(row, "bid_price"), Text(row, "ask_price"), Text(row, "bid_size"), Text(row, "ask_size"), Text(row, "ts_event")],
            _ =>
            [
                timeframe!, Text(row, "ts_open"), Text(row, "open"), Text(row, "high"), Text(row, "low"), Text(row, "close"), Text(row, "volume"),
                isClosed ? "closed" : "open",
            ],
        };
        Console.WriteLine($"{Name} {string.Join(' ', words)}");
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static long Number(JsonElement row, string name) => long.Parse(Text(row, name), CultureInfo.InvariantCulture);
}
