using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Lines;
using Argonaut.Trading.Quality;
using Argonaut.Unit.Trading;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>Gaps that are filled from the source's history, by themselves and on request.</summary>
public class GapFillTests
{
    private static readonly InstrumentKey Key = new(1);

    private readonly MemoryMarketStore _store = new();
    private readonly ManualTimeProvider _time = new(RecorderHarness.Ten.ToDateTimeOffset());
    private readonly List<MarketEvent> _market = [];
    private long _value = 1_000;

    [Fact]
    public async Task A_gap_is_filled_page_by_page_and_no_tick_is_stored_twice()
    {
        await using var harness = await WithAGapAsync();

        await UntilAsync(harness, () => GapIs(GapState.Filled));

        var gap = Assert.Single(_store.Gaps);
        Assert.Equal(_market.Count - 2, gap.Ticks);
        Assert.True(harness.Feed.TickRequests.Count > 3);
        Assert.Equal(_market.Select(t => (t.TsEvent, t.A)).Order(), _store.Ticks.Select(t => (t.TsEvent, t.A)).Order());
        var filled = _store.Ticks.Where(t => t.TsInit == t.TsEvent).ToList();
        Assert.Equal(gap.Ticks, filled.Count);
        Assert.Single(filled.Select(t => t.Stream).Distinct());
        Assert.DoesNotContain(_store.Ticks, t => t.TsInit != t.TsEvent && t.Stream == filled[0].Stream);
    }

    [Fact]
    public async Task F_504_A_tick_of_history_that_cannot_be_right_goes_into_quarantine()
    {
        await using var harness = await WithAGapAsync(badAt: 50);

        await UntilAsync(harness, () => GapIs(GapState.Filled));

        Assert.DoesNotContain(_store.Ticks, t => t.A == 0);
        Assert.Equal(_market.Count - 3, _store.Gaps[0].Ticks);
        Assert.Equal(1, harness.Recorder.Quality.Counts[QualityRule.PriceZero]);
    }

    [Fact]
    public async Task What_the_feed_said_before_recording_was_switched_on_is_no_gap()
    {
        await using var harness = await RecorderHarness.StartAsync(_store, _time, isRecorded: false);
        await harness.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
        await harness.Feed.BecomeAsync(FeedState.Connecting);
        await harness.Feed.BecomeAsync(FeedState.Ready);
        _time.Advance(TimeSpan.FromMilliseconds(10));   // too soon for the loop to have looked
        await harness.Recorder.StartRecordingAsync(Key, KindSet.TradesAndQuotes, TestContext.Current.CancellationToken);
        await harness.Feed.SayAsync(FeedState.Ready, new LineStatus(Key, MarketEventKind.Trade, LineState.Requested, "requested", UnixNanos.Zero));
        _time.Advance(TimeSpan.FromMilliseconds(20));
        await harness.TradeAsync(18_550);
        await harness.UntilStoredAsync(1);

        Assert.Empty(_store.Gaps);
        Assert.Equal(LineState.Flowing, harness.Recorder.Lines.Single().State);
    }

