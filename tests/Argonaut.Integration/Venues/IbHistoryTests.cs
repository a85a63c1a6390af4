using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Venues;

public sealed class IbHistoryTests
{
    private static readonly UnixNanos Noon = UnixNanos.FromDateTimeOffset(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(178)]
    [InlineData(200)]
    public async Task Pages_are_asked_for_backwards_from_the_end_to_the_start(int version)
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(version);
        await f.UntilReadyAsync();
        var request = f.Feed.RequestBarsAsync(
            new BarHistoryRequest(FeedFixture.Aapl, Timeframe.Second1, Noon - 3_600 * UnixNanos.PerSecond, Noon), CancellationToken.None);
        await AnswerHeadAsync(peer, "1560346200");

        foreach (var (end, firstOpen) in new[] { ("20261120-12:00:00", 1_800), ("20261120-11:30:00", 3_600) })
        {
            var page = await peer.ReadAsync();
            Assert.Equal(["20", "0", end, "1 secs", "1800 S", "0", "TRADES", "2", "0", ""], [page[0], .. page[14..]]);
            var start = Noon.Value / UnixNanos.PerSecond - firstOpen;
            SendPage(peer, version, page[1], Enumerable.Range(0, 1_800).Select(i => Bar(start + i, "10.01", "10.05", "10.00", "10.02")));
        }

