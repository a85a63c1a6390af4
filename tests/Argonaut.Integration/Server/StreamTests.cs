using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Server;

public sealed class StreamTests
{
    private static readonly object Trades = new { op = "subscribe", id = 1, channel = "trades", instrument_id = "AAPL.NASDAQ", snapshot = 500 };
    private static readonly object Quotes = new { op = "subscribe", id = 2, channel = "quotes", instrument_id = "AAPL.NASDAQ" };
    private static readonly object Last = new { op = "subscribe", id = 4, channel = "last", instrument_id = "AAPL.NASDAQ" };
    private static readonly object Bars = new { op = "subscribe", id = 3, channel = "bars", instrument_id = "AAPL.NASDAQ", timeframe = "1m", snapshot = 3 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static UnixNanos Now => HybridClock.Now(TimeProvider.System);

    [Fact]
    public async Task The_first_message_welcomes_and_tells_the_limits()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        var welcome = await client.NextAsync("welcome");

        Assert.Equal("argonaut.v1.json", client.Socket.SubProtocol);
        Assert.Equal(1, welcome.GetProperty("protocol").GetInt32());
        Assert.Equal((500, 50, 65_536, 1_024, 4_194_304), (
            welcome.GetProperty("limits").GetProperty("subscriptions").GetInt32(), welcome.GetProperty("limits").GetProperty("inbound_per_s").GetInt32(),
            welcome.GetProperty("limits").GetProperty("frame_bytes").GetInt32(), welcome.GetProperty("limits").GetProperty("queue_messages").GetInt32(),
            welcome.GetProperty("limits").GetProperty("queue_bytes").GetInt32()));
    }

