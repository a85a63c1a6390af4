using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>Days of each instrument: complete, with a gap, missing, closed (dashboard U-173, U-174).</summary>
public sealed class DayTests
{
    /// <summary>Monday 2023-12-18 to Saturday 2023-12-23.</summary>
    private const string Week = "/api/v1/data/days?start=2023-12-17&end=2023-12-25";

    private static readonly UnixNanos Monday = UnixNanos.FromDate(new DateOnly(2023, 12, 18));

    [Fact]
    public async Task U_173_Each_day_says_whether_it_is_whole_and_what_is_missing()
    {
        await using var server = await WithWeekAsync();

        var page = await server.ReadAsync(Week);
        var apple = Item(page, "AAPL.NASDAQ");

        Assert.Equal(8, page.GetProperty("days").GetInt32());
        Assert.True(apple.GetProperty("hours_known").GetBoolean());
        //            Sun             Mon                                  Tue         Wed        Thu      Fri
        Assert.Equal(["closed", "partial", "complete", "partial", "empty", "complete", "closed", "closed"], States(apple));
        var wednesday = apple.GetProperty("days")[3];
        Assert.Equal((1, 600.0, 23_400.0), (wednesday.GetProperty("gaps").GetInt32(), wednesday.GetProperty("missing_s").GetDouble(), wednesday.GetProperty("open_s").GetDouble()));
    }

    [Fact]
    public async Task What_is_filled_counts_no_more_and_what_is_explained_is_said()
    {
        await using var server = await WithWeekAsync();
        server.Store.Gaps[0] = server.Store.Gaps[0] with { State = GapState.Explained };

        var wednesday = Item(await server.ReadAsync(Week), "AAPL.NASDAQ").GetProperty("days")[3];
        Assert.Equal(("complete", 0, 1), (wednesday.GetProperty("state").GetString(), wednesday.GetProperty("gaps").GetInt32(), wednesday.GetProperty("explained").GetInt32()));

        server.Store.Gaps[0] = server.Store.Gaps[0] with { State = GapState.Filled };
        wednesday = Item(await server.ReadAsync(Week), "AAPL.NASDAQ").GetProperty("days")[3];
        Assert.Equal(("complete", 0), (wednesday.GetProperty("state").GetString(), wednesday.GetProperty("explained").GetInt32()));
    }

    [Fact]
    public async Task A_day_that_was_exported_says_so()
    {
        await using var server = await WithWeekAsync();
        using var export = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/IB/AAPL.NASDAQ?start=2023-12-19&end=2023-12-20");

        var apple = Item(await server.ReadAsync(Week), "AAPL.NASDAQ");

        Assert.Equal([false, false, true, false, false, false, false, false], apple.GetProperty("days").EnumerateArray().Select(d => d.GetProperty("exported").GetBoolean()));
        Assert.DoesNotContain(true, Item(await server.ReadAsync($"{Week}&kind=quote"), "AAPL.NASDAQ").GetProperty("days").EnumerateArray().Select(d => d.GetProperty("exported").GetBoolean()));
    }

    [Fact]
    public async Task An_instrument_that_is_not_recorded_has_no_missing_days_and_bars_have_their_own()
    {
        await using var server = await WithWeekAsync();
        server.Store.Add(Samples.Bar(Monday + 15 * UnixNanos.PerHour, Timeframe.Minute1, Samples.Euro));

        var bars = Item(await server.ReadAsync($"{Week}&kind=bar&instrument_id=EUR%2FUSD.IDEALPRO"), "EUR/USD.IDEALPRO");

        Assert.False(bars.GetProperty("hours_known").GetBoolean());
        Assert.Equal(["not_recorded", "complete", "not_recorded", "not_recorded"], States(bars).Take(4));
    }

    [Theory]
    [InlineData("start=2023-01-01&end=2024-01-01", "invalid_parameter")]
    [InlineData("start=2023-12-18&end=2023-12-18", "invalid_parameter")]
    [InlineData("kind=bar&timeframe=1W", "invalid_timeframe")]
    public async Task What_cannot_be_shown_says_why(string query, string code)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync($"/api/v1/data/days?{query}");

        Assert.Equal((400, code), ((int)answer.StatusCode, (await RunningServer.JsonOf(answer)).GetProperty("code").GetString()));
    }

    /// <summary>
    /// Regular hours of New York. Monday: recording began in the middle. Tuesday and Friday: whole. Wednesday: ten minutes missing. Thursday:
    /// nothing.
    /// </summary>
    private static async Task<RunningServer> WithWeekAsync()
    {
        var server = await RunningServer.StartAsync();
        var apple = Samples.Apple with
        {
            TimeZone = "America/New_York",
            TradingHours = string.Join(';', Enumerable.Range(17, 8).Select(d => d is 17 or 23 or 24 ? $"202312{d}:CLOSED" : $"202312{d}:0930-202312{d}:1600")),
        };
        server.Market.Instruments = [apple, Samples.Euro];
        var opening = Monday + 14 * UnixNanos.PerHour + 30 * UnixNanos.PerMinute;
        var sequence = 0;
        void Day(int day, long after) => server.Store.Add(Enumerable.Range(0, 5).Select(i => Samples.Trade(++sequence, opening + day * UnixNanos.PerDay + after + i * UnixNanos.PerHour)));
        Day(0, 2 * UnixNanos.PerHour);
        Day(1, 5 * UnixNanos.PerSecond);
        Day(2, 5 * UnixNanos.PerSecond);
        Day(4, 5 * UnixNanos.PerSecond);
        var hole = opening + 2 * UnixNanos.PerDay + UnixNanos.PerHour;
        server.Store.Gaps.Add(new Gap(1, 7, apple.Key, MarketEventKind.Trade, hole, hole + 10 * UnixNanos.PerMinute, null, null, "link_lost", "IB", GapState.Open, null));
        return server;
    }

    private static JsonElement Item(JsonElement page, string id) => page.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("instrument_id").GetString() == id);

    private static string[] States(JsonElement item) => [.. item.GetProperty("days").EnumerateArray().Select(d => d.GetProperty("state").GetString()!)];
}
