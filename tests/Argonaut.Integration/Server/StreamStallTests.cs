using System.Net.Sockets;
using System.Net.WebSockets;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Server.Fakes;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Server;

/// <summary>One client that does not read, among many that do (api.md A-090). How long it takes is measured by the bench, row D5-stall.</summary>
public sealed class StreamStallTests
{
    private const int Readers = 99;

    /// <summary>About a megabyte: a few rounds fill the buffers of the line and the queue, long before a keep-alive ping is missed.</summary>
    private const int BarsInRound = 4_000;
    private const int MostRounds = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ninety_nine_clients_get_every_trade_while_one_does_not_read()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Limits = RunningServer.NoLimits with { StreamsPerAddress = 2 * Readers } });
        using var narrow = Narrow();
        using var stalled = await StalledAsync(server, narrow);
        var readers = new List<StreamReader>();
        try
        {
            for (var i = 0; i < Readers; i++)
            {
                var reader = new StreamReader(await server.ConnectAsync());
                readers.Add(reader);
                await reader.SubscribeAsync(new { op = "subscribe", channel = "trades", instrument_id = "AAPL.NASDAQ" });
            }

            var sent = 0;
            var isClosed = false;
            // Closed bars pile up for the one that does not read, until it is closed; a trade for all comes between.
            for (var round = 0; round < MostRounds && !isClosed; round++)
            {
                for (var i = 0; i < BarsInRound; i++) server.Market.Close(Samples.Bar(Samples.Start + i * UnixNanos.PerMinute, Timeframe.Minute1));
                sent++;
                server.Market.Publish(Samples.Trade(sent, Samples.Start + sent));
                foreach (var reader in readers)
                    Assert.Equal($"7-{sent}", (await reader.NextAsync("delta")).GetProperty("data")[0].GetProperty("trade_id").GetString());
                isClosed = (await (await server.GetAsync("/metrics")).Content.ReadAsStringAsync(Ct)).Contains("argonaut_ws_slow_disconnects_total 1", StringComparison.Ordinal);
            }

            Assert.True(isClosed, "The client that does not read was never closed.");
            Assert.True(sent > 1, "It was closed before anybody could be held up.");
            server.Market.Publish(Samples.Trade(++sent, Samples.Start + sent));
            foreach (var reader in readers)
                Assert.Equal($"7-{sent}", (await reader.NextAsync("delta")).GetProperty("data")[0].GetProperty("trade_id").GetString());
        }
        finally
        {
            foreach (var reader in readers) reader.Dispose();
        }
    }

    /// <summary>With a small window: what is not read soon stays with the server.</summary>
    private static HttpMessageInvoker Narrow() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, ct) =>
        {
            var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096, NoDelay = true };
            await tcp.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(tcp, ownsSocket: true);
        },
    });

    /// <summary>Subscribed to closed bars; it reads nothing after its snapshot.</summary>
    private static async Task<ClientWebSocket> StalledAsync(RunningServer server, HttpMessageInvoker narrow)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", server.Origin);
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/ws"), narrow, Ct);
        await new StreamReader(socket).SubscribeAsync(new { op = "subscribe", channel = "bars", instrument_id = "AAPL.NASDAQ", timeframe = "1m" });
        return socket;
    }
}
