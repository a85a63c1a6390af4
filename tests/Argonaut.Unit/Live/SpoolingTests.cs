using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Lines;
using Argonaut.Unit.Journal;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>The store goes away, is slow or comes back older; ticks stay durable and arrive once (faults.md 1.1 and 3.2).</summary>
public class SpoolingTests
{
    private static readonly InstrumentKey Key = new(1);

    private readonly MemoryMarketStore _store = new();
    private readonly MemorySegmentFiles _files = new();
    private readonly ManualTimeProvider _time = new(RecorderHarness.Ten.ToDateTimeOffset());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F_201_While_the_store_is_away_ticks_are_acknowledged_from_the_spool_and_arrive_once_in_order()
    {
        await using var harness = await StartAsync();
        await harness.TradeAsync(100);
        await harness.UntilStoredAsync(1);

        harness.Store.IsDown = true;
        for (var i = 0; i < 20; i++) await harness.TradeAsync(101 + i);
        await harness.QuoteAsync(99, 101);
        await harness.UntilCountedAsync(c => c.Acknowledged == 22);
        var away = harness.Recorder.Counters;
        Assert.Equal((20L, 1L, 0L), (away.Of(MarketEventKind.Trade).Spooled, away.Of(MarketEventKind.Quote).Spooled, away.InFlight));
        Assert.Equal("down", away.StoreProblem?.Message);
        Assert.True(away.IsBalanced);

        harness.Store.IsDown = false;
        await RetryAsync(harness, () => harness.Store.Ticks.Length == 22);

        Assert.Equal(Enumerable.Range(1, 21).Select(i => (long)i), Sequences(MarketEventKind.Trade));
        await harness.UntilCountedAsync(c => c is { Spooled: 0, StoreProblem: null });
        await harness.TradeAsync(200);
        await harness.UntilStoredAsync(23);
        Assert.Empty(harness.Store.Gaps);
    }

    [Fact]
    public async Task F_206_A_commit_that_takes_longer_than_a_second_goes_to_the_spool_too_and_is_stored_once()
    {
        await using var harness = await StartAsync();
        var hold = harness.Store.Hold();
        await harness.TradeAsync(100);
        await harness.Time.WhenTimerIsSetAsync(RecorderHarness.Quick.SlowCommit, Ct);
        Assert.Equal(0, harness.Recorder.Counters.Acknowledged);

        harness.Time.Advance(RecorderHarness.Quick.SlowCommit);
        await harness.UntilCountedAsync(c => c.Acknowledged == 1);
        Assert.Equal(StoreFault.Slow, harness.Recorder.Counters.StoreProblem?.Fault);
        await harness.TradeAsync(101);
        await harness.UntilCountedAsync(c => c.Acknowledged == 2);

        harness.Store.Hold().SetResult();
        hold.SetResult();
        await harness.UntilCountedAsync(c => c is { Spooled: 0, StoreProblem: null });
        Assert.Equal([1L, 2L], Sequences(MarketEventKind.Trade));
    }

    [Fact]
    public async Task F_106_What_was_spooled_survives_the_process_and_the_numbers_go_on()
    {
        await using (var harness = await StartAsync())
        {
            await harness.TradeAsync(100);
            await harness.UntilStoredAsync(1);
            harness.Store.IsDown = true;
            for (var i = 0; i < 5; i++) await harness.TradeAsync(101);
            await harness.UntilCountedAsync(c => c.Acknowledged == 6);
        }

        _files.Crash(new Random(1));
        _store.IsDown = false;
        await using var next = await StartAsync();
        await next.TradeAsync(102);
        await next.UntilStoredAsync(7);

        Assert.Equal(Enumerable.Range(1, 7).Select(i => (long)i), Sequences(MarketEventKind.Trade));
    }

