using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;
using Argonaut.Alerts;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Alerts;
using Argonaut.Trading.Lines;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Alerts;

public sealed class AlertEngineTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 14, 30, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _time = new(Start);
    private readonly FakeMarket _market = new();
    private readonly FakeStore _ticks = new();
    private readonly MemoryAlertStore _store = new();
    private readonly ScriptedRoute _route = new();
    private readonly Channel<AlertEvent> _told = Channel.CreateBounded<AlertEvent>(10_000);
    private readonly CancellationTokenSource _stop = new();
    private readonly AlertEngine _engine;
    private readonly AlertOptions _options = new() { Folders = ["/data"] };
    private long _free = 100L << 30;
    private Task _running = Task.CompletedTask;

    public AlertEngineTests()
    {
        _engine = new AlertEngine(_market, _ticks, _store, _options, [_route], _ => _free, _time, NullLogger.Instance);
        _engine.Attach(one => _told.Writer.TryWrite(one));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private UnixNanos Now => HybridClock.Now(_time);

    private static AlertRule Cross(string threshold, int cooldown = 0, AlertLevel level = AlertLevel.Warning) => new()
    {
        Name = "cross", Kind = AlertKind.PriceCross, Instrument = Samples.Apple.Id, Threshold = Price.Parse(threshold), CooldownSeconds = cooldown, Level = level,
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _engine.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task U_172_A_rule_fires_with_nobody_looking_and_is_stored()
    {
        await StartAsync(Cross("190.00"));
        Trade("189"); Trade("190.50");

        var one = await NextAsync();

        Assert.Equal((AlertKind.PriceCross, AlertState.Raised, Samples.Apple.Id), (one.Kind, one.State, one.Instrument!.Value));
        Assert.Contains("190.50", one.Text, StringComparison.Ordinal);
        await StepUntilAsync(() => _store.Events is [{ } stored] && stored.Id == one.Id);
        Assert.Equal(1, _engine.Rules.Single().Fired);
    }

    [Fact]
    public async Task U_172_What_changes_while_an_alert_is_told_is_told_after_it()
    {
        var states = new List<AlertState>();
        using var listening = _engine.Attach(one =>
        {
            // Somebody answers before the first telling has ended, and has time to be told before it.
            if (one.State == AlertState.Raised) Task.Run(() => _engine.AcknowledgeAsync(one.Id, "owner", Ct), Ct).Wait(TimeSpan.FromMilliseconds(300), Ct);
            lock (states) states.Add(one.State);
        });
        await StartAsync(Cross("190.00"));
        Trade("189"); Trade("190.50");

        await StepUntilAsync(() =>
        {
            lock (states) return states.Count >= 2;
        });

        Assert.Equal([AlertState.Raised, AlertState.Acknowledged], states);
    }

    [Fact]
    public async Task U_168_Within_its_cool_down_a_rule_counts_on_the_alert_that_is_there()
    {
        await StartAsync(Cross("190.00", cooldown: 60) with { Deliver = ["webhook"] });
        for (var i = 0; i < 50; i++)
        {
            Trade("189");
            Trade("191");
        }

        await StepUntilAsync(() => _engine.Newest is [{ Count: >= 50 }]);
        await StepUntilAsync(() => _route.Sent.Count == 1);
        Assert.Single(_engine.Newest);

        _time.Advance(TimeSpan.FromMinutes(2));
        Trade("189");
        Trade("191");
        await StepUntilAsync(() => _engine.Newest.Length == 2);
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public async Task U_164_A_rule_that_is_paused_over_or_snoozed_is_silent(bool isPaused, bool isOver, bool isSnoozed)
    {
        await StartAsync(Cross("190.00") with { IsPaused = isPaused, Ends = isOver ? Now : null, SnoozedUntil = isSnoozed ? Now + UnixNanos.PerHour : null }, Cross("195.00"));
        Trade("189"); Trade("191"); Trade("196");

        Assert.Contains("195.00", (await NextAsync()).Text, StringComparison.Ordinal);
        Assert.Single(_engine.Newest);
    }

    [Fact]
    public async Task U_169_Acknowledging_snoozing_and_clearing_are_kept_with_name_and_time()
    {
        await StartAsync(Cross("190.00"));
        Trade("189"); Trade("191");
        var one = await NextAsync();

        var acknowledged = await _engine.AcknowledgeAsync(one.Id, "anna", Ct);
        var again = await _engine.AcknowledgeAsync(one.Id, "ben", Ct);
        var snoozed = await _engine.SnoozeAsync(one.Id, Now + UnixNanos.PerHour, "ben", Ct);
        Trade("189"); Trade("191");
        var cleared = await _engine.ClearAsync(one.Id, "ben", Ct);

        Assert.Equal((AlertState.Acknowledged, "anna", Now), (acknowledged!.State, acknowledged.By, acknowledged.ChangedAt!.Value));
        Assert.Equal(acknowledged, again);
        Assert.Equal(Now + UnixNanos.PerHour, snoozed!.SnoozedUntil);
        Assert.Equal(AlertState.Cleared, cleared!.State);
        Assert.Null(await _engine.AcknowledgeAsync(404, "anna", Ct));
        await StepUntilAsync(() => _store.Events is [{ State: AlertState.Cleared, By: "ben" }]);
        Assert.Single(_engine.Newest);
    }

    [Fact]
    public async Task U_221_A_time_in_the_text_of_an_alert_names_its_zone()
    {
        await StartAsync(new AlertRule { Name = "lost", Kind = AlertKind.ConnectionLost, Level = AlertLevel.Critical });
        _market.Feed = _market.Feed with { State = FeedState.Disconnected, Since = Now, Detail = "Waiting to connect again." };
        await StepAsync(TimeSpan.FromSeconds(2));

        Assert.Matches(@" since \d\d:\d\d:\d\d UTC: ", (await NextAsync()).Text);
    }

    [Fact]
    public async Task A_lost_connection_is_told_after_the_time_of_its_rule_and_clears_by_itself()
    {
        await StartAsync(new AlertRule { Name = "lost", Kind = AlertKind.ConnectionLost, Threshold = Price.Parse("30"), Level = AlertLevel.Critical });
        _market.Feed = _market.Feed with { State = FeedState.Disconnected, Since = Now, Detail = "Waiting to connect again." };
        await StepAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(_engine.Newest);
        await StepUntilAsync(() => _engine.Newest.Length == 1);
        Assert.Contains("Waiting to connect again", _engine.Newest[0].Text, StringComparison.Ordinal);

        _market.Feed = _market.Feed with { State = FeedState.Ready };
        await StepUntilAsync(() => _engine.Newest[0].State == AlertState.Cleared);
        Assert.Null(_engine.Newest[0].By);
    }

    [Fact]
    public async Task U_170_A_stall_names_the_line_the_last_message_the_threshold_and_the_stage()
    {
        await StartAsync(new AlertRule { Name = "stall", Kind = AlertKind.FeedStalled });
        _market.Lines =
        [
            new LineView
            {
                Instrument = Samples.Apple.Key, Kind = MarketEventKind.Trade, State = LineState.Silent, Since = Now, Reason = "silent", Threshold = TimeSpan.FromSeconds(20),
                IsThresholdLearnt = true, LastTick = Now - 34 * UnixNanos.PerSecond,
            },
        ];
        await StepUntilAsync(() => _engine.Newest.Length == 1);

        var text = _engine.Newest[0].Text;
        foreach (var part in new[] { Samples.Apple.Id.Value, "trades", "34 s", "14:29:26 UTC", "threshold 20 s", "Suspected: the source" }) Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Equal(Samples.Apple.Id, _engine.Newest[0].Instrument);
    }

    [Fact]
    public async Task Disks_clocks_gaps_and_exports_have_alerts_of_their_own()
    {
        await StartAsync(
            new AlertRule { Name = "disk", Kind = AlertKind.DiskSpace, Threshold = Price.Parse("10.5") }, new AlertRule { Name = "clock", Kind = AlertKind.ClockOffset, Threshold = Price.Parse("250") },
            new AlertRule { Name = "gap", Kind = AlertKind.GapFound }, new AlertRule { Name = "export", Kind = AlertKind.ExportFailed });
        await StepAsync(TimeSpan.FromSeconds(1));
        Assert.Empty(_engine.Newest);

        _free = 10L << 30;
        _market.Quality = _market.Quality with { Clock = new ClockPicture(TimeSpan.FromMilliseconds(-300), null, TimeSpan.Zero, UnixNanos.Zero) };
        _market.Gaps = _market.Gaps.Add(GapCause.LinkLost, 2);
        _engine.Report(AlertKind.ExportFailed, "Export AAPL failed: the disk is full.");
        await StepUntilAsync(() => _engine.Newest.Length == 4);

        Assert.Equal(["clock", "disk", "export", "gap"], _engine.Newest.Select(e => e.RuleName).Order());
        Assert.Contains(_engine.Newest, e => e.Text.Contains("300 ms behind", StringComparison.Ordinal));
        Assert.Contains(_engine.Newest, e => e.Text.Contains("link lost (2)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_store_is_away_alerts_fire_and_are_stored_when_it_is_back()
    {
        await StartAsync(Cross("190.00"));
        _store.IsAway = true;
        Trade("189"); Trade("191");
        var one = await NextAsync();
        await StepAsync(TimeSpan.FromSeconds(2));
        Assert.Empty(_store.Events);

        _store.IsAway = false;
        await StepUntilAsync(() => _store.Events is [{ } stored] && stored.Id == one.Id);
    }

    [Fact]
    public async Task A_route_that_fails_is_tried_three_times_and_the_outcome_is_kept()
    {
        await StartAsync(Cross("190.00") with { Deliver = ["webhook", "email"] });
        _route.Answers = ["The receiver answered 500.", "The receiver answered 500.", "The receiver answered 500."];
        Trade("189"); Trade("191");

        await StepUntilAsync(() => _engine.Newest is [{ } one] && one.Deliveries.All(d => d.State == DeliveryState.Failed));

        Assert.Equal(3, _route.Sent.Count);
        Assert.Equal(["The receiver answered 500.", "The route is not configured."], _engine.Newest[0].Deliveries.Select(d => d.Detail!));
        Assert.Equal("The receiver answered 500.", _engine.Routes[0].LastProblem);
        _route.Answers = [];
        Assert.Equal(DeliveryState.Sent, (await _engine.TestRouteAsync("webhook", Ct))!.State);
        Assert.Null(await _engine.TestRouteAsync("email", Ct));
    }

    [Fact]
    public async Task U_164_A_rule_can_be_tried_on_what_is_stored()
    {
        var prices = new[] { "189", "191", "189", "191", "189", "191" };
        _ticks.Add(prices.Select((price, i) => At(price, Now - (10 - i) * UnixNanos.PerMinute, i + 1)));
        await StartAsync();

        var all = await _engine.TryAsync(Cross("190.00") with { Direction = AlertDirection.Up }, Now - UnixNanos.PerDay, Now, Ct);
        var cooled = await _engine.TryAsync(Cross("190.00", cooldown: 150) with { Direction = AlertDirection.Up }, Now - UnixNanos.PerDay, Now, Ct);

        Assert.Equal(3, all!.Fired);
        Assert.Equal(Now - 9 * UnixNanos.PerMinute, all.Times[0]);
        Assert.Equal(2, cooled!.Fired);
        Assert.Null(await _engine.TryAsync(new AlertRule { Name = "x", Kind = AlertKind.DatabaseDown }, Now, Now, Ct));
    }

    [Fact]
    public async Task A_changed_rule_begins_anew_and_others_keep_what_they_know()
    {
        await StartAsync(Cross("190.00"), Cross("195.00"));
        Trade("189");
        var rule = _engine.Rules[0];
        Assert.Null(await _engine.ChangeRuleAsync(rule with { Version = 77 }, Ct));
        Assert.NotNull(await _engine.ChangeRuleAsync(rule with { Threshold = Price.Parse("192.00") }, Ct));
        await StepAsync(TimeSpan.FromSeconds(1));
        Trade("196");

        Assert.Contains("195.00", (await NextAsync()).Text, StringComparison.Ordinal);
        Assert.True(await _engine.RemoveRuleAsync(rule.Id, 2, Ct));
        Assert.Single(_engine.Rules);
    }

    private static MarketEvent At(string price, UnixNanos at, long sequence) =>
        Samples.Trade((int)sequence, at) with { A = Price.Parse(price).Mantissa * Pow(Samples.Apple.PriceScale - Price.Parse(price).Precision), TsInit = at };

    private static long Pow(int exponent) => Domain.Numbers.FixedPoint.PowerOfTen(exponent);

    private void Trade(string price) => _engine.OnTick(At(price, Now, 1));

    private async Task StartAsync(params AlertRule[] rules)
    {
        foreach (var rule in rules) await _store.AddRuleAsync(rule, Ct);
        _running = _engine.RunAsync(_stop.Token);
        await StepUntilAsync(() => _engine.Rules.Length == rules.Length && _time.IsTimerSet(_options.LookEvery));
    }

    private ValueTask<AlertEvent> NextAsync() => _told.Reader.ReadAsync(Ct);

    /// <summary>Time goes on a look at a time, each time after the engine waits for it.</summary>
    private async Task StepAsync(TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += _options.LookEvery)
        {
            await _time.WhenTimerIsSetAsync(_options.LookEvery, Ct);
            var before = _time.TimersSet(_options.LookEvery);
            _time.Advance(_options.LookEvery);
            await _time.WhenTimerIsSetAgainAsync(_options.LookEvery, before, Ct);
        }
    }

    private async Task StepUntilAsync(Func<bool> isSo)
    {
        // What the engine sends runs beside its looks: how many of them pass is not known.
        for (var started = Stopwatch.GetTimestamp(); !isSo();)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
            await StepAsync(_options.LookEvery);
        }
    }

    private sealed class ScriptedRoute : IAlertRoute
    {
        public ImmutableQueue<string> Waiting { get; private set; } = [];

        public string[] Answers
        {
            set => Waiting = [.. value];
        }

        public List<AlertEvent> Sent { get; } = [];

        public string Name => "webhook";

        public string Target => "https://example/…";

        public Task<string?> SendAsync(AlertEvent one, CancellationToken ct)
        {
            lock (Sent)
            {
                Sent.Add(one);
                if (Waiting.IsEmpty) return Task.FromResult<string?>(null);
                Waiting = Waiting.Dequeue(out var problem);
                return Task.FromResult<string?>(problem);
            }
        }
    }
}