        var bars = await request.InTime();
        Assert.Equal(3_600, bars.Length);
        Assert.Equal(Noon - 3_600 * UnixNanos.PerSecond, bars[0].TsOpen);
        Assert.Equal(Noon - UnixNanos.PerSecond, bars[^1].TsOpen);
        Assert.All(bars.Zip(bars.Skip(1)), p => Assert.Equal(UnixNanos.PerSecond, p.Second.TsOpen - p.First.TsOpen));
        var bar = bars[0];
        Assert.Equal((1_001_000_000, 1_005_000_000, 1_000_000_000, 1_002_000_000), (bar.Open, bar.High, bar.Low, bar.Close));
        Assert.Equal((94_883_722_000_000, 25, BarSource.BrokerHistory, true), (bar.Volume, bar.TradeCount, bar.Source, bar.IsClosed));
        Assert.Equal(1_002_500_000, bar.Vwap);
    }

    [Fact]
    public async Task The_range_starts_no_earlier_than_the_data_of_the_source()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var request = f.Feed.RequestBarsAsync(
            new BarHistoryRequest(FeedFixture.Aapl, Timeframe.Minute1, Noon - 365 * UnixNanos.PerDay, Noon), CancellationToken.None);
        await AnswerHeadAsync(peer, $"{Noon.Value / UnixNanos.PerSecond - 60}");
        var page = await peer.ReadAsync();
        SendPage(peer, 193, page[1], [Bar(Noon.Value / UnixNanos.PerSecond - 60, "1", "1", "1", "1")]);
        Assert.Single(await request.InTime());
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task Two_empty_pages_in_a_row_end_the_search()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var request = f.Feed.RequestBarsAsync(
            new BarHistoryRequest(FeedFixture.Aapl, Timeframe.Day1, Noon - 3_000 * UnixNanos.PerDay, Noon), CancellationToken.None);
        await AnswerHeadAsync(peer, "1000000");
        SendPage(peer, 193, (await peer.ReadAsync())[1], []);
        var second = await peer.ReadAsync();
        Assert.Equal("20251120-12:00:00", second[15]);
        peer.Error(long.Parse(second[1]), 162, "Historical Market Data Service error message:HMDS query returned no data: AAPL@SMART Trades");
        Assert.Empty(await request.InTime());
    }

    [Fact]
    public async Task Pairs_have_midpoints_without_volume_and_a_forming_or_impossible_bar_is_left_out()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var now = HybridClock.Now(f.Time).Value / UnixNanos.PerSecond;
        var request = f.Feed.RequestBarsAsync(
            new BarHistoryRequest(FeedFixture.EurUsd, Timeframe.Hour1, Noon, Noon + UnixNanos.PerDay), CancellationToken.None);
        await AnswerHeadAsync(peer, "1000000");
        var page = await peer.ReadAsync();
        Assert.Equal(("1 hour", "1 M", "MIDPOINT"), (page[16], page[17], page[19]));
        var noon = Noon.Value / UnixNanos.PerSecond;
        SendPage(peer, 193, page[1],
        [
            [$"{noon}", "1.08510", "1.08540", "1.08490", "1.08530", "-1", "-1", "-1"],
            [$"{noon + 3_600}", "1.08510", "1.08500", "1.08490", "1.08530", "-1", "-1", "-1"],
            [$"{now - now % 3_600}", "1.08510", "1.08540", "1.08490", "1.08530", "-1", "-1", "-1"],
        ]);
        var bar = Assert.Single(await request.InTime());
        Assert.Equal((108_510_000, 0, null, null), (bar.Open, bar.Volume, bar.TradeCount, bar.Notional));
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await f.UntilAsync(s => s.Skipped.GetValueOrDefault("bad_bar") == 1);
    }

    [Fact]
    public async Task F_311_A_pacing_violation_is_tried_again_after_15_30_and_60_seconds_and_then_shown()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var request = f.Feed.RequestBarsAsync(
            new BarHistoryRequest(FeedFixture.Aapl, Timeframe.Minute1, Noon - UnixNanos.PerHour, Noon), CancellationToken.None);
        await AnswerHeadAsync(peer, "1000000");
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var page = await ReadPageAsync(f, peer);
            peer.Error(long.Parse(page[1]), 162, "Historical Market Data Service error message:API historical data query pacing violation");
        }

        var e = await Assert.ThrowsAsync<FeedRequestException>(() => request.InTime());
        Assert.Equal(162, e.Code);
        Assert.InRange(f.Time.GetUtcNow(), new DateTimeOffset(2026, 11, 20, 14, 31, 45, TimeSpan.Zero), new DateTimeOffset(2026, 11, 20, 14, 32, 5, TimeSpan.Zero));
    }

    [Fact]
    public async Task History_waits_while_its_farm_is_broken()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        peer.Error(-1, 2105, "HMDS data farm connection is broken:ushmds");
        await f.UntilAsync(s => s.State == FeedState.Degraded);
        var request = f.Feed.RequestBarsAsync(
            new BarHistoryRequest(FeedFixture.Aapl, Timeframe.Minute1, Noon - UnixNanos.PerMinute, Noon), CancellationToken.None);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(peer.HasUnread);
        peer.Error(-1, 2106, "HMDS data farm connection is OK:ushmds");
        await AnswerHeadAsync(peer, "1000000");
        SendPage(peer, 193, (await peer.ReadAsync())[1], [Bar(Noon.Value / UnixNanos.PerSecond - 60, "1", "1", "1", "1")]);
        Assert.Single(await request.InTime());
    }

    [Fact]
    public async Task A_request_ends_when_the_connection_ends()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var request = f.Feed.RequestBarsAsync(
            new BarHistoryRequest(FeedFixture.Aapl, Timeframe.Minute1, Noon - UnixNanos.PerMinute, Noon), CancellationToken.None);
        await peer.ReadAsync();
        peer.Close();
        await Assert.ThrowsAsync<FeedUnavailableException>(() => request.InTime());
    }

    [Fact]
    public async Task A_cancelled_request_is_cancelled_at_the_gateway_too()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        using var stop = new CancellationTokenSource();
        var request = f.Feed.RequestBarsAsync(
            new BarHistoryRequest(FeedFixture.Aapl, Timeframe.Minute1, Noon - UnixNanos.PerMinute, Noon), stop.Token);
        await AnswerHeadAsync(peer, "1000000");
        var page = await peer.ReadAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.InTime());
        Assert.Equal(["25", "1", page[1]], await peer.ReadAsync());
    }

    private static async Task AnswerHeadAsync(GatewayPeer peer, string text)
    {
        var head = await peer.ReadAsync();
        Assert.Equal("87", head[0]);
        peer.SendText("88", head[1], text);
        Assert.Equal(["90", head[1]], await peer.ReadAsync());
    }

    /// <summary>The next page request, moving time on until it comes.</summary>
    internal static async Task<string[]> ReadPageAsync(FeedFixture f, GatewayPeer peer)
    {
        var page = peer.ReadAsync();
        while (!page.IsCompleted)
        {
            f.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(page, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        return await page;
    }

    private static string[] Bar(long seconds, string open, string high, string low, string close) =>
        [seconds.ToString(CultureInfo.InvariantCulture), open, high, low, close, "948837.22", "10.025", "25"];

    private static void SendPage(GatewayPeer peer, int version, string id, IEnumerable<string[]> bars)
    {
        var rows = bars.ToList();
        string[] times = version < 196 ? ["20261119 16:00:00 US/Eastern", "20261120 16:00:00 US/Eastern"] : [];
        peer.SendText(["17", id, .. times, $"{rows.Count}", .. rows.SelectMany(b => b)]);
        if (version >= 196) peer.SendText("108", id, "20261119 16:00:00 US/Eastern", "20261120 16:00:00 US/Eastern");
    }
}
