using System.CommandLine;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Control;
using Argonaut.SimulatedGateway.Market;
using Microsoft.Extensions.Logging;

namespace Argonaut.Cli.Verbs;

/// <summary>
/// <c>argonaut gateway</c>: the simulated IB Gateway alone. Its standard output says what it offers, one line each (<c>instrument ID</c>),
/// where it can be controlled, and then where it listens; the demo reads that.
/// </summary>
internal static class GatewayVerb
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Loopback port; 0 takes a free one.", DefaultValueFactory = _ => 7497 };
        var untilStdinCloses = new Option<bool>("--until-stdin-closes") { Description = "End when standard input closes.", Hidden = true };
        var market = new MarketFlags();
        var account = new Option<string>("--account") { Description = "The managed account; one that begins with DUSIM marks all data as simulated.", DefaultValueFactory = _ => "DUSIM01" };
        var serverVersion = new Option<int>("--server-version") { Description = "The newest version of the protocol it speaks, 178 to 200.", DefaultValueFactory = _ => 193 };
        var controlPort = new Option<int>("--control-port") { Description = "Loopback port of the control API (HTTP, JSON); 0 takes a free one.", DefaultValueFactory = _ => 0 };
        var script = new Option<FileInfo?>("--script") { Description = "Carry out a script of faults and market actions, one a line: at 10s fault farmFlap seconds=5" };
        var chaos = new Option<ulong?>("--chaos") { Description = "Faults without end, drawn from this seed." };
        var step = new Option<bool>("--step") { Description = "The clock stands still and moves only by the control API." };
        var command = new Command("gateway", "Run the simulated IB Gateway alone, on loopback. Example: argonaut gateway --port 7497")
        {
            port, account, serverVersion, controlPort, script, chaos, step, untilStdinCloses,
        };
        market.AddTo(command);

        command.SetAction(async (parse, ct) =>
        {
            using var logs = Logs.Create(Settings.FromEnvironment().LogLevel);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var choice = market.Read(parse);
            var time = ClockOf(choice, parse.GetValue(step));
            var steps = StepsOf(parse.GetValue(script), parse.GetValue(chaos));
            var simulated = choice.Open(time);
            var options = new GatewayOptions
            {
                Port = parse.GetValue(port),
                Account = parse.GetValue(account)!,
                MaxServerVersion = VersionOf(parse.GetValue(serverVersion)),
                FaultSeed = choice.Seed,
                // A load or a recording wants every tick of every instrument; the seeded market keeps a real account's limits
                // except that tick-by-tick streams are not counted.
                Limits = choice.IsLoadOrReplay ? GatewayLimits.Relaxed : GatewayLimits.Standard with { TickByTick = int.MaxValue, TickByTickRepeat = TimeSpan.Zero },
            };
            await using var server = new GatewayServer(options, simulated.Market, time, logs.CreateLogger<GatewayServer>());
            int bound;
            try
            {
                bound = await server.StartAsync(stop.Token);
            }
            catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException)
            {
                throw new CliException(ExitCode.ResourceUnavailable, PortHolder.Describe(options.Port) ?? $"Port {options.Port} cannot be used: {e.Message}");
            }

            var control = new GatewayControl(server, simulated.Market);
            await using var api = await StartControlAsync(control, parse.GetValue(controlPort), logs, stop.Token);
            await using var runner = steps is null ? null : new ScriptRunner(control, steps, logs.CreateLogger<ScriptRunner>());
            foreach (var id in simulated.InstrumentIds) Console.WriteLine($"{GatewayChild.InstrumentPrefix}{id}");
            Console.WriteLine($"control on http://127.0.0.1:{api.Port}");
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

    private static TimeProvider ClockOf(MarketChoice choice, bool isStepped)
    {
        if (isStepped) return new SteppedTime(TimeProvider.System.GetUtcNow());
        // A recording has a pace of its own, a load a rate.
        return choice.IsLoadOrReplay || choice.Speed == 1 ? TimeProvider.System : new AcceleratedTime(TimeProvider.System, choice.Speed);
    }

    private static int VersionOf(int version) => version is >= GatewayOptions.MinVersion and <= GatewayOptions.MaxVersion
        ? version
        : throw new CliException(ExitCode.WrongUsage, $"--server-version must be {GatewayOptions.MinVersion} to {GatewayOptions.MaxVersion}, found {version}.");

    private static IEnumerable<ScriptStep>? StepsOf(FileInfo? script, ulong? chaos)
    {
        if (script is null) return chaos is { } seed ? ChaosPlan.Steps(seed) : null;
        if (chaos is not null) throw new CliException(ExitCode.WrongUsage, "--script and --chaos exclude each other.");
        try
        {
            return GatewayScript.Parse(File.ReadLines(script.FullName));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.WrongUsage, $"The script {script} cannot be used. {e.Message}");
        }
    }

    private static async Task<ControlServer> StartControlAsync(GatewayControl control, int port, ILoggerFactory logs, CancellationToken ct)
    {
        try
        {
            return await ControlServer.StartAsync(control, port, logs.CreateLogger<ControlServer>(), ct);
        }
        catch (IOException e)
        {
            throw new CliException(ExitCode.ResourceUnavailable, $"The control port {port} cannot be used: {e.Message}");
        }
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
