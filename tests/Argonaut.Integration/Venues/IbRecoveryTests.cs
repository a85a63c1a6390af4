using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Xunit;

namespace Argonaut.Integration.Venues;

public sealed class IbRecoveryTests
{
    [Fact]
    public async Task F_301_After_a_lost_connection_all_lines_are_requested_again_with_new_ids_and_stamps_go_on_rising()
    {
        await using var f = new FeedFixture();
        var first = await f.Gateway.AcceptReadyAsync();
        var (oldTrades, _) = await f.SubscribeAaplAsync(first);
        first.SendText("99", oldTrades, "2", "1795185000", "185.51", "100", "0", "ISLAND", "");
        var before = await f.NextTickAsync();
        await f.UntilAsync(s => s.Lines.Any(l => l.State == LineState.Flowing));
        first.Close();

        var lost = await f.UntilAsync(s => s.State == FeedState.Disconnected);
        Assert.All(lost.Lines, l => Assert.Equal(LineState.Interrupted, l.State));
        f.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await f.Gateway.AcceptReadyAsync();
        f.Time.Advance(TimeSpan.FromSeconds(2));   // the first connection was short: subscriptions wait until this one is stable
        var (trades, quotes) = await FeedFixture.ReadAaplRequestsAsync(second);
        Assert.True(long.Parse(trades) > long.Parse(oldTrades) && long.Parse(quotes) > long.Parse(oldTrades));
        var status = await f.UntilAsync(s => s.State == FeedState.Ready && s.Lines.All(l => l.State == LineState.Requested));
        Assert.All(status.Lines, l => Assert.Equal(0, l.LastTick.Value));
        Assert.Equal(1, status.Reconnects);

        second.SendText("99", oldTrades, "2", "1795185000", "1", "100", "0", "ISLAND", "");
        second.SendText("99", trades, "2", "1795185000", "185.52", "100", "0", "ISLAND", "");
        var after = await f.NextTickAsync();
        Assert.Equal(18_552_000_000, after.A);
        Assert.True(after.TsInit > before.TsInit);
    }

    [Fact]
    public async Task F_317_A_next_valid_id_that_went_back_gives_no_id_a_second_time()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();   // its next valid id is 1
        await f.UntilReadyAsync();
        peer.SendText("9", "1", "70");
        peer.Error(-1, 2106, "HMDS data farm connection is OK:ushmds");
        await f.UntilAsync(s => s.Notices.Any(n => n.Code == 2106));
        Assert.Equal(70, f.Feed.OrderIds.Take());
        peer.Close();
        await f.UntilAsync(s => s.State == FeedState.Disconnected);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();

