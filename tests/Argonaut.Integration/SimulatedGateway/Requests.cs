namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>Requests of the tests, as fields.</summary>
internal static class Requests
{
    public static readonly string[] Apple = ["265598", "AAPL", "STK", "", "", "", "", "SMART", "NASDAQ", "USD", "AAPL", "NMS"];
    public static readonly string[] Euro = ["0", "EUR", "CASH", "", "", "", "", "IDEALPRO", "", "USD", "", ""];
    public static readonly string[] Index = ["0", "SPX", "IND", "", "", "", "", "CBOE", "", "USD", "", ""];
    public static readonly string[] Option = ["0", "AAPL", "OPT", "20261218", "250", "C", "100", "SMART", "", "USD", "", ""];

    public static string[] TickByTick(int id, string[] contract, string type, int history = 0, bool ignoreSize = false) =>
        ["97", $"{id}", .. contract, type, $"{history}", ignoreSize ? "1" : "0"];

    public static string[] MarketData(int id, string[] contract, string generic = "", bool snapshot = false) =>
        ["1", "11", $"{id}", .. contract, "0", generic, snapshot ? "1" : "0", "0", ""];

    public static string[] Bars(int id, string[] contract, string end, string size, string duration, string what = "TRADES", bool keep = false, int format = 2) =>
        ["20", $"{id}", .. contract, "0", end, size, duration, "0", what, $"{format}", keep ? "1" : "0", ""];

    public static string[] Ticks(int id, string[] contract, string start, string end, int count, string what = "TRADES") =>
        ["96", $"{id}", .. contract, "0", start, end, $"{count}", what, "0", "0", ""];

    public static string[] RealTimeBars(int id, string[] contract, string what = "TRADES") => ["50", "3", $"{id}", .. contract, "5", what, "0", ""];

    public static string[] Depth(int id, string[] contract, int rows = 5, bool smart = true) =>
        ["10", "5", $"{id}", .. contract, $"{rows}", smart ? "1" : "0", ""];

    public static string[] Head(int id, string[] contract, string what = "TRADES", int format = 2) =>
        ["87", $"{id}", .. contract, "0", "0", what, $"{format}"];

    /// <summary>placeOrder at a server version, with what plain orders need.</summary>
    public static string[] Order(
        int id, string[] contract, string action, string quantity, string type, string limit = "", string aux = "", string tif = "DAY", string reference = "",
        bool transmit = true, int parent = 0, bool whatIf = false, string etrade = "0", int version = 178)
    {
        List<string> fields =
        [
            "3", $"{id}", .. contract, "", "", action, quantity, type, limit, aux, tif, "", "", "", "0", reference, transmit ? "1" : "0", $"{parent}",
            "0", "0", "0", "0", "0", "0", "", "0", "", "", "", "", "", "", "0", "", "-1", "0", "", "", "0", "", "", etrade, "0", "", "0", "", "", "", "", "", "0",
            "", "", "", "", "0", "", "", "", "", "", "", "", "", "", "", "0", "", "", "0", "0", "", "", whatIf ? "1" : "0", "", "0", "0", "0", "0", "", "", "",
            "", "", "", "0", "", "", "", "", "", "", "", "", "0", "0", "0", "", "", "", "0", "", "",
        ];
        if (version >= 183) fields.Add("");
        if (version >= 184) fields.Add("0");
        if (version is >= 187 and <= 189) fields.AddRange("", "");
        if (version >= 189) fields.Add("0");
        if (version >= 192) fields.Add("");
        if (version >= 199) fields.Add("0");
        return [.. fields];
    }

    public static string[] CancelOrder(int id, int version = 178) =>
        version >= 192 ? ["4", $"{id}", "", "", "2147483647"] : version >= 187 && version <= 189 ? ["4", "1", $"{id}", "", "", "", "2147483647"] : ["4", "1", $"{id}", ""];
}
