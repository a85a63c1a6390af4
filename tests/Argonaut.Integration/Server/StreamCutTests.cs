using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Durability;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Stream;
using Argonaut.Trading.Alerts;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>The line is cut after a random number of bytes, again and again. TEST_CUTS and TEST_SEED in the environment change how often and where.</summary>
public sealed class StreamCutTests
{
    private static readonly int Cuts = OpenApiFuzzTests.Setting("TEST_CUTS", 40);
    private static readonly int Seed = OpenApiFuzzTests.Setting("TEST_SEED", 20_231_225);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cuts_at_random_moments_lose_nothing_and_repeat_nothing_on_reliable_channels()
    {
        await using var server = await RunningServer.StartAsync();
        await using var proxy = new FaultProxy(new IPEndPoint(IPAddress.Loopback, server.Address.Port), Seed);
        var alerts = new ConcurrentQueue<string>();
        using var rule = await server.SendAsync(HttpMethod.Post, "/api/v1/alerts/rules", new { name = "cut", kind = "export_failed", cooldown_s = 0 });
        using var told = server.Alerts.Attach(one => alerts.Enqueue($"{one.Id} {one.State.ToString().ToLowerInvariant()}"));
        ResumingClient.Topic[] topics =
        [
            new("trades", "AAPL.NASDAQ", null, row => row.GetProperty("trade_id").GetString()),
            new("trades", "EUR/USD.IDEALPRO", null, row => row.GetProperty("trade_id").GetString()),
            new("bars", "AAPL.NASDAQ", "1m", row => row.GetProperty("is_closed").GetBoolean() ? row.GetProperty("ts_open").GetString() : null),
            new("alerts", null, null, row => $"{row.GetProperty("id").GetInt64()} {row.GetProperty("state").GetString()}"),
            new("quotes", "AAPL.NASDAQ", null, row => row.GetProperty("ts_event").GetString()),
        ];
        using var client = new ResumingClient(ct => ConnectAsync(server, proxy, ct), [.. topics]);
        using var over = new CancellationTokenSource();
        var running = client.RunAsync(over.Token);
        await client.WaitAsync(() => topics.All(t => t.Sequence > 0), Ct);

        var random = new Random(Seed);
        List<string> apple = [], euro = [], bars = [];
        var reported = 0;
        var at = Samples.Start;
        while (client.Breaks < Cuts)
        {
            var breaks = client.Breaks;
            // Mostly short, so that the line is cut again while the client catches up; now and then long enough for all of it.
            proxy.CutAfter(random.Next(1, random.Next(4) == 0 ? 100_000 : 12_000));
            for (var i = random.Next(1, 60); i > 0; i--)
            {
                at += 1 + random.Next(1_000);
                switch (random.Next(10))
                {
                    case 0:
                        var open = Samples.Start + bars.Count * UnixNanos.PerMinute;
                        server.Market.Close(Samples.Bar(open, Timeframe.Minute1));
                        bars.Add(open.ToString());
                        break;
                    case 1:
                        server.Alerts.Report(AlertKind.ExportFailed, $"Export {at} failed.");
                        reported++;
                        break;
                    case 2 or 3:
                        server.Market.Publish(Samples.Quote(1, at));
                        break;
                    case 4 or 5:
                        server.Market.Publish(Samples.Trade(euro.Count + 1, at, Samples.Euro));
                        euro.Add($"7-{euro.Count + 1}");
                        break;
                    default:
                        server.Market.Publish(Samples.Trade(apple.Count + 1, at));
                        apple.Add($"7-{apple.Count + 1}");
                        break;
                }

                if (random.Next(6) == 0) await Task.Yield();
            }

            await client.WaitAsync(() => client.Breaks > breaks || HasAll(), Ct);
            // Fewer than are kept are ever missed, however the cuts fall.
            if (bars.Count - topics[2].Count <= StreamLimits.BacklogBars / 2) continue;
            proxy.CutAfter(int.MaxValue);
            await client.WaitAsync(HasAll, Ct);
        }

        proxy.CutAfter(int.MaxValue);
        var last = Samples.Quote(1, at + 1);
        server.Market.Publish(last);
        await client.WaitAsync(HasAll, Ct);
        await client.WaitAsync(() => topics[4].Keys.LastOrDefault() == last.TsEvent.ToString(), Ct);
        await over.CancelAsync();
        await running;

        Assert.Equal(apple, topics[0].Keys);
        Assert.Equal(euro, topics[1].Keys);
        Assert.Equal(bars, topics[2].Keys);
        Assert.Equal(reported, alerts.Count);
        Assert.Equal(alerts, topics[3].Keys);
        Assert.DoesNotContain(client.Resyncs, r => r.EndsWith("window_expired", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{client.Breaks} cuts: {apple.Count + euro.Count} trades, {bars.Count} bars, {alerts.Count} alerts once each and in order (seed {Seed}).");

        // An alert is raised by a loop of its own, some time after it was reported: how many there must be is known here alone.
        bool HasAll() => topics[0].Count >= apple.Count && topics[1].Count >= euro.Count && topics[2].Count >= bars.Count && topics[3].Count >= reported;
    }

    [Fact]
    public async Task A_line_that_passes_little_before_it_breaks_passes_all_that_was_missed_in_the_end()
    {
        await using var server = await RunningServer.StartAsync();
        await using var proxy = new FaultProxy(new IPEndPoint(IPAddress.Loopback, server.Address.Port), Seed);
        var topic = new ResumingClient.Topic("trades", "AAPL.NASDAQ", null, row => row.GetProperty("trade_id").GetString());
        using var client = new ResumingClient(ct => ConnectAsync(server, proxy, ct), topic);
        using var over = new CancellationTokenSource();
        var running = client.RunAsync(over.Token);
        await client.WaitAsync(() => topic.Sequence > 0, Ct);
        proxy.BytesOfConnection = 20_000;
        proxy.Cut();
        for (var i = 1; i <= StreamLimits.BacklogTrades; i++) server.Market.Publish(Samples.Trade(i, Samples.Start + i));
        await client.WaitAsync(() => topic.Count >= StreamLimits.BacklogTrades || client.Breaks > 200, Ct);
        await over.CancelAsync();
        await running;
        Assert.Equal(Enumerable.Range(1, StreamLimits.BacklogTrades).Select(i => $"7-{i}"), topic.Keys);
        Assert.Empty(client.Resyncs);
    }

    private static async Task<ClientWebSocket> ConnectAsync(RunningServer server, FaultProxy proxy, CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", server.Address.Authority);
        socket.Options.SetRequestHeader("Origin", server.Origin);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{proxy.Port}/api/v1/stream"), ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
