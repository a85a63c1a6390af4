using System.Globalization;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Market;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Bench.Product;

/// <summary>
/// The simulated gateway with a counted load, in a process of its own: it starts sending when all streams are subscribed, stops after the
/// last tick, and answers each line on standard input with the number of ticks sent.
/// </summary>
internal static class LoadGateway
{
    public const string ListeningPrefix = "listening on 127.0.0.1:";

    /// <param name="ticksPerSecond">Over all streams; 0 is as fast as the reader allows.</param>
    /// <param name="instruments">Each with a stream of trades and one of quotes.</param>
    public static async Task<int> RunAsync(int ticksPerSecond, long totalTicks, int instruments)
    {
        var market = new LoadMarket(
            new LoadMarketOptions { Instruments = instruments, TicksPerSecond = ticksPerSecond, TotalTicks = totalTicks, StartAtStreams = 2 * instruments },
            TimeProvider.System);
        var options = new GatewayOptions { Port = 0, Limits = GatewayLimits.Relaxed };
        await using var server = new GatewayServer(options, market, TimeProvider.System, NullLogger<GatewayServer>.Instance);
        var port = await server.StartAsync(CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ListeningPrefix}{port}"));
        while (await Console.In.ReadLineAsync() is not null) Console.WriteLine(market.Sent.ToString(CultureInfo.InvariantCulture));
        return 0;
    }
}
