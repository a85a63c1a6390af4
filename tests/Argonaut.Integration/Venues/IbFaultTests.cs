using System.Globalization;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib;
using Xunit;

namespace Argonaut.Integration.Venues;

/// <summary>Faults of the gateway and its links, and what becomes of the lines.</summary>
public sealed class IbFaultTests
{
    private const string Lost = "Connectivity between IBKR and Trader Workstation has been lost.";

    /// <summary>The fixture's time, half past nine in New York, is inside the window of the daily restart.</summary>
    private static IbOptions AtTheRestart(IbOptions options) =>
        FeedFixture.WithoutProbes(options) with { RestartWindow = new IbRestartWindow(new TimeOnly(9, 0), new TimeOnly(10, 0), "America/New_York") };

    [Fact]
    public async Task F_308_A_reset_in_the_restart_window_is_scheduled_maintenance_and_all_lines_come_back()
    {
        await using var f = new FeedFixture(AtTheRestart);
        var first = await f.Gateway.AcceptReadyAsync();
        await f.SubscribeAaplAsync(first);
        f.Time.Advance(TimeSpan.FromSeconds(15));   // a stable connection
        await f.UntilReadyAsync();
        first.Close();

        var lost = await f.UntilAsync(s => s.State == FeedState.Disconnected);
        Assert.Contains("Scheduled maintenance", lost.Detail, StringComparison.Ordinal);
        Assert.All(lost.Lines, l => Assert.Equal((LineState.Interrupted, GapCause.DailyRestart), (l.State, l.Cause)));
        f.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await FeedFixture.ReadAaplRequestsAsync(second);
        second.SendText("99", trades, "2", "1795185000", "185.52", "100", "0", "ISLAND", "");
        await f.NextTickAsync();
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await f.UntilAsync(s => s.Lines.Count(l => l.State == LineState.Flowing) == 1);
    }

    [Fact]
    public async Task F_308_A_link_lost_in_the_restart_window_and_back_with_1101_is_the_daily_restart()
    {
        await using var f = new FeedFixture(AtTheRestart);
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.SubscribeAaplAsync(peer);
        peer.Error(-1, 1100, Lost);
        var lost = await f.UntilAsync(s => s.Lines.Length == 2 && s.Lines.All(l => l is { State: LineState.Interrupted, Cause: GapCause.DailyRestart }));
        Assert.Contains("Scheduled maintenance", (await f.UntilAsync(s => s.State == FeedState.Degraded)).Detail, StringComparison.Ordinal);
        Assert.Equal(2, lost.Lines.Length);
        peer.Error(-1, 1101, "Connectivity has been restored - data lost.");

        await FeedFixture.ReadAaplRequestsAsync(peer);
        await f.UntilAsync(s => s.State == FeedState.Ready && s.Lines.All(l => l.State == LineState.Requested));
    }

