using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Unit.Trading;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>Times without the feed. A market of known trades says what every bar should be; the feed delivers only some of them.</summary>
public class HoleTests
{
    private static readonly InstrumentKey Key = new(1);

    private readonly MemoryMarketStore _store = new();
    private readonly ManualTimeProvider _time = new(RecorderHarness.Ten.ToDateTimeOffset());
    private readonly List<MarketEvent> _market = [];

    [Fact]
    public async Task A_restart_inside_the_hour_keeps_the_hour_right()
    {
        await using (var first = await ListenAsync())
        {
            await TradeForAsync(first, seconds: 100);
            await first.StopAsync();
        }

        await using var second = await ListenAsync();
        await TradeForAsync(second, seconds: 50);

        await AssertBarsAsync(second);
    }

    [Fact]
    public async Task What_was_traded_while_the_process_was_away_comes_from_history()
    {
        await using (var first = await ListenAsync())
        {
            await TradeForAsync(first, seconds: 100);
            await first.StopAsync();
        }

        Miss(seconds: 4_000);
        await using var second = await ListenAsync();
        await TradeForAsync(second, seconds: 30);

        await AssertBarsAsync(second);
    }

    [Fact]
    public async Task What_was_traded_while_the_feed_was_down_comes_from_history()
    {
        await using var harness = await ListenAsync();
        await TradeForAsync(harness, seconds: 100);
        await harness.PassAsync(TimeSpan.FromSeconds(1));
        await harness.Feed.BecomeAsync(FeedState.Disconnected);
        Miss(seconds: 75);
        await harness.ListenAsync();
        await TradeForAsync(harness, seconds: 30);

        await AssertBarsAsync(harness);
    }

    [Fact]
    public async Task History_before_recording_began_completes_the_intervals_it_shares_with_ticks()
    {
        Miss(seconds: 3_000);
        await using var harness = await ListenAsync();
        await TradeForAsync(harness, seconds: 40);

        await AssertBarsAsync(harness);
        Assert.True(harness.Recorder.TryGetOpenBar(Key, Timeframe.Day1, out var day));
        Assert.Equal(_market.Sum(t => t.B), day.Volume);
    }