    [Fact]
    public async Task A_snapshot_and_its_deltas_hold_each_trade_once_and_in_order()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Enumerable.Range(1, 20).Select(i => Samples.Trade(i, Samples.Start + i)));
        using var stop = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            for (var i = 21; i <= 320; i++)
            {
                var trade = Samples.Trade(i, Samples.Start + i);
                server.Store.Add(trade);
                server.Market.Publish(trade);
                if (i % 10 == 0) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct);
            }
        }, Ct);
        using var client = new StreamReader(await server.ConnectAsync());

        var (sub, snapshot) = await client.SubscribeAsync(Trades);
        var ids = snapshot.GetProperty("data").EnumerateArray().Select(t => t.GetProperty("trade_id").GetString()).ToList();
        var sequence = snapshot.GetProperty("seq").GetInt64();
        while (ids[^1] != "7-320")
        {
            var delta = await client.NextAsync("delta");
            Assert.Equal((sub, sequence, sequence + 1), (delta.GetProperty("sub").GetString(), delta.GetProperty("prev").GetInt64(), delta.GetProperty("seq").GetInt64()));
            sequence++;
            ids.AddRange(delta.GetProperty("data").EnumerateArray().Select(t => t.GetProperty("trade_id").GetString()));
        }

        await publishing;
        Assert.Equal(Enumerable.Range(1, 320).Select(i => $"7-{i}"), ids);
    }

    [Fact]
    public async Task Quotes_are_conflated_to_the_latest_without_a_hole_in_the_numbers()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        var (_, snapshot) = await client.SubscribeAsync(new { op = "subscribe", channel = "quotes", instrument_id = "AAPL.NASDAQ", max_rate = 20 });
        Assert.Equal(0, snapshot.GetProperty("data").GetArrayLength());
        for (var i = 1; i <= 1_000; i++) server.Market.Publish(Samples.Quote(i, Samples.Start + i));

        var sequence = 1L;
        var updates = 0L;
        JsonElement delta;
        do
        {
            delta = await client.NextAsync("delta");
            Assert.Equal((sequence, ++sequence), (delta.GetProperty("prev").GetInt64(), delta.GetProperty("seq").GetInt64()));
            updates += 1 + (delta.TryGetProperty("conflated", out var skipped) ? skipped.GetInt64() : 0);
        }
        while (delta.GetProperty("data")[0].GetProperty("ts_event").GetString() != $"{Samples.Start + 1_000}");

        Assert.Equal(1_000, updates);
        Assert.True(sequence < 100);
    }

    [Fact]
    public async Task The_last_trade_is_the_newest_one_alone_at_the_rate_that_was_asked()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Trade(1, Samples.Start + 1));
        using var client = new StreamReader(await server.ConnectAsync());
        var (sub, snapshot) = await client.SubscribeAsync(new { op = "subscribe", channel = "last", instrument_id = "AAPL.NASDAQ", max_rate = 0.1 });
        Assert.Equal("7-1", Assert.Single(snapshot.GetProperty("data").EnumerateArray()).GetProperty("trade_id").GetString());
        for (var i = 2; i <= 500; i++) server.Market.Publish(Samples.Trade(i, Samples.Start + i));
        await client.SendAsync(new { op = "set_rate", id = 5, sub, max_rate = 50 });

        var updates = 0L;
        JsonElement trade;
        do
        {
            var delta = await client.NextAsync("delta");
            updates += 1 + (delta.TryGetProperty("conflated", out var skipped) ? skipped.GetInt64() : 0);
            trade = Assert.Single(delta.GetProperty("data").EnumerateArray());
        }
        while (trade.GetProperty("trade_id").GetString() != "7-500");

        Assert.Equal(499, updates);
    }

    [Fact]
    public async Task Each_client_reaches_the_state_of_a_fresh_snapshot()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Publish(Samples.Quote(1, Samples.Start + 1));
        using var early = new StreamReader(await server.ConnectAsync());
        await early.SubscribeAsync(Quotes);
        server.Market.Publish(Samples.Quote(2, Samples.Start + 2));
        var delta = await early.NextAsync("delta");

        using var late = new StreamReader(await server.ConnectAsync());
        var (_, snapshot) = await late.SubscribeAsync(Quotes);

        Assert.Equal(snapshot.GetProperty("data").GetRawText(), delta.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task A_tick_is_on_the_socket_within_a_moment()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SubscribeAsync(Trades);
        var delays = new List<long>();
        for (var i = 1; i <= 50; i++)
        {
            var at = Now;
            server.Market.Publish(Samples.Trade(i, at) with { TsInit = at });
            var delta = await client.NextAsync("delta");
            delays.Add(long.Parse(delta.GetProperty("ts_pub").GetString()!) - at.Value);
        }

        delays.Sort();
        // The median of a quiet stream; the bound is wide because machines that run tests are busy.
        Assert.True(delays[25] < 20 * UnixNanos.PerMillisecond, $"The median is {delays[25] / 1_000} us.");
    }

    [Fact]
    public async Task The_open_bar_follows_ticks_and_its_close_arrives()
    {
        await using var server = await RunningServer.StartAsync();
        var open = Timeframe.Minute1.OpenOf(Now);
        server.Store.Add(Samples.Bar(open - UnixNanos.PerMinute, Timeframe.Minute1));
        server.Market.Open(Samples.Bar(open, Timeframe.Minute1, isClosed: false));
        using var client = new StreamReader(await server.ConnectAsync());
        var (_, snapshot) = await client.SubscribeAsync(Bars);

        server.Market.Open(Samples.Bar(open, Timeframe.Minute1, isClosed: false, closeCents: 15_105));
        server.Market.Publish(Samples.Trade(1, Now));
        var moved = (await client.NextAsync("delta")).GetProperty("data")[0];
        server.Market.Close(Samples.Bar(open, Timeframe.Minute1));
        var closed = (await client.NextAsync("delta")).GetProperty("data")[0];

        Assert.Equal([true, false], snapshot.GetProperty("data").EnumerateArray().Select(b => b.GetProperty("is_closed").GetBoolean()));
        Assert.Equal(("151.05", false), (moved.GetProperty("close").GetString(), moved.GetProperty("is_closed").GetBoolean()));
        Assert.Equal(("151.10", true), (closed.GetProperty("close").GetString(), closed.GetProperty("is_closed").GetBoolean()));
    }

    [Fact]
    public async Task Stream_rows_are_rest_rows_without_their_iso_twins()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Trade(1, Samples.Start));
        server.Store.Add(Samples.Quote(1, Samples.Start));
        server.Store.Add(Samples.Bar(Samples.Start, Timeframe.Minute1));
        using var client = new StreamReader(await server.ConnectAsync());
        foreach (var (subscribe, path) in new[] { (Trades, "trades?time=ns"), (Last, "trades?time=ns"), (Quotes, "quotes?time=ns"), (Bars, "bars?timeframe=1m&time=ns") })
        {
            var (_, snapshot) = await client.SubscribeAsync(subscribe);
            var row = (await server.ReadAsync($"/api/v1/instruments/AAPL.NASDAQ/{path}")).GetProperty("items")[0];
            Assert.Equal(MembersOf(row), MembersOf(snapshot.GetProperty("data")[0]));
        }

        static IEnumerable<(string, string)> MembersOf(JsonElement row) => row.EnumerateObject().Select(m => (m.Name, m.Value.GetRawText())).Order();
    }

    [Fact]
    public async Task F_709_The_same_subscription_again_is_the_same_and_unsubscribing_an_unknown_one_is_an_error()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        var (sub, _) = await client.SubscribeAsync(Quotes);
        await client.SendAsync(Quotes);
        var again = await client.NextAsync("subscribed");
        await client.SendAsync(new { op = "unsubscribe", id = "a", sub = "s99999" });
        var error = await client.NextAsync("error");
        await client.SendAsync(new { op = "unsubscribe", id = 9, sub });
        var ack = await client.NextAsync("ack");

        Assert.Equal(sub, again.GetProperty("sub").GetString());
        Assert.Equal(("a", "unknown_subscription"), (error.GetProperty("id").GetString(), error.GetProperty("problem").GetProperty("code").GetString()));
        Assert.Equal(9, ack.GetProperty("id").GetInt32());
    }

    [Theory]
    [InlineData("{\"op\":\"subscribe\",\"channel\":\"tape\",\"instrument_id\":\"AAPL.NASDAQ\"}", "not_found")]
    [InlineData("{\"op\":\"subscribe\",\"channel\":\"quotes\",\"instrument_id\":\"NONE.NYSE\"}", "unknown_instrument")]
    [InlineData("{\"op\":\"subscribe\",\"channel\":\"quotes\",\"instrument_id\":7}", "invalid_parameter")]
    [InlineData("{\"op\":\"subscribe\",\"channel\":\"bars\",\"instrument_id\":\"AAPL.NASDAQ\",\"timeframe\":\"7m\"}", "invalid_timeframe")]
    [InlineData("{\"op\":\"subscribe\",\"channel\":\"bars\",\"instrument_id\":\"AAPL.NASDAQ\",\"timeframe\":\"1m\",\"price_type\":\"close\"}", "invalid_parameter")]
    [InlineData("{\"op\":\"subscribe\",\"channel\":\"quotes\",\"instrument_id\":\"AAPL.NASDAQ\",\"price_type\":\"bid\"}", "unknown_field")]
    [InlineData("{\"op\":\"subscribe\",\"channel\":\"quotes\",\"instrument_id\":\"AAPL.NASDAQ\",\"max_rate\":0}", "invalid_parameter")]
    [InlineData("{\"op\":\"subscribe\",\"chanel\":\"quotes\"}", "unknown_field")]
    [InlineData("{\"op\":\"fly\"}", "invalid_parameter")]
    [InlineData("[7]", "invalid_parameter")]
    public async Task F_709_A_wrong_operation_is_an_error_and_the_connection_stays(string message, string code)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SendTextAsync(message);
        var error = await client.NextAsync("error");
        await client.SendAsync(new { op = "ping", t = "123" });
        var pong = await client.NextAsync("pong");

        Assert.Equal(code, error.GetProperty("problem").GetProperty("code").GetString());
        Assert.Equal("123", pong.GetProperty("t").GetString());
    }

    [Theory]
    [InlineData("{\"op\":", 1007)]
    [InlineData("7", 1007)]
    [InlineData("{\"op\":\"ping\",\"t\":\"\\ud800\"}", 1007)]
    public async Task F_704_Broken_json_closes_the_connection(string text, int code)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SendTextAsync(text);
        Assert.Equal((code, "malformed_json"), await client.UntilClosedAsync());
    }

    [Theory]
    [InlineData("binary", 1003)]
    [InlineData("too deep", 1007)]
    [InlineData("not utf-8", 1007)]
    [InlineData("too large", 1009)]
    public async Task F_704_F_705_A_broken_frame_closes_the_connection_with_its_code(string kind, int code)
    {
        byte[] frame = kind switch
        {
            "binary" => [1, 2],
            "too deep" => Encoding.UTF8.GetBytes(new string('[', 40) + new string(']', 40)),
            "not utf-8" => [(byte)'"', 0xC3, 0x28, (byte)'"'],
            _ => Encoding.UTF8.GetBytes($"\"{new string('x', 70_000)}\""),
        };
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        await client.Socket.SendAsync(frame, kind == "binary" ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, Ct);

        Assert.Equal(code, (await client.UntilClosedAsync()).Code);
    }

    [Fact]
    public async Task F_703_A_flood_is_warned_and_then_closed()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        var ping = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{\"op\":\"ping\"}", 1_000))}]");
        await client.Socket.SendAsync(ping, WebSocketMessageType.Text, true, Ct);

        var warning = await client.NextAsync("error");
        Assert.Equal("flooding", warning.GetProperty("problem").GetProperty("code").GetString());
        await client.Socket.SendAsync(ping, WebSocketMessageType.Text, true, Ct);
        Assert.Equal((1008, "flooding"), await client.UntilClosedAsync());
    }

    [Theory]
    [InlineData(null, null, 403)]
    [InlineData("http://evil.example", null, 403)]
    [InlineData("null", null, 403)]
    [InlineData(null, "arg_wrong", 401)]
    public async Task F_752_A_foreign_page_and_a_wrong_token_do_not_get_in(string? origin, string? token, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = new ClientWebSocket();
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        if (token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/ws"), Ct));
        Assert.Equal(status, (int)socket.HttpStatusCode);
    }

    [Fact]
    public async Task Without_an_origin_a_bearer_token_is_enough()
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {RunningServer.Owner.Secret}");
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/ws"), Ct);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task F_702_Connections_over_the_limit_of_an_address_are_closed_with_1013()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Limits = RunningServer.NoLimits with { StreamsPerAddress = 2 } });
        using var first = new StreamReader(await server.ConnectAsync());
        using var second = new StreamReader(await server.ConnectAsync());
        await first.NextAsync("welcome");
        await second.NextAsync("welcome");
        using var third = new StreamReader(await server.ConnectAsync());

        Assert.Equal((1013, "too_many_connections"), await third.UntilClosedAsync());
    }

    [Fact]
    public async Task Resuming_what_nobody_remembers_is_an_error_for_that_subscription()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SendAsync(new { op = "resume", id = 2, session = "nobody", subs = new Dictionary<string, long> { ["s1"] = 7 } });
        var error = await client.NextAsync("error");

        Assert.Equal(("s1", "unknown_subscription"), (error.GetProperty("sub").GetString(), error.GetProperty("problem").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_burst_over_two_thousand_trades_is_sampled_and_says_so()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SubscribeAsync(Trades);
        for (var i = 1; i <= 6_000; i++) server.Market.Publish(Samples.Trade(i, Samples.Start + i));
        var sent = 0;
        var skipped = 0L;
        while (sent + skipped < 6_000)
        {
            // A later trade makes the last skipped ones known.
            if (sent >= 2_000) server.Market.Publish(Samples.Trade(6_000 + sent, Samples.Start));
            var delta = await client.NextAsync("delta");
            sent += delta.GetProperty("data").GetArrayLength();
            if (delta.TryGetProperty("conflated", out var left))
            {
                skipped += left.GetInt64();
                Assert.True(delta.GetProperty("sampled").GetBoolean());
            }
        }

        Assert.True(sent >= 2_000);
        Assert.True(skipped > 0);
    }

    [Fact]
    public async Task F_701_A_client_that_does_not_read_is_closed_with_1013_and_delays_nobody()
    {
        await using var server = await RunningServer.StartAsync();
        using var handler = new SocketsHttpHandler
        {
            // A small window, so that the server notices soon.
            ConnectCallback = async (context, ct) =>
            {
                var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096, NoDelay = true };
                await tcp.ConnectAsync(context.DnsEndPoint, ct);
                return new NetworkStream(tcp, ownsSocket: true);
            },
        };
        using var invoker = new HttpMessageInvoker(handler);
        using var stalled = new ClientWebSocket();
        stalled.Options.SetRequestHeader("Origin", server.Origin);
        await stalled.ConnectAsync(new Uri($"ws://{server.Address.Authority}/ws"), invoker, Ct);
        using var slow = new StreamReader(stalled);
        await slow.SubscribeAsync(Bars);
        using var reader = new StreamReader(await server.ConnectAsync());
        await reader.SubscribeAsync(Bars);
        var slowest = TimeSpan.Zero;
        // Closed bars are never dropped: they pile up for the client that does not read.
        for (var round = 0; round < 3_000 && !(await MetricsAsync(round)).Contains("argonaut_ws_slow_disconnects_total 1", StringComparison.Ordinal); round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < 200; i++) server.Market.Close(Samples.Bar(Samples.Start + i * UnixNanos.PerMinute, Timeframe.Minute1));
            var seen = 0;
            while (seen < 200) seen += (await reader.NextAsync("delta")).GetProperty("data").GetArrayLength();
            var took = TimeProvider.System.GetElapsedTime(started);
            if (took > slowest) slowest = took;
        }

        Assert.Equal((1013, "slow_consumer"), await slow.UntilClosedAsync());
        Assert.True(slowest < TimeSpan.FromSeconds(1), $"The slowest round took {slowest.TotalMilliseconds:0} ms.");

        async Task<string> MetricsAsync(int round) => round % 25 != 24 ? "" : await (await server.GetAsync("/metrics")).Content.ReadAsStringAsync(Ct);
    }

    [Fact]
    public async Task Health_comes_every_second_and_jobs_when_they_change()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Trade(1, Samples.Start));
        using var client = new StreamReader(await server.ConnectAsync());
        var (_, health) = await client.SubscribeAsync(new { op = "subscribe", channel = "health" });
        var (jobs, _) = await client.SubscribeAsync(new { op = "subscribe", channel = "jobs" });
        using var export = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/IB/AAPL.NASDAQ");

        Assert.Equal("paper", health.GetProperty("data")[0].GetProperty("mode").GetString());
        while (true)
        {
            var delta = await client.NextAsync("delta");
            if (delta.GetProperty("sub").GetString() == jobs && delta.GetProperty("data")[0].GetProperty("state").GetString() == "succeeded") return;
        }
    }

    [Fact]
    public async Task Stopping_says_goodbye_and_closes_with_1012()
    {
        var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        await client.NextAsync("welcome");
        var stopping = server.DisposeAsync();

        Assert.True((await client.NextAsync("bye")).GetProperty("resume").GetBoolean());
        Assert.Equal(1012, (await client.UntilClosedAsync()).Code);
        await stopping;
    }

    [Fact]
    public async Task F_706_A_connection_that_ends_leaves_nothing_behind()
    {
        await using var server = await RunningServer.StartAsync();
        using (var client = new StreamReader(await server.ConnectAsync()))
        {
            await client.SubscribeAsync(Quotes);
            client.Socket.Abort();
        }

        for (var attempt = 0; attempt < 200; attempt++)
        {
            var text = await (await server.GetAsync("/metrics")).Content.ReadAsStringAsync(Ct);
            if (text.Contains("argonaut_ws_clients 0\n", StringComparison.Ordinal) && text.Contains("argonaut_ws_subscriptions{channel=\"quotes\"} 0\n", StringComparison.Ordinal)) return;
        }

        Assert.Fail("The connection is still counted.");
    }
}
