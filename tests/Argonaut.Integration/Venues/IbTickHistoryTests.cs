using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Venues;

public sealed class IbTickHistoryTests
{
    private static readonly UnixNanos Noon = UnixNanos.FromDateTimeOffset(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    private static readonly long NoonSecond = Noon.Value / UnixNanos.PerSecond;

    [Fact]
    public async Task A_page_is_asked_for_from_its_first_second_and_brings_trades_with_both_times_equal()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var request = f.Feed.RequestTicksAsync(Ask(MarketEventKind.Trade, 60), CancellationToken.None);
        var asked = await peer.ReadAsync();
        Assert.Equal(["96", "0", "20261120-12:00:00", "", "1000", "TRADES", "0", "0", ""], [asked[0], .. asked[14..]]);
        SendTrades(peer, asked[1], isDone: false, (-1, "1.00"), (0, "10.01"), (0, "10.02"));
        SendTrades(peer, asked[1], isDone: true, (59, "10.03"), (60, "10.04"));

        var page = await request.InTime();

        Assert.Null(page.Next);
        Assert.Equal([1_001_000_000, 1_002_000_000, 1_003_000_000], page.Ticks.Select(t => t.A));
        Assert.All(page.Ticks, t => Assert.Equal((MarketEventKind.Trade, t.TsEvent, 10_000_000_000L, TickFlags.Unreported), (t.Kind, t.TsInit, t.B, t.Flags)));
        Assert.Equal([Noon, Noon, Noon + 59 * UnixNanos.PerSecond], page.Ticks.Select(t => t.TsEvent));
    }

    [Fact]
    public async Task The_last_second_of_a_full_page_is_asked_for_again()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var request = f.Feed.RequestTicksAsync(Ask(MarketEventKind.Trade, 3_600), CancellationToken.None);
        var asked = await peer.ReadAsync();
        SendTrades(peer, asked[1], isDone: true, [.. Enumerable.Range(0, 1_000).Select(i => (i / 10, "10.01"))]);
        var page = await request.InTime();

        Assert.Equal(Noon + 99 * UnixNanos.PerSecond, page.Next);
        Assert.Equal(990, page.Ticks.Length);

        // A second with more ticks than a page holds comes whole.
        request = f.Feed.RequestTicksAsync(Ask(MarketEventKind.Trade, 3_600) with { From = page.Next!.Value }, CancellationToken.None);
        asked = await peer.ReadAsync();
        Assert.Equal("20261120-12:01:39", asked[15]);
        SendTrades(peer, asked[1], isDone: true, [.. Enumerable.Repeat((99, "10.01"), 1_200)]);
        page = await request.InTime();
        Assert.Equal((Noon + 100 * UnixNanos.PerSecond, 1_200), (page.Next, page.Ticks.Length));
    }

    [Fact]
    public async Task A_short_page_far_from_the_end_is_followed_by_another_and_an_empty_one_ends_the_range()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var request = f.Feed.RequestTicksAsync(Ask(MarketEventKind.Trade, 2 * 3_600), CancellationToken.None);
        SendTrades(peer, (await peer.ReadAsync())[1], isDone: true, (5, "10.01"));
        var page = await request.InTime();
        Assert.Equal((Noon + 6 * UnixNanos.PerSecond, 1), (page.Next, page.Ticks.Length));

        request = f.Feed.RequestTicksAsync(Ask(MarketEventKind.Trade, 2 * 3_600) with { From = page.Next!.Value }, CancellationToken.None);
        var asked = await peer.ReadAsync();
        peer.Error(long.Parse(asked[1]), 162, "Historical Market Data Service error message:HMDS query returned no data: AAPL@SMART Trades");
        page = await request.InTime();
        Assert.Null(page.Next);
        Assert.Empty(page.Ticks);
    }

    [Fact]
    public async Task Quotes_come_with_both_sides_and_those_without_a_side_are_counted()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var request = f.Feed.RequestTicksAsync(Ask(MarketEventKind.Quote, 60), CancellationToken.None);
        var asked = await peer.ReadAsync();
        Assert.Equal("BID_ASK", asked[18]);
        var at = NoonSecond.ToString(CultureInfo.InvariantCulture);
        peer.SendText("97", asked[1], "2", at, "0", "10.01", "10.03", "100", "200", at, "0", "-1", "10.03", "0", "200", "1");

        var quote = Assert.Single((await request.InTime()).Ticks);
        Assert.Equal((1_001_000_000, 1_003_000_000, 10_000_000_000, 20_000_000_000, Noon), (quote.A, quote.B, quote.C, quote.D, quote.TsEvent));
        f.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await f.UntilAsync(s => s.Skipped.Count > 0)).Skipped["one_sided"]);
    }

    [Fact]
    public async Task A_pacing_answer_is_waited_out_and_in_the_end_means_later()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var request = f.Feed.RequestTicksAsync(Ask(MarketEventKind.Trade, 60), CancellationToken.None);
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var asked = await IbHistoryTests.ReadPageAsync(f, peer);
            peer.Error(long.Parse(asked[1]), 162, "Historical Market Data Service error message:API historical data query pacing violation");
        }

        await Assert.ThrowsAsync<FeedUnavailableException>(() => request.InTime());
    }

    [Fact]
    public async Task A_refusal_is_the_sources_last_word()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var request = f.Feed.RequestTicksAsync(Ask(MarketEventKind.Trade, 60), CancellationToken.None);
        peer.Error(long.Parse((await peer.ReadAsync())[1]), 162, "Historical Market Data Service error message:No market data permissions for ISLAND STK");

        var e = await Assert.ThrowsAsync<FeedRequestException>(() => request);
        Assert.Equal(162, e.Code);
    }

    private static TickHistoryRequest Ask(MarketEventKind kind, int seconds) => new(FeedFixture.Aapl, kind, Noon, Noon + seconds * UnixNanos.PerSecond);

    private static void SendTrades(GatewayPeer peer, string requestId, bool isDone, params (int Second, string Price)[] trades) => peer.SendText(
    [
        "98", requestId, trades.Length.ToString(CultureInfo.InvariantCulture),
        .. trades.SelectMany(t => new[] { (NoonSecond + t.Second).ToString(CultureInfo.InvariantCulture), "2", t.Price, "100", "ISLAND", "" }),
        isDone ? "1" : "0",
    ]);
}
