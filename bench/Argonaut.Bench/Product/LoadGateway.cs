using System.Globalization;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Faults;
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

    private static readonly TimeSpan FaultEvery = TimeSpan.FromSeconds(4);

    /// <param name="ticksPerSecond">Over all streams; 0 is as fast as the reader allows.</param>
    /// <param name="instruments">Each with a stream of trades and one of quotes.</param>
    /// <param name="hasFaults">Resets, ends, cut frames and lost links by turns, every few seconds.</param>
    public static async Task<int> RunAsync(int ticksPerSecond, long totalTicks, int instruments, bool hasFaults)
    {
        var market = new LoadMarket(
            new LoadMarketOptions { Instruments = instruments, TicksPerSecond = ticksPerSecond, TotalTicks = totalTicks, StartAtStreams = 2 * instruments },
            TimeProvider.System);
        var options = new GatewayOptions { Port = 0, Limits = GatewayLimits.Relaxed };
        await using var server = new GatewayServer(options, market, TimeProvider.System, NullLogger<GatewayServer>.Instance);
        var port = await server.StartAsync(CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ListeningPrefix}{port}"));
        using var stop = new CancellationTokenSource();
        var breaking = hasFaults ? BreakAsync(server, stop.Token) : Task.CompletedTask;
        while (await Console.In.ReadLineAsync() is not null) Console.WriteLine(market.Sent.ToString(CultureInfo.InvariantCulture));
        await stop.CancelAsync();
        await breaking;
        return 0;
    }

    private static async Task BreakAsync(GatewayServer server, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(FaultEvery, TimeProvider.System);
        try
        {
            for (var turn = 0; await timer.WaitForNextTickAsync(ct); turn++)
            {
                switch (turn % 6)
                {
                    case 0: server.Faults.Arm(FaultCatalog.PartialFrame, ("bytes", "700"), ("seconds", "1")); break;
                    case 1: server.Faults.Arm(FaultCatalog.Rst, ("moment", "midFrame")); break;
                    case 2: server.Faults.Arm(FaultCatalog.Link11001101, ("seconds", "1")); break;
                    case 3: server.Faults.Arm(FaultCatalog.Malformed); break;
                    case 4: server.Faults.Arm(FaultCatalog.Fin); break;
                    default: server.Faults.Arm(FaultCatalog.UnknownMessage); break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }
}
