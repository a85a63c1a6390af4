using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Control;
using Argonaut.SimulatedGateway.Market;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>A gateway on a free port, with a hand-driven clock unless a test needs the real one.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    private GatewayUnderTest(GatewayServer server, ISimulatedMarket market, int port)
    {
        (Server, Market, Port) = (server, market, port);
        Control = new GatewayControl(server, market);
    }

    public GatewayServer Server { get; }

    public ISimulatedMarket Market { get; }

    public int Port { get; }

    public GatewayControl Control { get; }

    public static async Task<GatewayUnderTest> StartAsync(
        TimeProvider time, CancellationToken ct, ISimulatedMarket? market = null, GatewayLimits? limits = null, int maxVersion = 200,
        GatewayOptions? options = null)
    {
        market ??= new TapeMarket(new TapeMarketOptions { Seed = 5 }, time);
        var server = new GatewayServer(
            (options ?? new GatewayOptions()) with { Port = 0, MaxServerVersion = maxVersion, Limits = limits ?? GatewayLimits.Relaxed }, market, time,
            NullLogger<GatewayServer>.Instance);
        return new GatewayUnderTest(server, market, await server.StartAsync(ct));
    }

    /// <summary>Returns when a connection is accepted again.</summary>
    public async Task ListensAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                using var probe = await WireClient.ConnectAsync(Server.Port, ct);
                return;
            }
            catch (System.Net.Sockets.SocketException)
            {
                await Task.Yield();
            }
        }
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
