using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Integration.Venues;

public sealed class IbStreamTests
{
    private const long Cent = 1_000_000;

    [Fact]
    public async Task Ticks_arrive_as_records_and_only_then_does_a_line_flow()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var (trades, quotes) = await f.SubscribeAaplAsync(peer);
        var requested = await f.UntilAsync(s => s.Lines.Length == 2 && s.Lines.All(l => l.Detail.EndsWith("requested", StringComparison.Ordinal)));
        Assert.All(requested.Lines, l => Assert.Equal(LineState.Requested, l.State));

        peer.SendText("99", trades, "2", "1795185000", "185.51", "100", "0", "ISLAND", "");
        peer.SendText("99", quotes, "3", "1795185000", "185.50", "185.52", "200", "300", "0");
        var trade = await f.NextTickAsync();
        var quote = await f.NextTickAsync();
        Assert.Equal((MarketEventKind.Trade, 18551 * Cent, 100 * 100 * Cent), (trade.Kind, trade.A, trade.B));
        Assert.Equal((18550 * Cent, 18552 * Cent, 200 * 100 * Cent, 300 * 100 * Cent), (quote.A, quote.B, quote.C, quote.D));
        Assert.Equal(1_795_185_000_000_000_000, trade.TsEvent.Value);
        // The clock stands, and each step has a stamp of its own: those before took the first nanoseconds.
        Assert.InRange(trade.TsInit - HybridClock.Now(f.Time), 1, 100);
        Assert.True(quote.TsInit > trade.TsInit);
        await f.UntilAsync(s => s.Lines.All(l => l is { State: LineState.Flowing, LastTick.Value: > 0 }));
    }

    [Fact]
    public async Task F_304_Frames_split_at_every_byte_decode_as_if_they_were_whole()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await f.SubscribeAaplAsync(peer);
        for (var i = 1; i <= 3; i++)
            foreach (var b in GatewayPeer.Frame("99", trades, "2", "1795185000", $"{i}.25", "7", "0", "X", "")) peer.SendRaw([b]);
        for (var i = 1; i <= 3; i++) Assert.Equal(i * 100 * Cent + 25 * Cent, (await f.NextTickAsync()).A);
    }

    [Fact]
    public async Task Thousands_of_frames_in_one_write_come_out_in_order_with_rising_stamps()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await f.SubscribeAaplAsync(peer);
        var all = new MemoryStream();
        for (var i = 1; i <= 20_000; i++) all.Write(GatewayPeer.Frame("99", trades, "2", "1795185000", $"{i}", "7", "0", "X", ""));
        peer.SendRaw(all.ToArray());
        var last = 0L;
        for (var i = 1; i <= 20_000; i++)
        {
            var tick = await f.NextTickAsync();
            Assert.Equal(i * 100 * Cent, tick.A);
            Assert.True(tick.TsInit.Value > last);
            last = tick.TsInit.Value;
        }
    }

    [Fact]
    public async Task F_316_A_full_sink_stops_the_reading_and_loses_nothing()
    {
        await using var f = new FeedFixture(sinkCapacity: 4);
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await f.SubscribeAaplAsync(peer);
        for (var i = 1; i <= 1_000; i++) peer.SendText("99", trades, "2", "1795185000", $"{i}", "7", "0", "X", "");
        while (f.Ticks.Reader.Count < 4) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        f.Time.Advance(TimeSpan.FromMinutes(1));   // our own slowness is no silence of the peer
        for (var i = 1; i <= 1_000; i++) Assert.Equal(i * 100 * Cent, (await f.NextTickAsync()).A);
        Assert.Equal(FeedState.Ready, f.Feed.Status.State);
    }

    [Fact]
    public async Task F_306_What_cannot_be_used_is_counted_and_the_stream_goes_on()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, quotes) = await f.SubscribeAaplAsync(peer);
        peer.SendText("998", "1", "x");
        peer.SendText("99", trades, "2", "1795185000");
        peer.SendText("99", trades, "2", "noon", "185.51", "100", "0", "X", "");
        peer.SendRaw([0, 0, 0, 5, (byte)'9', 0, (byte)'1', 0, (byte)'5']);
        peer.SendRaw([0, 0, 0, 0]);
        peer.SendText("99", trades, "2", "1795185000", "0", "0", "1", "", "");
        peer.SendText("99", trades, "2", "1795185000", "-1", "5", "0", "", "");
        peer.SendText("99", quotes, "3", "1795185000", "-1", "185.52", "0", "300", "0");
        peer.SendText("99", quotes, "3", "1795185000", "185.50", "0", "100", "0", "0");
        peer.SendText("99", trades, "2", "1795185000", "185.123456789", "100", "0", "X", "");
        peer.SendText("99", trades, "2", "1795185000", "185.51", "100", "2", "X", "", "new field");
        var tick = await f.NextTickAsync();
        Assert.Equal(TickFlags.Unreported, tick.Flags);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        var status = await f.UntilAsync(s => s.Skipped.GetValueOrDefault("extra_fields") == 1);
        Assert.Equal(
            [("extra_fields", 1), ("halt_marker", 1), ("inexact", 1), ("malformed", 3), ("non_positive", 1), ("one_sided", 2), ("unknown_id", 1)],
            status.Skipped.Select(p => (p.Key, p.Value)).Order());
    }

    [Fact]
    public async Task Damaged_messages_of_every_kind_leave_the_session_alive()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await f.SubscribeAaplAsync(peer);
        var random = new Random(20_261_120);
        var payloads = File.ReadLines(SharedData.Require("ib/vectors.jsonl")).Select(l => JsonNode.Parse(l)!)
            .Where(v => (string)v["direction"]! == "response" && (string)v["kind"]! is not ("error" or "handshake" or "framing"))
            .Select(v => Convert.FromHexString((string)v["hex"]!)).ToList();
        for (var i = 0; i < 3_000; i++)
        {
            var frame = payloads[random.Next(payloads.Count)].ToArray();
            if (i % 2 == 0) frame = frame[..random.Next(5, frame.Length)];
            frame[random.Next(6, frame.Length + 6) % frame.Length] = (byte)random.Next(256);
            BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
            if (frame[4] == 0 || frame.AsSpan(4).StartsWith("4\0"u8)) continue;
            peer.SendRaw(frame);
        }

        peer.SendText("99", trades, "2", "1795185000", "185.51", "100", "0", "ISLAND", "");
        Assert.Equal(18551 * Cent, (await f.NextTickAsync()).A);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await f.UntilAsync(s => s.Skipped.GetValueOrDefault("malformed") > 500);
    }

    /// <summary>Frames of 64 bytes fill the receive buffers' segments without a rest, and no timer fires that would look at them later.</summary>
    [Fact]
    public async Task Frames_that_end_with_a_buffer_do_not_hold_back_those_in_the_next()
    {
        const int Count = 60_000;
        await using var f = new FeedFixture(FeedFixture.WithoutProbes, sinkCapacity: 1);
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await f.SubscribeAaplAsync(peer);
        var bare = GatewayPeer.Frame("99", trades, "2", "1795185000", "185.51", "100", "0", "", "");
        var frame = GatewayPeer.Frame("99", trades, "2", "1795185000", "185.51", "100", "0", new string('X', 64 - bare.Length), "");
        var sending = Task.Run(() =>
        {
            for (var i = 0; i < Count; i++) peer.SendRaw(frame);
        }, TestContext.Current.CancellationToken);

        for (var i = 0; i < Count; i++) Assert.Equal(18551 * Cent, (await f.NextTickAsync()).A);
        await sending;
    }

    [Fact]
    public async Task Ticks_of_a_cancelled_request_are_dropped()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, quotes) = await f.SubscribeAaplAsync(peer);
        await f.Feed.SubscribeAsync(FeedFixture.EurUsd, KindSet.TradesAndQuotes, default, CancellationToken.None);
        var other = (await peer.ReadAsync())[1];
        await f.Feed.UnsubscribeAsync(FeedFixture.Aapl.Key, CancellationToken.None);
        var cancels = await peer.ReadAsync(2);
        Assert.Equal(new[] { trades, quotes }.Order(), cancels.Select(c => c[1]).Order());
        Assert.All(cancels, c => Assert.Equal("98", c[0]));

        peer.SendText("99", trades, "2", "1795185000", "185.51", "100", "0", "ISLAND", "");
        peer.SendText("99", other, "3", "1795185000", "1.08510", "1.08520", "1000000", "2000000", "0");
        var tick = await f.NextTickAsync();
        Assert.Equal(FeedFixture.EurUsd.Key, tick.Instrument);
        Assert.Equal(108_510_000, tick.A);
    }

    [Fact]
    public async Task Above_the_tick_by_tick_budget_trades_and_quotes_share_one_level_1_request()
    {
        await using var f = new FeedFixture(o => o with { TickByTickBudget = 0 });
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.Feed.SubscribeAsync(FeedFixture.Aapl, KindSet.TradesAndQuotes, default, CancellationToken.None);
        var request = await peer.ReadAsync();
        Assert.Equal("1", request[0]);
        Assert.Equal("233", request[16]);
        var id = request[2];
        peer.SendText("1", "6", id, "1", "185.50", "100", "1");
        peer.SendText("2", "6", id, "3", "300");
        peer.SendText("1", "6", id, "2", "185.52", "", "1");
        peer.SendText("46", "6", id, "48", "185.51;50;1795185000123;1234567;185.4321;true");
        var quote = await f.NextTickAsync();
        var trade = await f.NextTickAsync();
        Assert.Equal((18550 * Cent, 18552 * Cent, 300 * 100 * Cent), (quote.A, quote.B, quote.D));
        Assert.Equal(quote.TsInit, quote.TsEvent);
        Assert.Equal((18551 * Cent, 1_795_185_000_123_000_000), (trade.A, trade.TsEvent.Value));
        await f.UntilAsync(s => s.Lines.Length == 2
            && s.Lines.All(l => l.State == LineState.Flowing && l.Detail.Contains("conflated", StringComparison.Ordinal)));
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task An_index_waits_for_a_free_tick_by_tick_stream_because_level_1_has_no_records_of_it()
    {
        await using var f = new FeedFixture(o => FeedFixture.WithoutProbes(o) with { TickByTickBudget = 1 });
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.Feed.SubscribeAsync(FeedFixture.EurUsd, KindSet.TradesAndQuotes, default, CancellationToken.None);
        var pair = await peer.ReadAsync();
        await f.Feed.SubscribeAsync(FeedFixture.Spx, KindSet.TradesAndQuotes, default, CancellationToken.None);
        await f.UntilAsync(s => s.Lines.Any(l => l.Detail.StartsWith("waiting for a free", StringComparison.Ordinal)));
        await f.Feed.UnsubscribeAsync(FeedFixture.EurUsd.Key, CancellationToken.None);
        Assert.Equal(["98", pair[1]], await peer.ReadAsync());
        f.Time.Advance(TimeSpan.FromSeconds(1));
        var index = await peer.ReadAsync();
        Assert.Equal(("97", "SPX", "Last"), (index[0], index[3], index[14]));
        peer.SendText("99", index[1], "1", "1795185000", "6100.25", "0", "0", "CBOE", "");
        Assert.Equal(610_025_000_000, (await f.NextTickAsync()).A);
    }

    [Fact]
    public async Task A_crossed_level_1_book_is_held_back_for_a_quarter_of_a_second()
    {
        await using var f = new FeedFixture(o => o with { TickByTickBudget = 0 });
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.Feed.SubscribeAsync(FeedFixture.EurUsd, KindSet.TradesAndQuotes, default, CancellationToken.None);
        var id = (await peer.ReadAsync())[2];
        peer.SendText("1", "6", id, "1", "1.1", "100", "1");
        peer.SendText("1", "6", id, "2", "1.2", "100", "1");
        Assert.Equal(TickFlags.None, (await f.NextTickAsync()).Flags);
        peer.SendText("1", "6", id, "1", "1.3", "100", "1");
        peer.SendText("45", "6", id, "49", "1.0");
        await f.UntilAsync(s => s.Lines[0].Detail == "trading is halted");
        f.Time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.False(f.Ticks.Reader.TryPeek(out _));
        f.Time.Advance(TimeSpan.FromMilliseconds(100));
        var crossed = await f.NextTickAsync();
        Assert.Equal((TickFlags.Crossed, 130_000_000L), (crossed.Flags, crossed.A));
    }

    [Fact]
    public async Task A_refused_tick_by_tick_request_falls_back_to_level_1()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await f.SubscribeAaplAsync(peer);
        peer.Error(long.Parse(trades), 10190, "Max number of tick-by-tick requests has been reached.");
        Assert.Equal("1", (await peer.ReadAsync())[0]);
        var status = await f.UntilAsync(s => s.Lines.Any(l => l.Detail == "level 1 requested"));
        Assert.Equal(MarketEventKind.Trade, status.Lines.Single(l => l.Detail == "level 1 requested").Kind);
    }

    [Fact]
    public async Task Data_that_is_not_subscribed_is_asked_for_delayed_and_gives_quotes_but_no_trades()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, quotes) = await f.SubscribeAaplAsync(peer);
        peer.Error(long.Parse(trades), 354, "Requested market data is not subscribed.");
        peer.Error(long.Parse(quotes), 354, "Requested market data is not subscribed.");
        var first = await peer.ReadAsync(3);
        Assert.Equal(["59", "1", "3"], first[0]);
        Assert.Equal(["59", "1", "1"], first[2]);
        var id = first[1][2];
        await f.UntilAsync(s => s.Lines.Length == 2 && s.Lines.All(l => l.Detail == "level 1 requested"));
        peer.Error(long.Parse(id), 10167, "Requested market data is not subscribed. Displaying delayed market data.");
        peer.SendText("58", "1", id, "3");
        peer.SendText("46", "6", id, "48", "185.51;50;1795185000123;1234567;185.4321;true");
        peer.SendText("1", "6", id, "66", "185.10", "400", "0");
        peer.SendText("1", "6", id, "67", "185.20", "500", "0");
        var tick = await f.NextTickAsync();
        Assert.Equal(MarketEventKind.Quote, tick.Kind);
        await f.UntilAsync(s => s.Lines.All(l => l.State == LineState.Delayed));
    }

    [Fact]
    public async Task F_314_A_line_that_the_source_refuses_shows_the_reason_and_the_others_flow()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, quotes) = await f.SubscribeAaplAsync(peer);
        peer.Error(long.Parse(trades), 200, "No security definition has been found for the request");
        peer.SendText("99", quotes, "3", "1795185000", "185.50", "185.52", "200", "300", "0");
        var status = await f.UntilAsync(s => s.Lines.Any(l => l.State == LineState.Flowing));
        var refused = status.Lines.Single(l => l.Kind == MarketEventKind.Trade);
        Assert.Equal((LineState.Refused, "No security definition has been found for the request (200)"), (refused.State, refused.Detail));
        Assert.Contains(status.Notices, n => n.Code == 200 && n.Instrument == FeedFixture.Aapl.Key);
    }
}
