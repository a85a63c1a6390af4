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

    public static string[] Head(int id, string[] contract, string what = "TRADES", int format = 2) =>
        ["87", $"{id}", .. contract, "0", "0", what, $"{format}"];
}
