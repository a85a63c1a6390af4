using Argonaut.SimulatedGateway.Session;

namespace Argonaut.SimulatedGateway.Faults;

/// <summary>
/// Runs the faults that act by themselves (ib-tws-protocol.md 12.2), each from its beginning to its end. A silence begins before the notice
/// that tells of it and ends after the one that ends it: between the two a client sees no tick.
/// </summary>
internal sealed class FaultActions(GatewayServer server, TimeProvider time, CancellationToken stopping)
{
    private const string LinkLost = "Connectivity between IBKR and Trader Workstation has been lost.";
    private const string LinkKept = "Connectivity between IBKR and Trader Workstation has been restored - data maintained.";
    private const string LinkDropped = "Connectivity between IBKR and Trader Workstation has been restored - data lost.";

    private GatewayFaults Faults => server.Faults;

    private GatewayHealth Health => server.Health;

    /// <param name="clientId">-1: all clients.</param>
    public Task RunAsync(ArmedFault fault, int clientId) => fault.Definition.Name switch
    {
        FaultCatalog.ConnectRefused => RefuseAsync(fault),
        FaultCatalog.Rst => EndConnectionsAsync(fault, clientId, abruptly: true),
        FaultCatalog.Fin => EndConnectionsAsync(fault, clientId, abruptly: false),
        FaultCatalog.Link11001102 => LoseLinkAsync(fault, clientId, dropStreams: false),
        FaultCatalog.Link11001101 => LoseLinkAsync(fault, clientId, dropStreams: true),
        FaultCatalog.Storm1100 => StormAsync(fault, clientId),
        FaultCatalog.Port1300 => MoveAsync(fault),
        FaultCatalog.FarmFlap => FlapAsync(fault, clientId, killBars: false),
        FaultCatalog.DeadAfterFarmFlap => FlapAsync(fault, clientId, killBars: true),
        FaultCatalog.DailyRestart => server.RestartAsync(fault.Seconds(), fault.Int("ghosts"), fault.Int("abruptly") != 0, stopping),
        FaultCatalog.Competing10197 => CompeteAsync(fault, clientId),
        FaultCatalog.DepthReset317 => ResetDepthAsync(fault, clientId),
        FaultCatalog.Burst => BurstAsync(fault, clientId),
        _ => throw new InvalidOperationException($"{fault.Definition.Name} does not act by itself."),
    };

    private async Task RefuseAsync(ArmedFault fault)
    {
        server.StopListening();
        await HoldAsync(fault, fault.Seconds());
        server.ListenAgain();
    }

    private Task EndConnectionsAsync(ArmedFault fault, int clientId, bool abruptly)
    {
        foreach (var session in server.Sessions(clientId))
        {
            Faults.Log(fault, session.ClientId, abruptly ? "reset" : "closed");
            session.End(abruptly, isMidFrame: fault.Text("moment") == "midFrame");
        }

        return Task.CompletedTask;
    }

    private async Task LoseLinkAsync(ArmedFault fault, int clientId, bool dropStreams)
    {
        Health.LinkLost();
        using (Health.Silences.Add((_, client) => clientId < 0 || client == clientId))
        {
            Tell(clientId, 1100, LinkLost);
            if (dropStreams)
                foreach (var session in server.Sessions(clientId)) session.DropStreams();
            await HoldAsync(fault, fault.Seconds());
            Health.LinkRestored();
            if (dropStreams) Tell(clientId, 1101, LinkDropped);
            else Tell(clientId, 1102, LinkKept);
        }
    }

    private async Task StormAsync(ArmedFault fault, int clientId)
    {
        var every = fault.Seconds("every");
        Health.LinkLost();
        using (Health.Silences.Add((_, client) => clientId < 0 || client == clientId))
        {
            for (var left = fault.Seconds(); left > TimeSpan.Zero && !fault.IsEnded; left -= every)
            {
                Tell(clientId, 1100, LinkLost);
                await HoldAsync(fault, every);
            }

            Health.LinkRestored();
            Tell(clientId, 1102, LinkKept);
        }
    }

    private Task MoveAsync(ArmedFault fault)
    {
        var port = server.Move(fault.Int("port"));
        Tell(-1, 1300, $"TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port - {port}");
        foreach (var session in server.Sessions(-1)) session.End(abruptly: false, isMidFrame: false);
        Faults.Log(fault, -1, $"listens on {port}");
        return Task.CompletedTask;
    }

    private async Task FlapAsync(ArmedFault fault, int clientId, bool killBars)
    {
        var farm = fault.Text("farm");
        var (broken, brokenText) = Farms.Broken(farm);
        var (ok, okText) = Farms.Ok(farm);
        Health.Break(farm);
        using (Health.Silences.Add((contract, client) => (clientId < 0 || client == clientId) && Farms.Serves(farm, contract)))
        {
            Tell(clientId, broken, brokenText);
            if (killBars)
                foreach (var session in server.Sessions(clientId)) session.KillBars();
            await HoldAsync(fault, fault.Seconds());
            Health.Mend(farm);
            Tell(clientId, ok, okText);
        }
    }

    private async Task CompeteAsync(ArmedFault fault, int clientId)
    {
        using (server.Compete(clientId))
        using (Health.Silences.Add((_, client) => clientId < 0 || client == clientId))
        {
            foreach (var session in server.Sessions(clientId)) session.RefuseStreams(10197, "No market data during competing live session");
            await HoldAsync(fault, fault.Seconds());
        }
    }

    private Task ResetDepthAsync(ArmedFault fault, int clientId)
    {
        foreach (var session in server.Sessions(clientId)) session.ResetDepth(fault);
        return Task.CompletedTask;
    }

    private Task BurstAsync(ArmedFault fault, int clientId)
    {
        foreach (var session in server.Sessions(clientId)) session.Burst(fault.Int("ticks"));
        return Task.CompletedTask;
    }

    private void Tell(int clientId, int code, string text)
    {
        foreach (var session in server.Sessions(clientId)) session.Notify(code, text);
    }

    /// <summary>Waits; a fault that is disarmed goes on at once. Zero: until it is disarmed.</summary>
    private async Task HoldAsync(ArmedFault fault, TimeSpan span)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(Task.Delay(span > TimeSpan.Zero ? span : Timeout.InfiniteTimeSpan, time, over.Token), fault.Completed);
        await over.CancelAsync();
        stopping.ThrowIfCancellationRequested();
    }
}
