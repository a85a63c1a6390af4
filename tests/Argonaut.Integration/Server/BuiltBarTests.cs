using System.Net;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Server;

/// <summary>Bars of prices that none are kept of: made from ticks, when they are asked for and while they are followed.</summary>
public sealed class BuiltBarTests
{
    private const string Path = "/api/v1/instruments/AAPL.NASDAQ/bars?timeframe=1m";

    private static UnixNanos Now => HybridClock.Now(TimeProvider.System);

    [Theory]
    [InlineData("bid", "150.20", "150.20")]
    [InlineData("ASK", "150.24", "150.26")]
    [InlineData("mid", "150.22", "150.23")]
    public async Task U_063_Bars_of_a_quotes_price_are_made_from_the_stored_quotes(string price, string open, string high)
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Quote(1, Samples.Start + 1, 15_020, 15_024), Quote(2, Samples.Start + UnixNanos.PerSecond, 15_020, 15_026));
        server.Store.Add(Samples.Bar(Samples.Start, Timeframe.Minute1));

        var page = await server.ReadAsync($"{Path}&price_type={price}");

        Assert.Equal((price.ToUpperInvariant(), $"AAPL.NASDAQ-1-MINUTE-{price.ToUpperInvariant()}-EXTERNAL"), (page.GetProperty("price_type").GetString(), page.GetProperty("bar_type").GetString()));
        var bar = Assert.Single(page.GetProperty("items").EnumerateArray().ToArray());
        Assert.Equal(($"{Samples.Start}", open, high, "0", true), (
            bar.GetProperty("ts_open").GetString(), bar.GetProperty("open").GetString(), bar.GetProperty("high").GetString(), bar.GetProperty("volume").GetString(),
            bar.GetProperty("is_closed").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, bar.GetProperty("trade_count").ValueKind);
    }

    [Fact]
    public async Task U_063_The_instruments_own_price_is_answered_with_the_bars_that_are_kept()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Bar(Samples.Start, Timeframe.Minute1));

        Assert.Equal((await server.ReadAsync(Path)).GetProperty("items").GetRawText(), (await server.ReadAsync($"{Path}&price_type=last")).GetProperty("items").GetRawText());
    }

    [Fact]
    public async Task Bars_of_a_price_without_ticks_are_none_and_it_is_said_what_they_are_made_from()
    {
        await using var server = await RunningServer.StartAsync();

        var pair = await server.ReadAsync("/api/v1/instruments/EUR%2FUSD.IDEALPRO/bars?timeframe=1m&price_type=last");
        using var wrong = await server.GetAsync($"{Path}&price_type=close");

        Assert.Contains("LAST bars are made from trades", pair.GetProperty("diagnostic").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Theory]
    [InlineData("asc", "none")]
    [InlineData("desc", "none")]
    [InlineData("asc", "previous")]
    [InlineData("desc", "previous")]
    public async Task Paging_yields_each_bar_once(string order, string fill)
    {
        await using var server = await RunningServer.StartAsync();
        var random = new Random(63);
        for (var i = 0; i < 100; i++)
            if (random.Next(3) > 0)
                server.Store.Add(Enumerable.Range(0, 5).Select(n => Quote(i * 10 + n, Samples.Start + i * UnixNanos.PerMinute + n * UnixNanos.PerSecond, 15_000 + random.Next(20), 15_030)));
        var path = $"{Path}&price_type=bid&start={Samples.Start}&end={Samples.Start + 100 * UnixNanos.PerMinute}&order={order}&fill={fill}";

        var all = RunningServer.ItemsOf(await server.ReadAsync($"{path}&limit=1000"));
        var paged = await server.ReadPagesAsync(path, 7);

        Assert.NotEmpty(all);
        Assert.Equal(all, paged);
    }

    [Fact]
    public async Task U_063_Who_follows_a_price_has_the_open_bar_with_its_stored_ticks_and_then_each_change_of_it()
    {
        await using var server = await RunningServer.StartAsync();
        // Of a month: no boundary passes while the test runs, but on a few milliseconds of a year.
        var open = Timeframe.Month1.OpenOf(Now);
        var before = Quote(1, open + 1, 15_020, 15_024);
        server.Store.Add(before);
        server.Market.Publish(before);
        using var client = new StreamReader(await server.ConnectAsync());

        await client.SendAsync(new { op = "subscribe", channel = "bars", instrument_id = "AAPL.NASDAQ", timeframe = "1M", price_type = "bid" });
        var first = await NextBarAsync(client);
        server.Market.Publish(Quote(2, Now, 15_031, 15_040));
        var second = await NextBarAsync(client);

        Assert.Equal(("150.20", "150.20", false), first);
        Assert.Equal(("150.20", "150.31", false), second);
        var read = await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/bars?timeframe=1M&price_type=bid&order=desc&limit=1");
        Assert.Equal("150.31", read.GetProperty("items")[0].GetProperty("close").GetString());
    }

    [Fact]
    public async Task U_063_A_bar_that_is_followed_closes_with_the_next_ones_first_tick()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SubscribeAsync(new { op = "subscribe", channel = "bars", instrument_id = "AAPL.NASDAQ", timeframe = "1s", price_type = "ask" });
        // Ticks ahead of the clock, so that it closes nothing itself.
        var open = Timeframe.Second1.OpenOf(Now) + UnixNanos.PerHour;
        foreach (var tick in new[] { Quote(1, open + 1, 15_020, 15_024), Quote(2, open + 2, 15_020, 15_029), Quote(3, open + UnixNanos.PerSecond, 15_020, 15_025) })
        {
            server.Store.Add(tick);
            server.Market.Publish(tick);
        }

        JsonElement bar;
        do bar = (await client.NextAsync("delta")).GetProperty("data")[0];
        while (!bar.GetProperty("is_closed").GetBoolean());

        Assert.Equal(($"{open}", "150.24", "150.29"), (bar.GetProperty("ts_open").GetString(), bar.GetProperty("open").GetString(), bar.GetProperty("close").GetString()));
    }

    [Fact]
    public async Task While_the_store_is_away_a_follower_hears_why_and_gets_the_bar_when_it_is_back()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Quote(1, Timeframe.Month1.OpenOf(Now) + 1, 15_020, 15_024));
        server.Store.IsAway = true;
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SendAsync(new { op = "subscribe", channel = "bars", instrument_id = "AAPL.NASDAQ", timeframe = "1M", price_type = "mid" });

        var error = await client.NextAsync("error");
        server.Store.IsAway = false;

        Assert.Equal("database_unavailable", error.GetProperty("problem").GetProperty("code").GetString());
        Assert.Equal(("150.22", "150.22", false), await NextBarAsync(client));
    }

    /// <summary>Open, close and whether it is closed of the next bar that is told, in a snapshot or after it.</summary>
    private static async Task<(string?, string?, bool)> NextBarAsync(StreamReader client)
    {
        while (true)
        {
            var data = (await client.NextAsync("snapshot", "delta")).GetProperty("data");
            if (data.GetArrayLength() > 0)
                return (data[0].GetProperty("open").GetString(), data[0].GetProperty("close").GetString(), data[0].GetProperty("is_closed").GetBoolean());
        }
    }

    private static MarketEvent Quote(long sequence, UnixNanos at, long bidCents, long askCents) => Samples.Quote(sequence, at) with
    {
        A = bidCents * Samples.One / 100, B = askCents * Samples.One / 100,
    };
}