    [Fact]
    public async Task A_tick_of_the_second_in_which_recording_began_counts_when_history_has_nothing()
    {
        await using var harness = await RecorderHarness.StartAsync(_store, _time);
        await harness.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
        harness.Feed.History = _ => throw new FeedRequestException(162, "no permission");
        await harness.TradeAsync(100);
        await harness.UntilTicksAsync(1);
        await PassHistoryWaitAsync(harness);
        await harness.UntilHistoryAsync(UnixNanos.Zero);

        Assert.True(harness.Recorder.TryGetOpenBar(Key, Timeframe.Hour1, out var hour));
        Assert.Equal(100, hour.Volume);
        Assert.Equal((HistoryState.Incomplete, "1D: no permission (code 162)"), (harness.Recorder.History[0].State, harness.Recorder.History[0].Problem));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tick_that_comes_after_history_has_answered_counts_once_whether_history_had_it_or_not(bool hadIt)
    {
        await using var harness = await RecorderHarness.StartAsync(_store, _time);
        await harness.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
        var ago = TimeSpan.FromSeconds(30);
        var late = Timeframe.Second1.OpenOf(harness.Now) - 30 * UnixNanos.PerSecond;
        if (hadIt) _market.Add(new MarketEvent(MarketEventKind.Trade, Key, 90, 50, 0, 0, TickFlags.None, late, late, 1, 1));
        harness.Feed.History = FromTheMarket;
        var now = harness.Now;
        await harness.ListenAsync();
        ago += TimeSpan.FromMicroseconds((harness.Now - now) / UnixNanos.PerMicrosecond);
        await harness.TradeAsync(100);
        await harness.TradeAsync(90, 50, ago);
        await harness.UntilTicksAsync(2);

        Assert.True(harness.Recorder.TryGetOpenBar(Key, Timeframe.Day1, out var day));
        Assert.Equal((150, 90), (day.Volume, day.Low));
    }

    [Fact]
    public async Task History_waits_for_a_source_that_is_away()
    {
        await using var harness = await RecorderHarness.StartAsync(_store, _time);
        await harness.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
        var refusals = 0;
        harness.Feed.History = _ => refusals++ < 1 ? throw new FeedUnavailableException("not connected") : [];
        await harness.Feed.BecomeAsync(FeedState.Ready);
        await harness.UntilAsync(() => harness.Recorder.History.Length == 1 && harness.Recorder.History[0].Attempts == 1);
        await _time.WhenTimerIsSetAsync(RecorderHarness.Quick.RetryDelay, TestContext.Current.CancellationToken);
        _time.Advance(RecorderHarness.Quick.RetryDelay);

        await harness.UntilAsync(() => harness.Recorder.History[0].State == HistoryState.Done);
    }

    [Fact]
    public async Task F_301_A_lost_connection_leaves_a_gap_a_kind_from_the_last_tick_to_the_first()
    {
        await using var harness = await ListenAsync();
        var trade = await harness.TradeAsync(100);
        var quote = await harness.QuoteAsync(100, 101);
        await harness.UntilTicksAsync(2);
        await harness.Feed.BecomeAsync(FeedState.Disconnected);
        _time.Advance(TimeSpan.FromSeconds(30));
        await harness.ListenAsync();
        var nextTrade = await harness.TradeAsync(101);
        var nextQuote = await harness.QuoteAsync(101, 102);
        await harness.UntilAsync(() => _store.Gaps.Length == 2);

        Assert.Equal(
            [(MarketEventKind.Trade, trade.TsInit, nextTrade.TsInit, "link_lost"), (MarketEventKind.Quote, quote.TsInit, nextQuote.TsInit, "link_lost")],
            _store.Gaps.Select(g => (g.Kind, g.From, g.To, g.Reason)));
    }

    [Fact]
    public async Task A_restart_leaves_a_gap_from_the_last_stored_tick_to_the_first_that_arrives()
    {
        MarketEvent last;
        await using (var first = await ListenAsync())
        {
            last = await first.TradeAsync(100);
            await first.UntilStoredAsync(1);
            await first.StopAsync();
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        await using var second = await RecorderHarness.StartAsync(_store, _time);
        await second.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
        await second.ListenAsync();
        var next = await second.TradeAsync(101);
        await second.UntilAsync(() => _store.Gaps.Length > 0);

        var gap = Assert.Single(_store.Gaps);
        Assert.Equal((last.TsInit, next.TsInit, "process_down", MarketEventKind.Trade), (gap.From, gap.To, gap.Reason, gap.Kind));
    }

    [Fact]
    public async Task A_degraded_feed_that_went_on_ticking_leaves_no_gap()
    {
        await using var harness = await ListenAsync();
        await harness.TradeAsync(100);
        await harness.UntilTicksAsync(1);
        await harness.Feed.BecomeAsync(FeedState.Degraded);
        _time.Advance(TimeSpan.FromSeconds(3));
        await harness.TradeAsync(101);
        await harness.UntilTicksAsync(2);
        await harness.Feed.BecomeAsync(FeedState.Ready);
        await harness.TradeAsync(102);
        await harness.UntilStoredAsync(3);

        Assert.Empty(_store.Gaps);
    }

    [Fact]
    public async Task What_history_is_asked_for_does_not_depend_on_when_somebody_gets_to_it()
    {
        Assert.Equal(await AskedAfterAsync(TimeSpan.Zero), await AskedAfterAsync(TimeSpan.FromMinutes(3)));

        static async Task<List<BarHistoryRequest>> AskedAfterAsync(TimeSpan sleep)
        {
            var test = new HoleTests();
            await using var harness = await RecorderHarness.StartAsync(test._store, test._time);
            await harness.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
            await harness.TradeAsync(100);
            await harness.UntilTicksAsync(1);
            await test.PassHistoryWaitAsync(harness, sleep);
            await harness.UntilHistoryAsync(UnixNanos.Zero);
            Assert.Contains(harness.Feed.Requests, r => r.Timeframe == Timeframe.Minute1);
            return harness.Feed.Requests;
        }
    }

    private Task PassHistoryWaitAsync(RecorderHarness harness) => PassHistoryWaitAsync(harness, TimeSpan.Zero);

    /// <summary>A hole ends with a second that has just begun; history is asked when that is over, or later when the machine slept.</summary>
    private async Task PassHistoryWaitAsync(RecorderHarness harness, TimeSpan sleep)
    {
        await harness.UntilAsync(() => !harness.Recorder.History.IsEmpty);
        await _time.WhenTimerIsSetAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        if (sleep > TimeSpan.Zero) _time.Sleep(sleep);
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task<RecorderHarness> ListenAsync()
    {
        var harness = await RecorderHarness.StartAsync(_store, _time);
        harness.Feed.History = FromTheMarket;
        await harness.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
        await harness.ListenAsync();
        return harness;
    }

    /// <summary>A trade a second that the feed delivers.</summary>
    private async Task TradeForAsync(RecorderHarness harness, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            var tick = await harness.TradeAsync(100 + _market.Count * 7 % 13, 100 + _market.Count);
            _market.Add(tick with { Sequence = _market.Count + 1 });
            await harness.UntilAsync(() => harness.Recorder.LatestTrade(Key)?.TsInit == tick.TsInit);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Trades every few seconds that the feed does not deliver.</summary>
    private void Miss(int seconds)
    {
        for (var i = 0; i < seconds; i += 5)
        {
            var now = HybridClock.Now(_time);
            _market.Add(new MarketEvent(
                MarketEventKind.Trade, Key, 90 + _market.Count * 11 % 29, 10 + i, 0, 0, TickFlags.None, Timeframe.Second1.OpenOf(now), now, 1, _market.Count + 1));
            _time.Advance(TimeSpan.FromSeconds(5));
        }
    }

    private IEnumerable<Bar> FromTheMarket(BarHistoryRequest request) =>
        NaiveBars.Of(_market.Where(t => t.TsEvent >= request.From && t.TsEvent < request.To), request.Timeframe, t => t.A)
            .Select(b => b with { Source = BarSource.BrokerHistory, OpenTsInit = b.TsOpen, CloseTsInit = b.TsEvent });

    /// <summary>Every bar of one minute and longer, stored or open, is the market's.</summary>
    private async Task AssertBarsAsync(RecorderHarness harness)
    {
        await harness.PassAsync(TimeSpan.FromSeconds(1));
        using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var rebuilds = PassRebuildsAsync(done.Token);
        try
        {
            do
            {
                await harness.UntilAsync(() => BarDifferences(harness).Count == 0);
                await harness.UntilAcknowledgedAsync();
            }
            while (BarDifferences(harness).Count > 0);
        }
        catch (TimeoutException)
        {
            Assert.Fail(string.Join("\n", BarDifferences(harness)));
        }
        finally
        {
            await done.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rebuilds);
        }
    }

    /// <summary>Bars that are made again from the store wait a second for company.</summary>
    private async Task PassRebuildsAsync(CancellationToken ct)
    {
        while (true)
        {
            await _time.WhenTimerIsSetAsync(TimeSpan.FromSeconds(1), ct);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private List<string> BarDifferences(RecorderHarness harness)
    {
        var differences = new List<string>();
        foreach (var timeframe in Timeframe.All)
        {
            var expected = NaiveBars.Of(_market, timeframe, t => t.A).ToDictionary(b => b.TsOpen);
            var found = _store.Bars.Where(b => b.Timeframe == timeframe).ToDictionary(b => b.TsOpen);
            if (harness.Recorder.TryGetOpenBar(Key, timeframe, out var open)) found[open.TsOpen] = open;
            // Far from the present history has no short bars.
            foreach (var bar in expected.Values.Where(b => timeframe.Index >= Timeframe.Minute1.Index || found.ContainsKey(b.TsOpen)))
                if (!found.TryGetValue(bar.TsOpen, out var other) || Values(bar) != Values(other)) differences.Add($"{timeframe} {bar.TsOpen}: {Values(bar)}, found {(found.ContainsKey(bar.TsOpen) ? Values(other) : "none")}");
            foreach (var extra in found.Keys.Except(expected.Keys)) differences.Add($"{timeframe} {extra}: none expected");
        }

        return differences;
    }

    private static string Values(Bar bar) => $"{bar.Open} {bar.High} {bar.Low} {bar.Close} {bar.Volume} {bar.TradeCount}";
}