    [Fact]
    public async Task F_316_A_tick_that_waited_for_the_store_for_minutes_is_used_before_what_the_feed_said_after_it()
    {
        var hold = _store.Hold();
        await using var harness = await RecorderHarness.StartAsync(_store, _time, RecorderHarness.Quick with { StoreCapacityTicks = 1 });
        await harness.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
        await SayAsync(FeedState.Ready, LineState.Requested, GapCause.None);
        await harness.TradeAsync(1);   // taken in; its commit waits
        await harness.UntilTicksAsync(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        var waiting = await harness.TradeAsync(2);
        _time.Advance(TimeSpan.FromSeconds(1));
        await SayAsync(FeedState.Disconnected, LineState.Interrupted, GapCause.LinkLost);
        _time.Advance(TimeSpan.FromMinutes(2));
        await SayAsync(FeedState.Ready, LineState.Requested, GapCause.None);
        _time.Advance(TimeSpan.FromSeconds(1));
        var next = await harness.TradeAsync(3);
        hold.SetResult();
        await harness.UntilAsync(() => _store.GapCount > 0);

        var gap = Assert.Single(_store.Gaps);
        Assert.Equal((waiting.TsInit, next.TsInit, "link_lost"), (gap.From, gap.To, gap.Reason));

        Task SayAsync(FeedState feed, LineState line, GapCause cause) =>
            harness.Feed.SayAsync(feed, new LineStatus(Key, MarketEventKind.Trade, line, $"{line}", UnixNanos.Zero, cause));
    }

    [Fact]
    public async Task A_page_whose_commit_was_refused_or_whose_answer_was_lost_is_stored_once()
    {
        _store.FailFills(MemoryMarketStore.CommitFault.BeforeCommit, MemoryMarketStore.CommitFault.AfterCommit, MemoryMarketStore.CommitFault.None, MemoryMarketStore.CommitFault.AfterCommit);
        await using var harness = await WithAGapAsync();

        await UntilAsync(harness, () => GapIs(GapState.Filled));

        Assert.Equal(_market.Select(t => (t.TsEvent, t.A)).Order(), _store.Ticks.Select(t => (t.TsEvent, t.A)).Order());
    }

    [Fact]
    public async Task A_process_that_died_while_filling_goes_on_where_it_was()
    {
        await using (var first = await WithAGapAsync(pages: 2))
        {
            await UntilAsync(first, () => _store.Gaps is [{ Ticks: >= 15, State: GapState.Open }]);
            await first.StopAsync();
        }

        var left = Assert.Single(_store.Gaps);
        await _store.UpdateAsync(left with { State = GapState.Filling }, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(10));
        await using var second = await RecorderHarness.StartAsync(_store, _time);
        second.Feed.Ticks = Pages(int.MaxValue);
        await second.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
        await second.Feed.BecomeAsync(FeedState.Ready);

        await UntilAsync(second, () => _store.Gaps[0].State == GapState.Filled);
        Assert.True(second.Feed.TickRequests[0].From >= left.FilledTo);
        Assert.Equal(_market.Select(t => (t.TsEvent, t.A)).Order(), _store.Ticks.Select(t => (t.TsEvent, t.A)).Order());
    }

    [Fact]
    public async Task A_gap_that_the_source_refuses_to_fill_stays_and_says_why()
    {
        await using var harness = await WithAGapAsync(pages: 0, refusal: new FeedRequestException(162, "No market data permissions for ISLAND STK"));

        await UntilAsync(harness, () => GapIs(GapState.Unfillable));

        Assert.Equal("The source refused the backfill: No market data permissions for ISLAND STK (code 162)", Assert.Single(_store.Gaps).Explanation);
    }

    [Fact]
    public async Task A_source_that_is_away_is_tried_again_until_it_answers()
    {
        await using var harness = await WithAGapAsync(pages: 0, refusal: new FeedUnavailableException("no answer"));
        await UntilAsync(harness, () => _store.Gaps is [{ Attempts: >= 3, State: GapState.Open }]);
        harness.Feed.Ticks = Pages(int.MaxValue);

        await UntilAsync(harness, () => GapIs(GapState.Filled));

        Assert.Equal(0, _store.Gaps[0].Attempts);
    }

    [Fact]
    public async Task A_gap_of_a_whole_stream_becomes_one_of_each_recorded_instrument()
    {
        await using var harness = await WithAGapAsync();
        await UntilAsync(harness, () => GapIs(GapState.Filled));
        var lost = _store.Gaps[0];
        await _store.AddAsync(lost with { Instrument = null, From = lost.From + 1, State = GapState.Open, FilledTo = default, Ticks = 0, Reason = "storage" }, CancellationToken.None);
        await harness.Feed.BecomeAsync(FeedState.Ready);

        await UntilAsync(harness, () => _store.Gaps is [_, { State: GapState.Explained }, { State: GapState.Filled }]);

        Assert.Equal((Key, "storage", 0L), (_store.Gaps[2].Instrument, _store.Gaps[2].Reason, _store.Gaps[2].Ticks));
    }

    [Fact]
    public async Task Bars_that_came_from_the_sources_history_are_made_again_from_the_ticks()
    {
        await using var harness = await WithAGapAsync(history: request => NaiveBars
            .Of(_market.Where(t => t.TsEvent >= request.From && t.TsEvent < request.To), request.Timeframe, t => t.A)
            .Select(b => b with { Source = BarSource.BrokerHistory, Volume = b.Volume + 7, OpenTsInit = b.TsOpen, CloseTsInit = b.TsEvent }));

        await UntilAsync(harness, () => GapIs(GapState.Filled) && SecondsFromTicks() >= _market.Count - 2);

        var expected = NaiveBars.Of(_market, Timeframe.Second1, t => t.A).ToDictionary(b => b.TsOpen, b => (b.Open, b.Close, b.Volume));
        foreach (var bar in _store.Bars.Where(b => b.Timeframe == Timeframe.Second1 && b.Source == BarSource.Ticks))
            Assert.Equal(expected[bar.TsOpen], (bar.Open, bar.Close, bar.Volume));
        Assert.Contains(_store.Bars, b => b.Timeframe == Timeframe.Second1 && b.Revision > 0);

        int SecondsFromTicks() => _store.Bars.Count(b => b.Timeframe == Timeframe.Second1 && b.Source == BarSource.Ticks);
    }

    [Fact]
    public async Task A_person_can_have_a_given_up_gap_filled_with_progress()
    {
        await using var harness = await WithAGapAsync(pages: 0, refusal: new FeedRequestException(162, "not now"));
        await UntilAsync(harness, () => GapIs(GapState.Unfillable));
        harness.Feed.Ticks = Pages(int.MaxValue);
        var order = new BackfillOrder(Key, [MarketEventKind.Trade], _market[0].TsEvent, harness.Now + UnixNanos.PerSecond);
        var (gaps, time) = await harness.Recorder.PlanAsync(order, CancellationToken.None);
        Assert.Equal(1, gaps);
        Assert.True(time > TimeSpan.FromSeconds(100));
        var reports = new List<BackfillProgress>();

        var result = await harness.Recorder.RunAsync(order, new Collect(reports), TestContext.Current.CancellationToken);

        Assert.Equal((1, 1, 0, (long)_market.Count - 2), (result.Gaps, result.Filled, result.Unfillable, result.Ticks));
        Assert.Equal(1, reports[^1].Fraction);
        Assert.Equal(reports.Select(r => r.Fraction).Order(), reports.Select(r => r.Fraction));
        Assert.True(reports.Count > 3);
    }

    [Fact]
    public async Task A_person_can_explain_a_gap_which_is_then_left_alone()
    {
        await using var harness = await WithAGapAsync(pages: 0, refusal: new FeedRequestException(162, "no"));
        await UntilAsync(harness, () => GapIs(GapState.Unfillable));

        var explained = await harness.Recorder.ExplainAsync(1, "exchange holiday", CancellationToken.None);

        Assert.Equal((GapState.Explained, "exchange holiday"), (explained!.State, explained.Explanation));
        Assert.Null(await harness.Recorder.ExplainAsync(99, "?", CancellationToken.None));
        var order = new BackfillOrder(Key, [MarketEventKind.Trade], _market[0].TsEvent, harness.Now);
        Assert.Equal(0, (await harness.Recorder.PlanAsync(order, CancellationToken.None)).Gaps);
    }

    /// <summary>A recorder that missed a minute or two of trades, one a second with values of their own.</summary>
    private async Task<RecorderHarness> WithAGapAsync(
        int pages = int.MaxValue, Exception? refusal = null, Func<BarHistoryRequest, IEnumerable<Bar>>? history = null, int? badAt = null)
    {
        var harness = await RecorderHarness.StartAsync(_store, _time);
        if (history is not null) harness.Feed.History = history;
        harness.Feed.Ticks = Pages(pages, refusal);
        await harness.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
        await harness.ListenAsync();
        await TradeAsync(harness);
        await harness.Feed.BecomeAsync(FeedState.Disconnected);
        for (var i = 0; i < 120; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var at = Timeframe.Second1.OpenOf(harness.Now);
            _market.Add(new MarketEvent(MarketEventKind.Trade, Key, i == badAt ? 0 : ++_value, 10, 0, 0, TickFlags.None, at, at));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        await harness.ListenAsync();
        await TradeAsync(harness);
        await harness.UntilAsync(() => _store.Gaps.Length == 1);
        return harness;
    }

    private async Task TradeAsync(RecorderHarness harness)
    {
        var tick = await harness.TradeAsync(++_value, 10);
        _market.Add(tick);
        await harness.UntilAsync(() => harness.Recorder.LatestTrade(Key)?.TsInit == tick.TsInit);
    }

    /// <summary>Pages of ten seconds, so many; then the refusal, or silence of the source for good.</summary>
    private Func<TickHistoryRequest, TickPage> Pages(int count, Exception? refusal = null) => request =>
    {
        if (count-- <= 0) throw refusal ?? new FeedUnavailableException("the connection ended");
        var next = request.From + 10 * UnixNanos.PerSecond;
        var to = next < request.To ? next : request.To;
        return new TickPage(
            [.. _market.Where(t => t.TsEvent >= request.From && t.TsEvent < to).Select(t => t with { TsInit = t.TsEvent, Stream = 0, Sequence = 0 })],
            next < request.To ? next : null);
    };

    private bool GapIs(GapState state) => _store.Gaps is [var gap] && gap.State == state;

    /// <summary>Lets time pass, a look of the recorder at a time, until it is so.</summary>
    private static Task UntilAsync(RecorderHarness harness, Func<bool> condition) => harness.PassUntilAsync(condition);

    private sealed class Collect(List<BackfillProgress> reports) : IProgress<BackfillProgress>
    {
        public void Report(BackfillProgress value) => reports.Add(value);
    }
}
