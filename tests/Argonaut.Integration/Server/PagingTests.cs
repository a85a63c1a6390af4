using System.Net;
using Argonaut.Integration.Server.Fakes;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class PagingTests
{
    private const string Path = "/api/v1/instruments/AAPL.NASDAQ/trades";

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task Paging_yields_each_trade_once_also_while_trades_arrive(string order)
    {
        await using var server = await RunningServer.StartAsync();
        // Many share a time: the sequence decides.
        server.Store.Add(Enumerable.Range(1, 1_000).Select(i => Samples.Trade(i, Samples.Start + i / 5)));
        var seen = new List<string>();
        var cursor = "";
        var next = 1_001L;
        while (true)
        {
            var page = await server.ReadAsync($"{Path}?order={order}&limit=97{cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("trade_id").GetString()!));
            if (page.GetProperty("next_cursor").GetString() is not { } token) break;
            cursor = $"&cursor={token}";
            if (next < 1_020) server.Store.Add(Samples.Trade(next, Samples.Start + next++));
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Superset(Enumerable.Range(1, 1_000).Select(i => $"7-{i}").ToHashSet(), seen.ToHashSet());
    }

    [Fact]
    public async Task A_cursor_of_another_question_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Enumerable.Range(1, 10).Select(i => Samples.Trade(i, Samples.Start + i)));
        var cursor = (await server.ReadAsync($"{Path}?limit=2")).GetProperty("next_cursor").GetString();

        using var other = await server.GetAsync($"{Path}?limit=2&order=desc&cursor={cursor}");
        using var forged = await server.GetAsync($"{Path}?limit=2&cursor=x{cursor![1..]}");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (other.StatusCode, forged.StatusCode));
        Assert.Equal("invalid_cursor", (await RunningServer.JsonOf(forged)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Lists_in_memory_page_by_their_key()
    {
        await using var server = await RunningServer.StartAsync();
        var first = await server.ReadAsync("/api/v1/instruments?limit=1");
        var second = await server.ReadAsync($"/api/v1/instruments?limit=1&cursor={first.GetProperty("next_cursor").GetString()}");

        Assert.Equal("AAPL.NASDAQ", first.GetProperty("items")[0].GetProperty("instrument_id").GetString());
        Assert.Equal("EUR/USD.IDEALPRO", second.GetProperty("items")[0].GetProperty("instrument_id").GetString());
        Assert.Null(second.GetProperty("next_cursor").GetString());
    }
}
