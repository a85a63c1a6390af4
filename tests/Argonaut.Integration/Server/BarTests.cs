using System.Net;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class BarTests
{
    private const string Path = "/api/v1/instruments/AAPL.NASDAQ/bars?timeframe=1m";

    [Fact]
    public async Task The_open_bar_comes_from_memory_and_is_first_when_descending()
    {
        await using var server = await RunningServer.StartAsync();
        var open = Timeframe.Minute1.OpenOf(HybridClock.Now(TimeProvider.System));
        server.Store.Add(Samples.Bar(open - UnixNanos.PerMinute, Timeframe.Minute1));
        server.Market.Open(Samples.Bar(open, Timeframe.Minute1, isClosed: false));

        var bars = (await server.ReadAsync($"{Path}&order=desc&limit=2")).GetProperty("items");

        Assert.Equal(2, bars.GetArrayLength());
        Assert.False(bars[0].GetProperty("is_closed").GetBoolean());
        Assert.Equal($"{open}", bars[0].GetProperty("ts_open").GetString());
        Assert.Equal("151.00", bars[1].GetProperty("vwap").GetString());
    }

    [Fact]
    public async Task A_bar_that_closed_is_there_before_the_store_has_it()
    {
        await using var server = await RunningServer.StartAsync();
        await server.ReadAsync(Path);
        server.Market.Close(Samples.Bar(Samples.Start, Timeframe.Minute1));

        var bars = (await server.ReadAsync(Path)).GetProperty("items");

        Assert.Equal($"{Samples.Start}", Assert.Single(bars.EnumerateArray().ToArray()).GetProperty("ts_open").GetString());
    }

    [Fact]
    public async Task Filling_inserts_flat_bars_where_an_interval_had_none()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Bar(Samples.Start, Timeframe.Minute1), Samples.Bar(Samples.Start + 3 * UnixNanos.PerMinute, Timeframe.Minute1));
        var range = $"&start={Samples.Start}&end={Samples.Start + 5 * UnixNanos.PerMinute}&fill=previous";

        var rising = (await server.ReadAsync(Path + range)).GetProperty("items").EnumerateArray().ToArray();
        var falling = (await server.ReadAsync($"{Path}{range}&order=desc")).GetProperty("items").EnumerateArray().ToArray();

        Assert.Equal([false, true, true, false, true], rising.Select(b => b.TryGetProperty("synthetic", out _)));
        Assert.Equal("151.10", rising[1].GetProperty("open").GetString());
        Assert.Equal("0", rising[1].GetProperty("volume").GetString());
        Assert.Equal(rising.Select(b => b.GetProperty("ts_open").GetString()).Reverse(), falling.Select(b => b.GetProperty("ts_open").GetString()));
    }

    [Fact]
    public async Task A_closed_range_is_immutable_and_is_not_sent_twice()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Bar(Samples.Start, Timeframe.Minute1));
        var path = $"{Path}&start={Samples.Start}&end={Samples.Start + UnixNanos.PerMinute}";

        using var first = await server.GetAsync(path);
        using var second = await server.GetAsync(path, ("If-None-Match", first.Headers.ETag!.Tag));
        using var open = await server.GetAsync(Path);

        Assert.Equal("private, max-age=31536000, immutable", first.Headers.GetValues("Cache-Control").Single().Replace("max-age=31536000, private", "private, max-age=31536000", StringComparison.Ordinal));
        Assert.False(first.Headers.ETag.IsWeak);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal("no-store", open.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task An_unknown_timeframe_is_refused_with_all_that_are_legal()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync("/api/v1/instruments/AAPL.NASDAQ/bars?timeframe=7m");

        var problem = await RunningServer.JsonOf(answer);
        Assert.Equal("invalid_timeframe", problem.GetProperty("code").GetString());
        Assert.Contains("1s 5s 15s 30s 1m 2m 3m 5m 10m 15m 30m 1h 2h 4h 6h 8h 12h 1D 1W 1M", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bars_of_a_pair_are_mid_and_say_so()
    {
        await using var server = await RunningServer.StartAsync();
        var page = await server.ReadAsync("/api/v1/instruments/EUR%2FUSD.IDEALPRO/bars?timeframe=1d");

        Assert.Equal("EUR/USD.IDEALPRO-1-DAY-MID-EXTERNAL", page.GetProperty("bar_type").GetString());
        Assert.Equal("1D", page.GetProperty("timeframe").GetString());
        Assert.Equal(JsonValueKind.String, page.GetProperty("diagnostic").ValueKind);
    }

    [Theory]
    [InlineData("asc", "none")]
    [InlineData("desc", "none")]
    [InlineData("asc", "previous")]
    [InlineData("desc", "previous")]
    public async Task Paging_yields_each_bar_once(string order, string fill)
    {
        await using var server = await RunningServer.StartAsync();
        var random = new Random(7);
        for (var i = 0; i < 100; i++)
            if (random.Next(3) > 0) server.Store.Add(Samples.Bar(Samples.Start + i * UnixNanos.PerMinute, Timeframe.Minute1));
        var path = $"{Path}&start={Samples.Start}&end={Samples.Start + 100 * UnixNanos.PerMinute}&order={order}&fill={fill}";

        var all = RunningServer.ItemsOf(await server.ReadAsync($"{path}&limit=1000"));
        var paged = await server.ReadPagesAsync(path, 7);

        Assert.Equal(all, paged);
    }
}
