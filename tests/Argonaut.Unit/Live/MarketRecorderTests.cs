using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Lines;
using Argonaut.Unit.Trading;
using Xunit;
using static Argonaut.Unit.Live.MemoryMarketStore;

namespace Argonaut.Unit.Live;

public class MarketRecorderTests
{
    private static readonly InstrumentKey Key = new(1);

    [Fact]
    public async Task Ticks_are_numbered_without_a_gap_over_restarts()
    {
        var store = new MemoryMarketStore();
        var time = new ManualTimeProvider(RecorderHarness.Ten.ToDateTimeOffset());
        for (var run = 0; run < 3; run++)
        {
            await using var harness = await RecorderHarness.StartListeningAsync(store, time);
            for (var i = 0; i < 10; i++) await harness.TradeAsync(100 + i);
            for (var i = 0; i < 5; i++) await harness.QuoteAsync(100, 102);
            await harness.UntilStoredAsync((run + 1) * 15);
            await harness.StopAsync();
        }

        Assert.Equal(Enumerable.Range(1, 30).Select(i => (long)i), store.Ticks.Where(t => t.Kind == MarketEventKind.Trade).Select(t => t.Sequence));
        Assert.Equal(Enumerable.Range(1, 15).Select(i => (long)i), store.Ticks.Where(t => t.Kind == MarketEventKind.Quote).Select(t => t.Sequence));
    }

    [Fact]
    public async Task A_line_that_the_source_does_not_have_is_not_shown()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        await harness.Feed.SayAsync(FeedState.Ready, new LineStatus(Key, MarketEventKind.Quote, LineState.Requested, "requested", UnixNanos.Zero, GapCause.None));

        await harness.QuoteAsync(100, 102);
        await harness.UntilAsync(() => harness.Recorder.Lines.Any(l => l is { Kind: MarketEventKind.Quote, State: LineState.Flowing }));

        Assert.DoesNotContain(harness.Recorder.Lines, l => l.Kind == MarketEventKind.Trade);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_not_repeated()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        harness.Store.Fail(CommitFault.AfterCommit);
        await harness.TradeAsync(100);

        await harness.RetryUntilAsync(() => harness.Recorder.Counters is { Acknowledged: 1, Spooled: 0, StoreProblem: null });

