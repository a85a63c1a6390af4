using System.Globalization;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>Streams along a hand-driven clock (ib-tws-protocol.md 8.2 to 8.7, 12.1 rules 7 and 8).</summary>
public sealed class StreamTests
{
    private static readonly long Now = ManualTime.OnFriday().GetUtcNow().ToUnixTimeSeconds();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AllLast", "98", "TRADES")]
    [InlineData("BidAsk", "97", "BID_ASK")]
    public async Task Live_ticks_are_the_historical_ticks_of_the_same_seconds(string type, string answerId, string what)
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(1, Requests.Apple, type));
        await DoneAsync(client);
        time.Advance(TimeSpan.FromSeconds(62));
        var live = (await client.ReadUntilAsync(f => f[0] == "99" && long.Parse(f[3]) >= Now + 60, Ct)).Where(f => f[0] == "99" && long.Parse(f[3]) < Now + 60).ToList();
        Assert.NotEmpty(live);

        await client.RequestAsync(Ct, Requests.Ticks(2, Requests.Apple, "20261120-14:30:00", "", 1000, what));
        var answer = await client.ReadAsync(answerId, Ct);
        var history = answer[3..^1].Chunk(6).Where(t => long.Parse(t[0]) < Now + 60).ToList();
        // live: time price size mask exchange conditions | time bid ask bidSize askSize mask; history has the mask second
        var expected = type == "AllLast"
            ? history.Select(t => new[] { t[0], t[2], t[3], t[1], t[4], t[5] })
            : history.Select(t => new[] { t[0], t[2], t[3], t[4], t[5], t[1] });
        Assert.Equal(expected, live.Select(f => f[3..]));
    }

    [Fact]
    public async Task Last_leaves_out_what_is_unreported()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(1, Requests.Apple, "Last"));
        await client.RequestAsync(Ct, Requests.TickByTick(2, Requests.Apple, "AllLast"));
        await DoneAsync(client);
        time.Advance(TimeSpan.FromSeconds(270));
        var frames = await client.ReadUntilAsync(f => f[0] == "99" && f[1] == "2" && long.Parse(f[3]) >= Now + 240, Ct);
        var all = frames.Where(f => f[1] == "2" && long.Parse(f[3]) < Now + 240).Select(f => string.Join('|', f[3..])).ToList();
        var last = frames.Where(f => f[1] == "1" && long.Parse(f[3]) < Now + 240).Select(f => string.Join('|', f[3..])).ToList();
        Assert.Contains(all, t => t.Split('|')[3] == "2");
        Assert.Equal(all.Where(t => t.Split('|')[3] != "2"), last);
    }

    [Fact]
    public async Task Ignoring_sizes_leaves_out_quotes_with_the_same_prices()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(1, Requests.Apple, "BidAsk", ignoreSize: true));
        await DoneAsync(client);
        time.Advance(TimeSpan.FromSeconds(32));
        var quotes = (await client.ReadUntilAsync(f => f[0] == "99" && long.Parse(f[3]) >= Now + 30, Ct)).Where(f => f[0] == "99").ToList();
        Assert.All(quotes.Zip(quotes.Skip(1)), pair => Assert.NotEqual(pair.First[4..6], pair.Second[4..6]));
    }

    [Fact]
    public async Task History_before_a_stream_meets_it_without_a_hole()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(1, Requests.Apple, "BidAsk", history: 20));
        var before = await client.ReadAsync("97", Ct);
        Assert.Equal("20", before[2]);
        await DoneAsync(client);
        time.Advance(TimeSpan.FromSeconds(12));
        var live = (await client.ReadUntilAsync(f => f[0] == "99" && long.Parse(f[3]) >= Now + 10, Ct)).Where(f => long.Parse(f[3]) < Now + 10);
        var all = before[3..^1].Chunk(6).Select(t => string.Join('|', t[0], t[2], t[3], t[4], t[5]))
            .Concat(live.Select(f => string.Join('|', f[3..8]))).ToList();

        var start = DateTimeOffset.FromUnixTimeSeconds(long.Parse(before[3])).ToString("yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture);
        await client.RequestAsync(Ct, Requests.Ticks(2, Requests.Apple, start, "", 1000, "BID_ASK"));
        var history = (await client.ReadAsync("97", Ct))[3..^1].Chunk(6).Where(t => long.Parse(t[0]) < Now + 10)
            .Select(t => string.Join('|', t[0], t[2], t[3], t[4], t[5])).ToList();
        Assert.Equal(history[^all.Count..], all);
    }

    [Fact]
    public async Task A_cancelled_stream_is_silent_and_cannot_be_cancelled_twice()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(1, Requests.Apple, "BidAsk"));
        await client.RequestAsync(Ct, "98", "1");
        await client.RequestAsync(Ct, "98", "1");
        Assert.Equal(["4", "2", "1", "300", "Can't find EId with tickerId:1", ""], await client.ReadAsync(Ct));
        time.Advance(TimeSpan.FromSeconds(30));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
    }

    [Theory]
    [InlineData("option", "BidAsk", 10189)]
    [InlineData("euro", "AllLast", 10189)]
    [InlineData("index", "AllLast", 10189)]
    [InlineData("index", "BidAsk", 10189)]
    [InlineData("apple", "Nonsense", 321)]
    public async Task Tick_by_tick_exists_only_where_the_protocol_has_it(string contract, string type, int code)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        var fields = contract switch { "option" => Requests.Option, "euro" => Requests.Euro, "index" => Requests.Index, _ => Requests.Apple };
        await client.RequestAsync(Ct, Requests.TickByTick(9, fields, type));
        Assert.Equal(["9", $"{code}"], (await client.ReadAsync(Ct))[2..4]);
    }

    [Fact]
    public async Task An_ambiguous_contract_cannot_be_subscribed()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(9, ["0", "DUAL", "STK", "", "", "", "", "SMART", "", "USD", "", ""], "AllLast"));
        Assert.Equal(["4", "2", "9", "200", "The contract description specified for DUAL is ambiguous.", ""], await client.ReadAsync(Ct));
    }

    [Fact]
    public async Task Top_of_book_begins_with_its_type_parameters_and_current_values_and_is_conflated()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.MarketData(1001, Requests.Apple, "233"));
        Assert.Equal(["58", "1", "1001", "1"], await client.ReadAsync(Ct));
        Assert.Equal(["81", "1001", "0.01", "9c0001", "3"], await client.ReadAsync(Ct));
        var start = await client.ReadUntilAsync(f => f[0] == "1" && f[3] == "9", Ct);
        Assert.Equal(["1:1", "2:0", "1:2", "2:3", "1:4", "2:5", "2:8", "46:45", "1:6", "1:7", "1:14", "1:9"], start.Select(f => $"{f[0]}:{f[3]}"));

        await DoneAsync(client);
        time.Advance(TimeSpan.FromSeconds(20));
        var frames = await client.ReadUntilAsync(f => f[0] == "46" && f[3] == "48" && long.Parse(f[4].Split(';')[2]) > (Now + 15) * 1000, Ct);
        var traded = frames.Where(f => f[0] == "46" && f[3] == "48").Select(f => f[4].Split(';')).ToList();
        Assert.All(traded, t => Assert.Equal(6, t.Length));
        Assert.All(traded.Zip(traded.Skip(1)), pair => Assert.Equal(decimal.Parse(pair.First[3]) + decimal.Parse(pair.Second[1]), decimal.Parse(pair.Second[3])));
        Assert.True(frames.Count(f => f[0] == "1" && f[3] == "1") <= 80, "at most one bid every 250 ms");
    }

    [Fact]
    public async Task A_snapshot_ends()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.MarketData(1002, Requests.Option, snapshot: true));
        var frames = await client.ReadUntilAsync(f => f[0] == "57", Ct);
        Assert.Equal(["57", "1", "1002"], frames[^1]);
        Assert.Contains(frames, f => f[0] == "1" && f[3] == "1" && decimal.Parse(f[4], CultureInfo.InvariantCulture) > 0);
        await client.RequestAsync(Ct, Requests.MarketData(1003, Requests.Apple, "233", snapshot: true));
        Assert.Equal(["1003", "321"], (await client.ReadAsync(Ct))[2..4]);
    }

    [Fact]
    public async Task Five_second_bars_are_the_historical_bars()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.RealTimeBars(1, Requests.Apple));
        await DoneAsync(client);
        time.Advance(TimeSpan.FromSeconds(60));
        var live = (await client.ReadUntilAsync(f => f[0] == "50" && f[3] == $"{Now + 55}", Ct)).ToList();
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{Now + 5 * i}"), live.Select(f => f[3]));
        await client.RequestAsync(Ct, Requests.Bars(2, Requests.Apple, "20261120-14:31:00", "5 secs", "60 S"));
        var history = (await client.ReadAsync("17", Ct))[5..].Chunk(8).ToDictionary(b => b[0]);
        foreach (var bar in live)
            if (history.TryGetValue(bar[3], out var same)) Assert.Equal(same[1..], bar[4..]);
            else Assert.Equal(["0", "0"], new[] { bar[8], bar[10] });
    }

    [Fact]
    public async Task Bars_kept_up_to_date_go_on_where_the_history_ended()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 200);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Bars(4002, Requests.Apple, "", "1 min", "3600 S", keep: true));
        Assert.Equal($"{Now - 60}", (await client.ReadAsync("17", Ct))[3..].Chunk(8).Last()[0]);
        Assert.Equal("108", (await client.ReadAsync(Ct))[0]);
        await DoneAsync(client);
        time.Advance(TimeSpan.FromSeconds(125));
        var updates = await client.ReadUntilAsync(f => f[0] == "90" && f[3] == $"{Now + 120}", Ct);
        var final = updates.Last(f => f[3] == $"{Now}");
        await client.RequestAsync(Ct, Requests.Bars(2, Requests.Apple, "20261120-14:31:00", "1 min", "60 S"));
        var bar = (await client.ReadAsync("17", Ct))[3..];
        // 90: count date open close high low average volume
        Assert.Equal([bar[7], bar[0], bar[1], bar[4], bar[2], bar[3], bar[6], bar[5]], final[2..]);

        await client.RequestAsync(Ct, "25", "1", "4002");
        await client.RequestAsync(Ct, "25", "1", "4002");
        Assert.Equal(["4002", "366"], (await client.ReadAsync("4", Ct))[1..3]);
    }

    [Fact]
    public async Task The_same_seed_and_clock_give_the_same_bytes()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            var time = ManualTime.OnFriday();
            await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
            using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
            await client.RequestAsync(Ct, ["9", "8", "1", .. Requests.Apple, "0", "", "", ""]);
            await client.RequestAsync(Ct, Requests.Bars(2, Requests.Apple, "", "1 min", "1 D"));
            await client.ReadAsync("17", Ct);
            await client.RequestAsync(Ct, Requests.TickByTick(3, Requests.Apple, "AllLast"));
            await DoneAsync(client);
            time.Advance(TimeSpan.FromSeconds(30));
            await client.ReadUntilAsync(f => f[0] == "99" && long.Parse(f[3]) >= Now + 25, Ct);
            runs.Add(Convert.ToHexString([.. client.Received.Take(100_000)]));
        }

        Assert.True(runs[0].StartsWith(runs[1][..Math.Min(runs[0].Length, runs[1].Length)], StringComparison.Ordinal)
            || runs[1].StartsWith(runs[0], StringComparison.Ordinal));
    }

    /// <summary>All that was asked before has been done: who is answered need not be among those yet who get what comes.</summary>
    private static async Task DoneAsync(WireClient client)
    {
        await client.RequestAsync(Ct, "49", "1");
        await client.ReadAsync("49", Ct);
    }
}