    [Fact]
    public async Task F_203_Without_the_store_at_the_start_ticks_are_shown_and_spooled_and_it_joins_when_it_comes()
    {
        await using (var harness = await StartAsync())
        {
            await harness.TradeAsync(100);
            await harness.UntilStoredAsync(1);
            await harness.StopAsync();
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        await using var late = await RecorderHarness.StartAsync(_store, _time, files: _files, isRecorded: false, isDown: true);
        await late.Recorder.Started.WaitAsync(Ct);
        await late.Feed.BecomeAsync(FeedState.Ready);
        Assert.Equal([Key], late.Recorder.Recorded);
        for (var i = 0; i < 3; i++) await late.TradeAsync(110 + i);
        await late.UntilCountedAsync(c => c.Acknowledged == 3);
        Assert.Equal(112, late.Recorder.LatestTrade(Key)?.A);

        _store.IsDown = false;
        await RetryAsync(late, () => _store.Gaps.Any(g => g.Reason == "process_down"));
        await RetryAsync(late, () => late.Recorder.TryGetOpenBar(Key, Timeframe.Hour1, out _));
        await late.TradeAsync(120);
        await late.UntilStoredAsync(5);

        Assert.Equal([1L, 1L, 2L, 3L, 4L], Sequences(MarketEventKind.Trade));
        Assert.Equal(2, _store.Ticks.Select(t => t.Stream).Distinct().Count());
        var gap = Assert.Single(_store.Gaps, g => g.Kind == MarketEventKind.Trade && g.Reason == "process_down");
        Assert.Equal((_store.Ticks[0].TsInit, _store.Ticks[1].TsInit), (gap.From, gap.To));
    }

    [Fact]
    public async Task F_210_A_server_that_lacks_its_last_commits_gets_them_again_and_the_rest_is_a_gap()
    {
        await using var harness = await StartAsync();
        for (var i = 0; i < 3; i++) await OneAsync(harness, i + 1);
        harness.Store.IsDown = true;
        await harness.TradeAsync(110);
        await harness.TradeAsync(111);
        await harness.UntilCountedAsync(c => c.Acknowledged == 5);
        harness.Store.IsDown = false;
        await RetryAsync(harness, () => harness.Recorder.Counters is { Spooled: 0, StoreProblem: null });
        await OneAsync(harness, 6);

        // The standby has the first two only. 4 and 5 are still in the spool, 3 and 6 are nowhere.
        harness.Store.Rewind(MarketEventKind.Trade, 2);
        harness.Store.Fail(MemoryMarketStore.CommitFault.BeforeCommit);
        await harness.TradeAsync(120);
        await RetryAsync(harness, () => harness.Store.Ticks.Length == 5 && harness.Recorder.Counters.Spooled == 0);

        Assert.Equal([1L, 2L, 4L, 5L, 7L], Sequences(MarketEventKind.Trade));
        Assert.Equal([(3L, 3L), (6L, 6L)], harness.Store.Gaps.Select(g => (g.FromSequence!.Value, g.ToSequence!.Value)));
        Assert.All(harness.Store.Gaps, g => Assert.Equal("storage", g.Reason));
        Assert.Equal(2, harness.Recorder.Gaps[GapCause.Storage]);
    }

    [Fact]
    public async Task F_204_When_store_and_spool_take_nothing_memory_fills_and_then_a_gap_row_names_what_is_lost()
    {
        await using var harness = await StartAsync(RecorderHarness.Quick with { StoreCapacityTicks = 4 });
        harness.Store.IsDown = true;
        _files.Capacity = 0;
        for (var i = 0; i < 12; i++) await harness.TradeAsync(100 + i);
        await RetryAsync(harness, () => harness.Recorder.Counters.RejectedByReason.GetValueOrDefault("not_stored") > 0);
        Assert.True(harness.Recorder.Counters.IsBalanced);
        Assert.NotNull(harness.Recorder.Counters.Spool.Problem);

        harness.Store.IsDown = false;
        await harness.TradeAsync(120);
        await RetryAsync(harness, () => harness.Recorder.Counters is { Acknowledged: > 0, InFlight: 0 } counters && counters.Received == 13);

        var counters = harness.Recorder.Counters;
        Assert.Equal(13, counters.Acknowledged + counters.Rejected);
        Assert.Equal(counters.Acknowledged, _store.Ticks.Length);
        var named = _store.Gaps.SelectMany(g => Enumerable.Range((int)g.FromSequence!, (int)(g.ToSequence! - g.FromSequence + 1))).Select(n => (long)n);
        Assert.Equal(Enumerable.Range(1, 13).Select(n => (long)n), named.Concat(Sequences(MarketEventKind.Trade)).Order());
        Assert.All(_store.Gaps, g => Assert.Equal("queue_overflow", g.Reason));
    }

    [Fact]
    public async Task What_was_spooled_for_one_database_does_not_go_to_another()
    {
        await using (var harness = await StartAsync())
        {
            await harness.TradeAsync(100);
            await harness.UntilStoredAsync(1);
            harness.Store.IsDown = true;
            await harness.TradeAsync(101);
            await harness.UntilCountedAsync(c => c.Acknowledged == 2);
        }

        var other = new MemoryMarketStore();
        await other.SaveInstrumentAsync(RecorderHarness.Aapl with { Id = InstrumentId.Parse("MSFT.NASDAQ") }, Ct);
        await using var next = await RecorderHarness.StartAsync(other, _time, files: _files, isRecorded: false);
        await next.UntilCountedAsync(c => c.StoreProblem is not null);

        Assert.Contains("not the database", next.Recorder.Counters.StoreProblem!.Message, StringComparison.Ordinal);
        Assert.Empty(other.Ticks);
    }

    [Fact]
    public async Task Whoever_waits_for_the_store_is_not_content_with_the_spool()
    {
        var other = await _store.SaveInstrumentAsync(RecorderHarness.Aapl with { Id = InstrumentId.Parse("MSFT.NASDAQ") }, Ct);
        await using var harness = await StartAsync();
        harness.Store.IsDown = true;
        await harness.TradeAsync(100);
        await harness.UntilCountedAsync(c => c.Acknowledged == 1);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => harness.Recorder.StartRecordingAsync(other.Key, Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct));
    }

    private static async Task OneAsync(RecorderHarness harness, int number)
    {
        await harness.TradeAsync(100 + number);
        await harness.UntilCountedAsync(c => c.Acknowledged == number && c.InFlight == 0);
    }

    /// <summary>Lets the waits between tries pass until something is so.</summary>
    private static async Task RetryAsync(RecorderHarness harness, Func<bool> condition)
    {
        for (var waited = 0; !condition(); waited++)
        {
            Assert.True(waited < 20_000, $"Not so after 1,000 s: {harness.Recorder.Counters}");
            if (harness.Running.IsFaulted) await harness.Running;
            harness.Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }

    private Task<RecorderHarness> StartAsync(LiveOptions? options = null) => RecorderHarness.StartListeningAsync(_store, _time, options, _files);

    private IEnumerable<long> Sequences(MarketEventKind kind) => _store.Ticks.Where(t => t.Kind == kind).Select(t => t.Sequence);
}
