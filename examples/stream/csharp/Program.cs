// Prints quotes, trades and bars from Argonaut's WebSocket, without loss over lost connections:
//
//     dotnet run --project examples/stream/csharp -- AAPL.NASDAQ EUR/USD.IDEALPRO
//     dotnet run --project examples/stream/csharp -- --url ws://localhost:8000/api/v1/stream --timeframe 1m AAPL.NASDAQ
//
// A token, where the server wants one, comes from the environment: ARGONAUT_TOKEN. The protocol: docs/reference/stream.md.
// One line for each trade, quote and bar goes to standard output, remarks to standard error.
using StreamExample;

var url = new Uri("ws://localhost:8000/api/v1/stream");
var timeframe = "1m";
var instruments = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--url" && i + 1 < args.Length) url = new Uri(args[++i]);
    else if (args[i] == "--timeframe" && i + 1 < args.Length) timeframe = args[++i];
    else instruments.Add(args[i]);
}

if (instruments.Count == 0 || instruments.Exists(i => i.StartsWith('-')))
{
    Console.Error.WriteLine("Usage: [--url URL] [--timeframe 1m] INSTRUMENT..., for example AAPL.NASDAQ");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
var topics = instruments.SelectMany(i => new[] { new Topic("quotes", i), new Topic("trades", i), new Topic("bars", i, timeframe) }).ToList();
using var stream = new MarketStream(url, Environment.GetEnvironmentVariable("ARGONAUT_TOKEN"), topics);
try
{
    return await stream.RunAsync(stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