    [Fact]
    public async Task F_309_A_broken_farm_greys_the_lines_that_do_not_tick_on()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, quotes) = await f.SubscribeAaplAsync(peer);
        peer.SendText("99", trades, "2", "1795185000", "185.51", "100", "0", "ISLAND", "");
        peer.SendText("99", quotes, "3", "1795185000", "185.50", "185.52", "100", "200", "0");
        await f.NextTickAsync();
        await f.NextTickAsync();
        peer.Error(-1, 2103, "Market data farm connection is broken:usfarm");
        await f.UntilAsync(s => s.Lines.Length == 2 && s.Lines.All(l => l is { State: LineState.Interrupted, Cause: GapCause.FarmBroken, LastTick.Value: > 0 }));
        peer.SendText("99", quotes, "3", "1795185001", "185.50", "185.53", "100", "200", "0");
        await f.NextTickAsync();
        var broken = await f.UntilAsync(s => s.Lines.Any(l => l.State == LineState.Flowing));
        Assert.Equal(MarketEventKind.Quote, broken.Lines.Single(l => l.State == LineState.Flowing).Kind);
        Assert.Equal(FeedState.Degraded, broken.State);

        peer.Error(-1, 2104, "Market data farm connection is OK:usfarm");
        var back = await f.UntilReadyAsync();
        Assert.Equal((LineState.Requested, "data farm usfarm is back; waiting for a tick"), (back.Lines.Single(l => l.Kind == MarketEventKind.Trade).State,
            back.Lines.Single(l => l.Kind == MarketEventKind.Trade).Detail));
        Assert.Equal(LineState.Flowing, back.Lines.Single(l => l.Kind == MarketEventKind.Quote).State);
        Assert.False(peer.HasUnread);
    }

    [Theory]
    [InlineData(1100, "Connectivity has been lost.", 1102, "Connectivity has been restored - data maintained.")]
    [InlineData(2103, "Market data farm connection is broken:usfarm", 2104, "Market data farm connection is OK:usfarm")]
    public async Task F_309_What_was_lost_and_came_back_within_one_read_is_told_in_between(int lostCode, string lost, int backCode, string back)
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, quotes) = await f.SubscribeAaplAsync(peer);
        string[] trade = ["99", trades, "2", "1795185000", "185.51", "100", "0", "ISLAND", ""];
        peer.SendText(trade);
        peer.SendText("99", quotes, "3", "1795185000", "185.50", "185.52", "100", "200", "0");
        await f.UntilAsync(s => s.Lines.Length == 2 && s.Lines.All(l => l.State == LineState.Flowing));
        peer.SendRaw([.. GatewayPeer.Frame("4", "2", "-1", $"{lostCode}", lost, ""), .. GatewayPeer.Frame("4", "2", "-1", $"{backCode}", back, ""), .. GatewayPeer.Frame(trade)]);
        await f.UntilAsync(s => s.Notices.Any(n => n.Code == backCode) && s.Lines.Any(l => l.State == LineState.Flowing));

        Assert.Contains(f.Heard, s => s.Lines.Length == 2 && s.Lines.All(l => l.State == LineState.Interrupted));
        Assert.Contains(f.Heard.SkipWhile(s => s.Notices.All(n => n.Code != backCode)), s => s.Lines.All(l => l.State == LineState.Requested));
    }

    [Fact]
    public async Task Two_broken_farms_are_both_to_come_back()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.SubscribeAaplAsync(peer);
        peer.Error(-1, 2103, "Market data farm connection is broken:usfarm");
        peer.Error(-1, 2103, "Market data farm connection is broken:eufarm");
        peer.Error(-1, 2119, "Market data farm is connecting:eufarm");
        peer.Error(-1, 2104, "Market data farm connection is OK:eufarm");
        await f.UntilAsync(s => s.Detail == "Market data farm broken: usfarm." && s.Notices[0].Code == 2104);
        Assert.All(f.Feed.Status.Lines, l => Assert.Equal(LineState.Interrupted, l.State));

        peer.Error(-1, 2104, "Market data farm connection is OK:usfarm");
        await f.UntilAsync(s => s.State == FeedState.Ready && s.Lines.All(l => l.State == LineState.Requested));
    }

    [Fact]
    public async Task A_storm_of_1100_is_one_notice_and_one_recovery()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.SubscribeAaplAsync(peer);
        var since = (await f.UntilAsync(s => s.Lines.Length == 2)).Since;
        f.Time.Advance(TimeSpan.FromSeconds(5));
        peer.Error(-1, 1100, Lost);
        var stormy = await f.UntilAsync(s => s.State == FeedState.Degraded && s.Notices.Any(n => n.Code == 1100));
        for (var i = 0; i < 23; i++)
        {
            f.Time.Advance(TimeSpan.FromSeconds(5));
            peer.Error(-1, 1100, Lost);
            // Read before time moves on: leaps between two looks at the clocks would be a machine that slept.
            var at = HybridClock.Now(f.Time);
            await f.UntilAsync(s => s.Notices.Any(n => n.Code == 1100 && n.At == at));
        }

        peer.Error(-1, 1102, "Connectivity has been restored - data maintained.");
        var back = await f.UntilReadyAsync();

        Assert.True(stormy.Since > since);
        Assert.Single(back.Notices, n => n.Code == 1100);
        Assert.All(back.Lines, l => Assert.Equal(LineState.Requested, l.State));
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task F_314_A_line_without_the_right_to_its_data_says_so_and_the_others_go_on()
    {
        await using var f = new FeedFixture(o => FeedFixture.WithoutProbes(o) with { AllowDelayedData = false });
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, quotes) = await f.SubscribeAaplAsync(peer);
        peer.Error(long.Parse(trades), 354, "Requested market data is not subscribed.");
        peer.SendText("99", quotes, "3", "1795185000", "185.50", "185.52", "100", "200", "0");
        await f.NextTickAsync();

        var status = await f.UntilAsync(s => s.Lines.Any(l => l.State == LineState.Flowing) && s.Lines.Any(l => l.State == LineState.NotEntitled));
        var refused = status.Lines.Single(l => l.State == LineState.NotEntitled);
        Assert.Equal((MarketEventKind.Trade, GapCause.NotEntitled, "Requested market data is not subscribed. (354)"), (refused.Kind, refused.Cause, refused.Detail));
    }

    [Fact]
    public async Task F_311_A_rate_violation_halves_the_rate_for_a_minute_and_the_refused_question_is_asked_again()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync(accounts: "DU1234567");
        await f.UntilReadyAsync();
        var question = f.Feed.ResolveAsync("AAPL.NASDAQ", CancellationToken.None);
        var refused = await peer.ReadAsync();
        Assert.Equal("9", refused[0]);
        peer.Error(long.Parse(refused[2]), 100, "Max rate of messages per second has been exceeded:max=50 rec=51 (1)");
        var again = await peer.ReadAsync();
        Assert.Equal(("9", refused[4]), (again[0], again[4]));
        Assert.True(long.Parse(again[2]) > long.Parse(refused[2]));
        peer.Error(long.Parse(again[2]), 200, "No security definition has been found for the request");
        Assert.Empty(await question.InTime());

        var slowed = await f.UntilAsync(s => s.Pacing.Messages is { IsSlowed: true });
        Assert.Equal(22, slowed.Pacing.Messages!.PerSecond);
        f.Time.Advance(TimeSpan.FromSeconds(61));
        peer.Error(-1, 2106, "HMDS data farm connection is OK:ushmds");
        Assert.Equal(45, (await f.UntilAsync(s => s.Pacing.Messages is { IsSlowed: false })).Pacing.Messages!.PerSecond);
    }

    [Fact]
    public async Task F_318_A_flapping_gateway_is_met_with_growing_delays_and_few_subscriptions()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        await f.Feed.SubscribeAsync(FeedFixture.Aapl, KindSet.TradesAndQuotes, default, CancellationToken.None);
        var requests = 0;
        var delays = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var peer = await f.Gateway.AcceptReadyAsync();
            if (i == 0) requests += (await peer.ReadAsync(2)).Count;
            if (i % 2 == 0) f.Time.Advance(TimeSpan.FromMilliseconds(200));   // each other one ends in the moment it is ready
            var reconnects = i;
            peer.Close();
            var lost = await f.UntilAsync(s => s.State == FeedState.Disconnected && s.Reconnects == reconnects);
            Assert.Empty(peer.Unread);
            delays.Add(lost.Detail[(lost.Detail.LastIndexOf("in ", StringComparison.Ordinal) + 3)..]);
            // Not a moment longer: the time to log in would run out while the next connection is being made.
            f.Time.Advance(TimeSpan.FromSeconds(int.Parse(delays[^1][..^3], CultureInfo.InvariantCulture)));
        }

        Assert.Equal(2, requests);
        Assert.Equal(["1 s.", "2 s.", "4 s.", "8 s.", "15 s.", "30 s."], delays);
        var stable = await f.Gateway.AcceptReadyAsync();
        f.Time.Advance(TimeSpan.FromSeconds(2.1));
        await FeedFixture.ReadAaplRequestsAsync(stable);
    }

    [Fact]
    public async Task F_406_After_a_sleep_of_the_machine_a_dead_connection_is_noticed_within_five_seconds()
    {
        await using var f = new FeedFixture(o => o with { ClockProbeInterval = TimeSpan.FromHours(24), SilenceBeforeProbe = TimeSpan.FromHours(24) });
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilAsync(s => s.RoundTrip is not null);
        peer.AnswersTime = false;
        f.Time.Advance(TimeSpan.FromSeconds(1));
        f.Time.Sleep(TimeSpan.FromHours(8));
        f.Time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(["49", "1"], await peer.ReadAsync());
        f.Time.Advance(TimeSpan.FromSeconds(2.6));

        var status = await f.UntilAsync(s => s.State == FeedState.Disconnected);
        Assert.Contains("does not answer", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_513_A_halt_shows_on_the_line_until_trading_goes_on()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await f.SubscribeAaplAsync(peer);
        peer.SendText("99", trades, "2", "1795185000", "185.51", "100", "0", "ISLAND", "");
        await f.NextTickAsync();
        peer.SendText("99", trades, "2", "1795185001", "0", "0", "1", "ISLAND", "");
        var halted = await f.UntilAsync(s => s.Lines.Any(l => l.State == LineState.Halted));
        Assert.Equal("trading is halted", halted.Lines.Single(l => l.State == LineState.Halted).Detail);

        peer.SendText("99", trades, "2", "1795185002", "185.60", "100", "0", "ISLAND", "");
        await f.NextTickAsync();
        await f.UntilAsync(s => s.Lines.Any(l => l.State == LineState.Flowing));
    }

    [Fact]
    public async Task A_halt_told_by_level_1_ends_when_it_says_so()
    {
        await using var f = new FeedFixture(o => FeedFixture.WithoutProbes(o) with { TickByTickBudget = 0 });
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.Feed.SubscribeAsync(FeedFixture.Aapl, KindSet.TradesAndQuotes, default, CancellationToken.None);
        var request = await peer.ReadAsync();
        Assert.Equal("1", request[0]);
        var id = request[2];
        peer.SendText("45", "6", id, "49", "1");
        await f.UntilAsync(s => s.Lines.Length == 2 && s.Lines.All(l => l.State == LineState.Halted));
        peer.SendText("45", "6", id, "49", "0");
        await f.UntilAsync(s => s.Lines.All(l => l.State == LineState.Requested));
    }

    [Fact]
    public async Task A_port_that_was_moved_to_is_kept_after_a_reset_and_left_when_it_does_not_answer()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        await using var elsewhere = new ScriptedGateway();
        var peer = await f.Gateway.AcceptReadyAsync();
        peer.Error(-1, 1300, $"TWS socket port has been reset. Please reconnect on the new port - {elsewhere.Port}");
        await f.UntilAsync(s => s.State == FeedState.Disconnected);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        var moved = await elsewhere.AcceptReadyAsync();
        await f.UntilReadyAsync();
        f.Time.Advance(TimeSpan.FromSeconds(3));
        moved.Close();
        await f.UntilAsync(s => s.State == FeedState.Disconnected);
        f.Time.Advance(TimeSpan.FromSeconds(2));
        await elsewhere.AcceptReadyAsync();
        await f.UntilReadyAsync();
        f.Time.Advance(TimeSpan.FromSeconds(3));

        await elsewhere.DisposeAsync();
        await f.UntilAsync(s => s.State == FeedState.Disconnected);
        f.Time.Advance(TimeSpan.FromSeconds(4));
        await f.UntilAsync(s => s.State == FeedState.Disconnected && s.Detail.Contains("refused", StringComparison.Ordinal));
        f.Time.Advance(TimeSpan.FromSeconds(8));
        await f.Gateway.AcceptReadyAsync();
    }
}
