using System.Globalization;
using Argonaut.SimulatedGateway.Market;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>Bars and ticks of the past, over the wire (ib-tws-protocol.md 4.5, 8.7, 8.8).</summary>
public sealed class HistoryTests
{
    private static readonly long Now = ManualTime.OnFriday().GetUtcNow().ToUnixTimeSeconds();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(178)]
    [InlineData(200)]
    public async Task A_bar_is_what_its_historical_ticks_make(int version)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: version);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Bars(1, Requests.Apple, "20261120 14:20:00 UTC", "1 min", "60 S"));
        var answer = await client.ReadAsync("17", Ct);
        var bar = answer[(version < 196 ? 5 : 3)..];
        Assert.Equal("1", answer[version < 196 ? 4 : 2]);
        if (version >= 196) Assert.Equal(["108", "1", "20261120 14:19:00 UTC", "20261120 14:20:00 UTC"], await client.ReadAsync(Ct));

        await client.RequestAsync(Ct, Requests.Ticks(2, Requests.Apple, "20261120-14:19:00", "", 1000));
        var ticks = Trades(await client.ReadAsync("98", Ct)).Where(t => t.Time < Now - 600).ToList();
        var average = ticks.Sum(t => t.Price * t.Size) / ticks.Sum(t => t.Size);
        Assert.Equal(
            [
                $"{Now - 660}", Price(ticks[0].Price), Price(ticks.Max(t => t.Price)), Price(ticks.Min(t => t.Price)), Price(ticks[^1].Price),
                $"{ticks.Sum(t => t.Size)}", Price(Math.Floor(average * 100) / 100), $"{ticks.Count}",
            ], bar);
    }

    [Fact]
    public async Task Ticks_forwards_and_backwards_are_the_same_ticks()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Ticks(1, Requests.Euro, "20261120-14:00:00", "", 100, "BID_ASK"));
        var forward = await client.ReadAsync("97", Ct);
        var count = int.Parse(forward[2]);
        Assert.InRange(count, 100, 120);
        Assert.Equal("1", forward[^1]);
        var lastSecond = long.Parse(forward[3 + 6 * (count - 1)]);
        var end = DateTimeOffset.FromUnixTimeSeconds(lastSecond + 1).ToString("yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture);
        await client.RequestAsync(Ct, Requests.Ticks(2, Requests.Euro, "", end, count, "BID_ASK"));
        var backward = await client.ReadAsync("97", Ct);
        Assert.Equal(forward[3..], backward[3..]);
    }

    [Fact]
    public async Task Midpoints_have_a_price_and_no_size()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Ticks(1, Requests.Euro, "20261120-14:00:00", "", 10, "MIDPOINT"));
        var answer = await client.ReadAsync("96", Ct);
        Assert.Equal("0", answer[6]);
        Assert.InRange(decimal.Parse(answer[5], CultureInfo.InvariantCulture), 0.8m, 1.4m);
    }

    [Theory]
    [InlineData("1 secs", "1800 S", 900, 1800)]
    [InlineData("5 secs", "3600 S", 600, 720)]
    [InlineData("1 min", "1 D", 1430, 1440)]
    [InlineData("15 mins", "1 W", 672, 672)]
    [InlineData("1 hour", "1 M", 740, 744)]
    [InlineData("1 day", "1 Y", 364, 365)]
    [InlineData("1 week", "1 Y", 51, 53)]
    [InlineData("1 month", "1 Y", 11, 12)]
    public async Task A_page_of_bars_is_full(string size, string duration, int atLeast, int atMost)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Bars(1, Requests.Euro, "20261120-00:00:00", size, duration, "MIDPOINT"));
        var answer = await client.ReadAsync("17", Ct);
        Assert.InRange(int.Parse(answer[4]), atLeast, atMost);
        Assert.Equal(["-1", "-1", "-1"], answer[10..13]);
        if (size == "1 day") Assert.Equal("20251120", answer[5]);
        var dates = Enumerable.Range(0, int.Parse(answer[4])).Select(i => long.Parse(answer[5 + 8 * i])).ToList();
        Assert.Equal(dates.Distinct().Order(), dates);
    }

    [Fact]
    public async Task Pages_going_back_meet_without_overlap_or_hole()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        var opens = new List<long>();
        var end = "20261120-12:00:00";
        for (var page = 0; page < 3; page++)
        {
            await client.RequestAsync(Ct, Requests.Bars(page, Requests.Euro, end, "1 min", "3600 S", "BID"));
            var answer = await client.ReadAsync("17", Ct);
            var dates = Enumerable.Range(0, int.Parse(answer[4])).Select(i => long.Parse(answer[5 + 8 * i])).ToList();
            opens.InsertRange(0, dates);
            end = DateTimeOffset.FromUnixTimeSeconds(dates[0]).ToString("yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture);
        }

        Assert.Equal(Enumerable.Range(0, 180).Select(i => opens[0] + i * 60L), opens);
    }

    [Fact]
    public async Task The_head_timestamp_is_the_first_second_with_data()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Head(1, Requests.Apple));
        var head = long.Parse((await client.ReadAsync("88", Ct))[2]);
        Assert.Equal(Now / 86400 * 86400 - 730 * 86400L, head);
        await client.RequestAsync(Ct, Requests.Head(2, Requests.Apple, format: 1));
        Assert.Equal("20241120-00:00:00", (await client.ReadAsync("88", Ct))[2]);
        await client.RequestAsync(Ct, Requests.Bars(3, Requests.Apple, "20241121-00:00:00", "1 day", "1 M"));
        Assert.Equal("20241120", (await client.ReadAsync("17", Ct))[5]);
    }

    [Theory]
    [InlineData(321, "bar size", "20261120-12:00:00", "7 mins", "1 D", "TRADES")]
    [InlineData(321, "duration", "20261120-12:00:00", "1 min", "1 X", "TRADES")]
    [InlineData(321, "too many", "20261120-12:00:00", "1 secs", "1 D", "TRADES")]
    [InlineData(321, "What to show", "20261120-12:00:00", "1 min", "1 D", "NONSENSE")]
    [InlineData(321, "time-zone", "20261120 12:00:00 Nowhere/City", "1 min", "1 D", "TRADES")]
    [InlineData(321, "adjusted last", "20261120-12:00:00", "1 min", "1 D", "ADJUSTED_LAST")]
    [InlineData(162, "no data", "20200101-12:00:00", "1 min", "1 D", "TRADES")]
    [InlineData(162, "no data", "20250101-12:00:00", "5 secs", "3600 S", "TRADES")]
    public async Task A_wrong_request_says_what_is_wrong(int code, string text, string end, string size, string duration, string what)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Bars(77, Requests.Apple, end, size, duration, what));
        var error = await client.ReadAsync("4", Ct);
        Assert.Equal(["77", $"{code}"], error[2..4]);
        Assert.Contains(text, error[4], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Pairs_have_no_trades_and_indices_no_bids()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Bars(1, Requests.Euro, "", "1 min", "3600 S"));
        Assert.Equal("321", (await client.ReadAsync(Ct))[3]);
        await client.RequestAsync(Ct, Requests.Bars(2, Requests.Index, "", "1 min", "3600 S", "BID"));
        Assert.Equal("321", (await client.ReadAsync(Ct))[3]);
        await client.RequestAsync(Ct, Requests.Bars(3, Requests.Index, "", "1 min", "3600 S"));
        Assert.Equal("60", (await client.ReadAsync(Ct))[4]);
    }

    [Fact]
    public async Task Local_times_follow_daylight_saving()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Bars(1, Requests.Euro, "20260715 09:30:00 US/Eastern", "1 min", "60 S", "BID"));
        Assert.Equal("20260715 13:30:00 UTC", (await client.ReadAsync("17", Ct))[3]);
        await client.RequestAsync(Ct, Requests.Bars(2, Requests.Euro, "20260115 09:30:00 US/Eastern", "1 min", "60 S", "BID", format: 1));
        var answer = await client.ReadAsync("17", Ct);
        Assert.Equal("20260115 14:30:00 UTC", answer[3]);
        Assert.Equal("20260115 14:29:00 UTC", answer[5]);
    }

    [Fact]
    public async Task The_schedule_lists_the_sessions_of_the_real_calendar()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, new TapeMarket(new TapeMarketOptions { RealCalendar = true }, time), maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Bars(1, Requests.Apple, "20261117-00:00:00", "1 day", "2 D", "SCHEDULE"));
        Assert.Equal(
            ["106", "1", "20261113-09:30:00", "20261116-16:00:00", "US/Eastern", "2", "20261113-09:30:00", "20261113-16:00:00", "20261113",
                "20261116-09:30:00", "20261116-16:00:00", "20261116"],
            await client.ReadAsync("106", Ct));
    }

    private static string Price(decimal price) => price.ToString("0.00", CultureInfo.InvariantCulture);

    private static List<(long Time, decimal Price, decimal Size)> Trades(string[] answer) =>
    [
        .. Enumerable.Range(0, int.Parse(answer[2])).Select(i => (
            long.Parse(answer[3 + 6 * i]), decimal.Parse(answer[5 + 6 * i], CultureInfo.InvariantCulture), decimal.Parse(answer[6 + 6 * i], CultureInfo.InvariantCulture))),
    ];
}