        Assert.Equal(71, f.Feed.OrderIds.Take());
    }

    [Fact]
    public async Task F_302_A_half_open_connection_is_dead_within_five_seconds()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilAsync(s => s.RoundTrip is not null);
        peer.AnswersTime = false;
        f.Time.Advance(TimeSpan.FromSeconds(2.1));
        Assert.Equal(["49", "1"], await peer.ReadAsync());
        f.Time.Advance(TimeSpan.FromSeconds(2.3));
        Assert.Equal(FeedState.Ready, f.Feed.Status.State);
        f.Time.Advance(TimeSpan.FromSeconds(0.4));
        var status = await f.UntilAsync(s => s.State == FeedState.Disconnected);
        Assert.Contains("does not answer", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quiet_connection_that_answers_stays_and_its_clock_is_compared()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(version: 200);
        await f.UntilAsync(s => s.RoundTrip is not null);
        peer.AnswersTime = false;
        for (var i = 0; i < 5; i++)
        {
            var seen = f.Feed.Status.LastMessage;
            f.Time.Advance(TimeSpan.FromSeconds(2));   // silent long enough at its end: time stands still when the question goes out
            Assert.Equal(["105"], await peer.ReadAsync());
            peer.SendText("109", "1795167000500");
            // The question may go out while time still moves.
            await f.UntilAsync(s => s.LastMessage > seen && s.RoundTrip <= TimeSpan.FromSeconds(2.1));
        }

        var status = f.Feed.Status;
        Assert.Equal(FeedState.Ready, status.State);
        Assert.InRange(status.ClockOffset!.Value.TotalSeconds, -18_100, -17_900);   // the scripted clock is about five hours behind
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task After_1100_and_1101_everything_is_requested_again_once()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        var (oldTrades, _) = await f.SubscribeAaplAsync(peer);
        peer.SendText("99", oldTrades, "2", "1795185000", "185.51", "100", "0", "ISLAND", "");
        await f.NextTickAsync();
        for (var i = 0; i < 5; i++) peer.Error(-1, 1100, "Connectivity between IBKR and Trader Workstation has been lost.");
        var degraded = await f.UntilAsync(s => s.State == FeedState.Degraded && s.Lines.Any(l => l.State == LineState.Interrupted));
        Assert.Single(degraded.Notices, n => n.Code == 1100);

        peer.Error(-1, 1101, "Connectivity between IBKR and Trader Workstation has been restored - data lost.");
        var (trades, quotes) = await FeedFixture.ReadAaplRequestsAsync(peer);
        await f.UntilReadyAsync();
        peer.SendText("99", trades, "2", "1795185000", "185.52", "100", "0", "ISLAND", "");
        Assert.Equal(18_552_000_000, (await f.NextTickAsync()).A);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await f.UntilAsync(s => s.Lines.Any(l => l.State == LineState.Flowing));
        Assert.False(peer.HasUnread);
        Assert.NotEqual(trades, quotes);
    }

    [Fact]
    public async Task After_1102_streams_are_kept_and_wait_for_a_tick()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await f.SubscribeAaplAsync(peer);
        peer.Error(-1, 1100, "Connectivity between IBKR and Trader Workstation has been lost.");
        await f.UntilAsync(s => s.Lines.All(l => l is { State: LineState.Interrupted, Cause: GapCause.LinkLost }));
        peer.Error(-1, 1102, "Connectivity between IBKR and Trader Workstation has been restored - data maintained.");
        await f.UntilAsync(s => s.Lines.All(l => l.State == LineState.Requested));
        peer.SendText("99", trades, "2", "1795185000", "185.51", "100", "0", "ISLAND", "");
        await f.NextTickAsync();
        f.Time.Advance(TimeSpan.FromSeconds(1));

        await f.UntilAsync(s => s.Lines.Count(l => l.State == LineState.Flowing) == 1);
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task A_line_that_is_asked_for_again_is_cancelled_and_requested_anew_not_sooner_than_the_gateway_allows()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        var (_, quotes) = await f.SubscribeAaplAsync(peer);
        await f.Feed.ResubscribeAsync(FeedFixture.Aapl.Key, MarketEventKind.Quote, "silent for 61 s", CancellationToken.None);

        Assert.Equal(["98", quotes], await peer.ReadAsync());
        await f.UntilAsync(s => s.Lines.Any(l => l.Detail.Contains("every 15 s", StringComparison.Ordinal)));
        Assert.False(peer.HasUnread);
        f.Time.Advance(TimeSpan.FromSeconds(15));
        var again = await peer.ReadAsync();
        Assert.Equal(("97", "BidAsk"), (again[0], again[14]));
        Assert.NotEqual(quotes, again[1]);
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task A_broken_farm_degrades_the_feed_until_it_is_back()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        peer.Error(-1, 2103, "Market data farm connection is broken:usfarm");
        var broken = await f.UntilAsync(s => s.State == FeedState.Degraded);
        Assert.Contains("usfarm", broken.Detail, StringComparison.Ordinal);
        peer.Error(-1, 2104, "Market data farm connection is OK:usfarm");
        await f.UntilReadyAsync();
    }

    [Fact]
    public async Task A_moved_port_is_followed()
    {
        await using var f = new FeedFixture();
        await using var elsewhere = new ScriptedGateway();
        var peer = await f.Gateway.AcceptReadyAsync();
        peer.Error(-1, 1300, $"TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port - {elsewhere.Port}");
        await f.UntilAsync(s => s.State == FeedState.Disconnected);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await elsewhere.AcceptReadyAsync();
        var status = await f.UntilReadyAsync();
        Assert.EndsWith($":{elsewhere.Port}", status.Endpoint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_305_An_impossible_length_ends_the_connection_and_it_is_made_again()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        peer.SendRaw([1, 0, 0, 0, 1, 2, 3]);
        var status = await f.UntilAsync(s => s.State == FeedState.Disconnected);
        Assert.Contains("507", status.Detail, StringComparison.Ordinal);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await f.Gateway.AcceptReadyAsync();
    }

    [Fact]
    public async Task F_303_A_frame_that_does_not_end_within_ten_seconds_ends_the_connection()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilAsync(s => s.RoundTrip is not null);
        byte[] start = [0, 0, 0, 200, (byte)'9', (byte)'9', 0, (byte)'1', (byte)'0', (byte)'0'];
        foreach (var b in start)
        {
            var seen = f.Feed.Status.LastBytes;
            f.Time.Advance(TimeSpan.FromSeconds(1));
            peer.SendRaw([b]);
            await f.UntilAsync(s => s.LastBytes > seen);
        }

        f.Time.Advance(TimeSpan.FromSeconds(1.5));
        var status = await f.UntilAsync(s => s.State == FeedState.Disconnected);
        Assert.Contains("not complete", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_competing_session_interrupts_a_line_which_is_requested_again_every_minute()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await f.SubscribeAaplAsync(peer);
        peer.Error(long.Parse(trades), 10197, "No market data during competing live session");
        await f.UntilAsync(s => s.Lines.Any(l => l is { State: LineState.Competing, Cause: GapCause.CompetingSession }));
        for (var i = 0; i < 61; i++)
        {
            f.Time.Advance(TimeSpan.FromSeconds(1));
            peer.SendText("46", "6", trades, "45", "1795185000");
        }

        var next = await peer.ReadAsync(2);
        Assert.Equal(["98", "97"], next.Select(m => m[0]));
    }

    [Fact]
    public async Task A_stopped_feed_completes_without_an_exception_and_says_so()
    {
        var f = new FeedFixture();
        await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        await f.DisposeAsync();
        Assert.Equal((FeedState.Disconnected, "Stopped."), (f.Feed.Status.State, f.Feed.Status.Detail));
    }
}
