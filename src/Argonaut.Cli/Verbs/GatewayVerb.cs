using System.CommandLine;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Market;
using Microsoft.Extensions.Logging;

namespace Argonaut.Cli.Verbs;

/// <summary>
/// <c>argonaut gateway</c>: the simulated IB Gateway alone. Its standard output says what it offers, one line each (<c>instrument ID</c>), and
/// then where it listens; the demo reads that.
/// </summary>
internal static class GatewayVerb
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Loopback port; 0 takes a free one.", DefaultValueFactory = _ => 7497 };
        var untilStdinCloses = new Option<bool>("--until-stdin-closes") { Description = "End when standard input closes.", Hidden = true };
        var market = new MarketFlags();
        var account = new Option<string>("--account") { Description = "The managed account; one that begins with DUSIM marks all data as simulated.", DefaultValueFactory = _ => "DUSIM01" };
        var command = new Command("gateway", "Run the simulated IB Gateway alone, on loopback. Example: argonaut gateway --port 7497") { port, account, untilStdinCloses };
        market.AddTo(command);

        command.SetAction(async (parse, ct) =>
        {
            using var logs = Logs.Create(Settings.FromEnvironment().LogLevel);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var choice = market.Read(parse);
            var simulated = choice.Open(TimeProvider.System);
            var options = new GatewayOptions
            {
                Port = parse.GetValue(port),
                Account = parse.GetValue(account)!,
                // A load or a recording wants every tick of every instrument; the seeded market keeps a real account's limits
                // except that tick-by-tick streams are not counted.
                Limits = choice.IsLoadOrReplay ? GatewayLimits.Relaxed : GatewayLimits.Standard with { TickByTick = int.MaxValue, TickByTickRepeat = TimeSpan.Zero },
            };
            await using var server = new GatewayServer(options, simulated.Market, TimeProvider.System, logs.CreateLogger<GatewayServer>());
            int bound;
            try
            {
                bound = await server.StartAsync(stop.Token);
            }
            catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException)
            {
                throw new CliException(ExitCode.ResourceUnavailable, PortHolder.Describe(options.Port) ?? $"Port {options.Port} cannot be used: {e.Message}");
            }

            foreach (var id in simulated.InstrumentIds) Console.WriteLine($"{GatewayChild.InstrumentPrefix}{id}");
            Console.WriteLine($"{GatewayChild.ListeningPrefix}{bound}");
            Console.Out.Flush();

            var input = parse.GetValue(untilStdinCloses) ? WatchInputAsync(stop) : null;
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
            }
            catch (OperationCanceledException)
            {
                // Asked to end: the server closes its sockets on disposal.
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static async Task WatchInputAsync(CancellationTokenSource stop)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (await input.ReadAsync(buffer) > 0)
        {
            // Nothing is expected; only the end counts.
        }

        await stop.CancelAsync();
    }
}