        Assert.Single(harness.Store.Ticks);
    }

    [Fact]
    public async Task Ticks_of_a_store_that_refuses_twice_arrive_once_and_in_order()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        harness.Store.Fail(CommitFault.BeforeCommit, CommitFault.BeforeCommit);
        await harness.TradeAsync(100);
        await harness.UntilAsync(() => harness.Recorder.Counters.StoreProblem is not null);
        for (var i = 0; i < 20; i++) await harness.TradeAsync(101);

        await harness.RetryUntilAsync(() => harness.Recorder.Counters is { Acknowledged: 21, Spooled: 0, StoreProblem: null });
        Assert.Equal(Enumerable.Range(1, 21).Select(i => (long)i), harness.Store.Ticks.Select(t => t.Sequence));
    }

    [Fact]
    public async Task A_full_queue_makes_the_feed_wait_and_loses_nothing()
    {
        await using var harness = await RecorderHarness.StartListeningAsync(options: RecorderHarness.Quick with { StoreCapacityTicks = 10 });
        var hold = harness.Store.Hold();
        for (var i = 0; i < 50; i++) await harness.TradeAsync(100);
        await harness.UntilTicksAsync(10);

        Assert.Equal(10, harness.Recorder.Counters.InFlight);
        hold.SetResult();
        await harness.UntilStoredAsync(50);
    }

    [Fact]
    public async Task Counters_balance_at_every_read_while_commits_fail_at_random()
    {
        var random = new Random(7);
        await using var harness = await RecorderHarness.StartListeningAsync(options: RecorderHarness.Quick with { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(1) });
        harness.Store.Fail([.. Enumerable.Range(0, 60).Select(_ => (CommitFault)random.Next(3))]);
        var unbalanced = 0;
        void Check()
        {
            var c = harness.Recorder.Counters;
            if (!c.IsBalanced) unbalanced++;
        }

        harness.Store.Changed += Check;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var retries = PassRetriesAsync(harness.Time, done.Token);
        var good = 0;
        for (var i = 0; i < 500; i++)
        {
            var isBad = random.Next(5) == 0;
            if (!isBad) good++;
            if (random.Next(2) == 0) await harness.TradeAsync(isBad ? 0 : 100);
            else await harness.QuoteAsync(100, isBad ? -1 : 101);
            Check();
        }

        await harness.UntilStoredAsync(good);
        await harness.UntilCountedAsync(c => c.Received == 500);   // the last may be a bad one
        await done.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => retries);
        Assert.Equal((0, good, 500 - good), (unbalanced, harness.Store.Ticks.Length, (int)harness.Recorder.Counters.Rejected));
    }

    [Fact]
    public async Task Refused_ticks_are_counted_by_reason()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        var good = await harness.TradeAsync(100);
        await harness.Feed.SendAsync(good with { A = 0 });
        await harness.Feed.SendAsync(good with { B = 0 });
        await harness.Feed.SendAsync(good with { TsEvent = UnixNanos.Zero });
        await harness.Feed.SendAsync(good with { TsEvent = good.TsEvent + 25 * UnixNanos.PerHour });
        await harness.Feed.SendAsync(good with { Instrument = new InstrumentKey(99) });
        await harness.TradeAsync(100);
        await harness.UntilTicksAsync(2);

        var reasons = harness.Recorder.Counters.RejectedByReason;
        Assert.Equal((1L, 1L, 1L, 1L, 1L), (reasons["price_zero"], reasons["size_zero"], reasons["time_missing"], reasons["time_skew"], reasons["unknown_instrument"]));
    }

    [Fact]
    public async Task A_spike_is_marked_and_a_new_level_is_not()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        foreach (var price in new[] { 100, 101, 160, 101, 160, 161, 162 }) await harness.TradeAsync(price);
        await harness.QuoteAsync(101, 100);
        await harness.UntilStoredAsync(8);

        Assert.Equal([false, false, true, false, true, false, false], harness.Store.Ticks.Where(t => t.Kind == MarketEventKind.Trade).Select(t => t.Flags.HasFlag(TickFlags.Outlier)));
        Assert.True(harness.Store.Ticks.Single(t => t.Kind == MarketEventKind.Quote).Flags.HasFlag(TickFlags.Crossed));
    }

    [Fact]
    public async Task The_view_shows_the_newest_tick_and_the_open_bar()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        await harness.TradeAsync(100);
        await harness.TradeAsync(103);
        await harness.QuoteAsync(99, 101);
        await harness.UntilTicksAsync(3);

        Assert.Equal(103, harness.Recorder.LatestTrade(Key)?.A);
        Assert.Equal(99, harness.Recorder.LatestQuote(Key)?.A);
        Assert.True(harness.Recorder.TryGetOpenBar(Key, Timeframe.Hour1, out var bar));
        Assert.Equal((100, 103, 200L, false), (bar.Open, bar.Close, bar.Volume, bar.IsClosed));
    }

    [Fact]
    public async Task A_bar_closes_by_the_clock_and_is_stored()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        var tick = await harness.TradeAsync(100);
        await harness.UntilTicksAsync(1);
        await harness.PassAsync(TimeSpan.FromSeconds(62));
        await harness.UntilAsync(() => harness.Store.Bars.Any(b => b.Timeframe == Timeframe.Minute1));

        Assert.Equal(Timeframe.Minute1.OpenOf(tick.TsEvent), harness.Store.Bars.Single(b => b.Timeframe == Timeframe.Minute1).TsOpen);
    }

    [Fact]
    public async Task A_late_tick_revises_the_stored_bar_and_is_marked()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        await harness.TradeAsync(100);
        await harness.UntilTicksAsync(1);
        await harness.PassAsync(TimeSpan.FromSeconds(70));
        await harness.UntilAsync(() => harness.Store.Bars.Any(b => b.Timeframe == Timeframe.Minute1));
        await harness.TradeAsync(150, ago: TimeSpan.FromSeconds(70));
        await harness.UntilStoredAsync(2);

        var bar = harness.Store.Bars.Single(b => b.Timeframe == Timeframe.Minute1);
        Assert.Equal((150, 1), (bar.Close, bar.Revision));
        Assert.True(harness.Store.Ticks[1].Flags.HasFlag(TickFlags.Late));
    }

    [Fact]
    public async Task A_tick_later_than_memory_rebuilds_its_bars_from_the_store()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        for (var i = 0; i < 400; i++)
        {
            await harness.TradeAsync(100);
            await harness.UntilTicksAsync(i + 1);
            harness.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await harness.TradeAsync(150, ago: TimeSpan.FromSeconds(390));
        await harness.UntilStoredAsync(401);
        await harness.Time.WhenTimerIsSetAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await harness.UntilAsync(() => harness.Store.Bars.Any(b => b is { Revision: > 0, Timeframe.Code: "1m" }));

        foreach (var timeframe in Timeframe.All.Where(t => t.Index <= Timeframe.Minute1.Index))
        {
            var expected = NaiveBars.Of(harness.Store.Ticks, timeframe, t => t.A).Single(b => b.High == 150);
            var found = harness.Store.Bars.Single(b => b.Timeframe == timeframe && b.TsOpen == expected.TsOpen);
            Assert.Equal(expected, found with { Revision = 0 });
        }
    }

    [Fact]
    public async Task An_observer_that_throws_is_removed_and_ingestion_goes_on()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        var bad = new ThrowingObserver();
        harness.Recorder.Attach(bad);
        await harness.TradeAsync(100);
        await harness.TradeAsync(100);
        await harness.UntilStoredAsync(2);

        Assert.Equal(1, bad.Calls);
    }

    [Theory]
    [InlineData(nameof(CommitFault.None))]
    [InlineData(nameof(CommitFault.BeforeCommit))]
    [InlineData(nameof(CommitFault.AfterCommit))]
    public async Task While_a_whole_load_waits_it_is_sent_ahead_and_all_are_stored_in_order(string fault)
    {
        await using var harness = await RecorderHarness.StartListeningAsync(options: RecorderHarness.Quick with { FlushTicks = 5, MaxBatchTicks = 5 });
        var hold = harness.Store.Hold();
        for (var i = 0; i < 41; i++) await harness.TradeAsync(100);
        await harness.UntilCountedAsync(c => c.Received == 41);
        harness.Store.Fail(CommitFault.None, CommitFault.None, Enum.Parse<CommitFault>(fault));
        hold.SetResult();
        await harness.UntilCountedAsync(_ => harness.Store.Ticks.Length == 41);

        Assert.Equal(Enumerable.Range(1, 41).Select(i => (long)i), harness.Store.Ticks.Select(t => t.Sequence));
        Assert.True(harness.Store.CommittedAhead > 0, "nothing was sent ahead");
        if (fault == nameof(CommitFault.None)) Assert.Equal(harness.Store.SentAhead, harness.Store.CommittedAhead);
    }

    [Fact]
    public async Task Stopping_stores_what_was_received()
    {
        var store = new MemoryMarketStore();
        await using var harness = await RecorderHarness.StartListeningAsync(store, options: RecorderHarness.Quick with { FlushInterval = TimeSpan.FromHours(1) });
        for (var i = 0; i < 100; i++) await harness.TradeAsync(100);
        await harness.StopAsync();

        Assert.Equal(100, store.Ticks.Length);
    }

    [Fact]
    public async Task The_last_ticks_before_a_pause_are_stored_though_nothing_comes_after_them()
    {
        await using var harness = await RecorderHarness.StartListeningAsync(options: RecorderHarness.Quick with { FlushInterval = TimeSpan.FromMilliseconds(10) });
        for (var i = 0; i < 3; i++) await harness.TradeAsync(100);
        await harness.PassUntilAsync(() => harness.Store.Ticks.Length == 3);
    }

    [Fact]
    public async Task Recording_is_remembered_and_can_be_switched_off()
    {
        await using var harness = await RecorderHarness.StartAsync(isRecorded: false);
        harness.Feed.Known = [RecorderHarness.Aapl];
        var found = await harness.Recorder.ResolveAsync("AAPL", TestContext.Current.CancellationToken);

        await harness.Recorder.StartRecordingAsync(found[0].Key, KindSet.TradesAndQuotes, TestContext.Current.CancellationToken);
        Assert.Equal([new Recording(Key, KindSet.TradesAndQuotes)], await harness.Store.LoadSubscriptionsAsync(CancellationToken.None));
        Assert.Equal([Key], harness.Feed.Subscribed);

        await harness.Recorder.StopRecordingAsync(found[0].Key, KindSet.Ticks, TestContext.Current.CancellationToken);
        Assert.Empty(await harness.Store.LoadSubscriptionsAsync(CancellationToken.None));
        Assert.Empty(harness.Recorder.Recorded);
    }

    private static async Task PassRetriesAsync(ManualTimeProvider time, CancellationToken ct)
    {
        while (true)
        {
            await time.WhenTimerIsSetAsync(TimeSpan.FromMilliseconds(1), ct);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private sealed class ThrowingObserver : IMarketObserver
    {
        public int Calls { get; private set; }

        public void OnTick(in MarketEvent tick)
        {
            Calls++;
            throw new InvalidOperationException("observer");
        }

        public void OnBarClosed(in Bar bar)
        {
        }

        public void OnChanged()
        {
        }
    }
}
