using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Live;
using Argonaut.Live.Storing;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Lines;
using Argonaut.Unit.Journal;
using Microsoft.Extensions.Logging.Abstractions;
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
        await harness.RetryUntilAsync(() => harness.Store.Ticks.Length == 22);

        Assert.Equal(Enumerable.Range(1, 21).Select(i => (long)i), Sequences(MarketEventKind.Trade));
        await harness.UntilCountedAsync(c => c is { Spooled: 0, StoreProblem: null });
        await harness.TradeAsync(200);
        await harness.UntilStoredAsync(23);
        Assert.Empty(harness.Store.Gaps);
    }

    [Fact]
    public async Task F_201_Changes_of_a_book_are_acknowledged_from_the_spool_survive_the_process_and_arrive_once_as_they_were()
    {
        var sent = new List<MarketEvent>();
        await using (var harness = await StartAsync())
        {
            sent.Add(await harness.DeltaAsync(0, BookAction.Clear));
            sent.Add(await harness.DeltaAsync(100));
            await harness.UntilStoredAsync(2);
            harness.Store.IsDown = true;
            for (var i = 0; i < 5; i++) sent.Add(await harness.DeltaAsync(101 + i, side: i % 2 == 0 ? OrderSide.Buy : OrderSide.Sell));
            sent.Add(await harness.DeltaAsync(101, BookAction.Delete));
            await harness.TradeAsync(100);
            await harness.UntilCountedAsync(c => c.Acknowledged == 9);
            var away = harness.Recorder.Counters;
            Assert.Equal((8L, 8L, 6L, 0L), (Depth(away).Received, Depth(away).Acknowledged, Depth(away).Spooled, Depth(away).InFlight));
            Assert.All(away.Kinds, k => Assert.True(k.IsBalanced));
            Assert.Equal(new TickTotals(1, 0, 6), away.Spool.Waiting);
        }

        _files.Crash(new Random(1));
        Assert.Equal(2, _store.Ticks.Length);
        _store.IsDown = false;
        await using var next = await StartAsync();
        Assert.Equal(0, next.Recorder.Counters.Spooled);
        sent.Add(await next.DeltaAsync(0, BookAction.Clear));
        await next.UntilStoredAsync(10);

        var stored = _store.Ticks.Where(t => t.Kind == MarketEventKind.BookDelta).ToList();
        Assert.Equal(Enumerable.Range(1, 9).Select(i => (long)i), stored.Select(t => t.Sequence));
        Assert.Equal(sent, stored.Select(t => t with { Stream = 0, Sequence = 0 }));
        Assert.NotEqual(stored[0].Stream, Assert.Single(_store.Ticks, t => t.Kind == MarketEventKind.Trade).Stream);
        Assert.Single(stored.Select(t => t.Stream).Distinct());
        Assert.Empty(_store.Gaps);
    }

    [Theory]
    [InlineData(MarketEventKind.Trade)]
    [InlineData(MarketEventKind.BookDelta)]
    public async Task F_206_A_commit_that_takes_longer_than_a_second_goes_to_the_spool_too_and_is_stored_once(MarketEventKind kind)
    {
        await using var harness = await StartAsync();
        var hold = harness.Store.Hold();
        await SendAsync(harness, kind, 100);
        await harness.Time.WhenTimerIsSetAsync(RecorderHarness.Quick.SlowCommit, Ct);
        Assert.Equal(0, harness.Recorder.Counters.Acknowledged);

        harness.Time.Advance(RecorderHarness.Quick.SlowCommit);
        await harness.UntilCountedAsync(c => c.Acknowledged == 1);
        Assert.Equal(StoreFault.Slow, harness.Recorder.Counters.StoreProblem?.Fault);
        await SendAsync(harness, kind, 101);
        await harness.UntilCountedAsync(c => c.Acknowledged == 2);

        harness.Store.Hold().SetResult();
        hold.SetResult();
        await harness.UntilCountedAsync(c => c is { Spooled: 0, StoreProblem: null });
        Assert.Equal([1L, 2L], Sequences(kind));
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
            await harness.DeltaAsync(0, BookAction.Clear);
            await harness.UntilStoredAsync(2);
            await harness.StopAsync();
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        await using var late = await RecorderHarness.StartAsync(_store, _time, files: _files, isRecorded: false, isDown: true);
        await late.Recorder.Started.WaitAsync(Ct);
        await late.Feed.BecomeAsync(FeedState.Ready);
        Assert.Equal([Key], late.Recorder.Recorded);
        Assert.Equal(KindSet.Ticks, late.Feed.Kinds[Key]);
        for (var i = 0; i < 3; i++) await late.TradeAsync(110 + i);
        await late.DeltaAsync(0, BookAction.Clear);
        await late.DeltaAsync(100);
        await late.UntilCountedAsync(c => c.Acknowledged == 5);
        Assert.Equal(112, late.Recorder.LatestTrade(Key)?.A);
        Assert.Equal([new BookLevel(100, 5)], late.Recorder.Book(Key, 10)!.Bids);

        _store.IsDown = false;
        await late.RetryUntilAsync(() => _store.Gaps.Count(g => g.Reason == "process_down") == 2);
        await late.RetryUntilAsync(() => late.Recorder.TryGetOpenBar(Key, Timeframe.Hour1, out _));
        await late.TradeAsync(120);
        await late.DeltaAsync(101);
        await late.UntilStoredAsync(9);

        foreach (var (kind, sequences) in (IEnumerable<(MarketEventKind, long[])>)[(MarketEventKind.Trade, [1, 1, 2, 3, 4]), (MarketEventKind.BookDelta, [1, 1, 2, 3])])
        {
            var ticks = _store.Ticks.Where(t => t.Kind == kind).ToList();
            Assert.Equal(sequences, ticks.Select(t => t.Sequence));
            Assert.Equal(2, ticks.Select(t => t.Stream).Distinct().Count());
            var gap = Assert.Single(_store.Gaps, g => g.Kind == kind && g.Reason == "process_down");
            Assert.Equal((ticks[0].TsInit, ticks[1].TsInit), (gap.From, gap.To));
        }
    }

    [Theory]
    [InlineData(MarketEventKind.Trade)]
    [InlineData(MarketEventKind.BookDelta)]
    public async Task F_210_A_server_that_lacks_its_last_commits_gets_them_again_and_the_rest_is_a_gap(MarketEventKind kind)
    {
        await using var harness = await StartAsync();
        for (var i = 0; i < 3; i++) await OneAsync(harness, kind, i + 1);
        harness.Store.IsDown = true;
        await SendAsync(harness, kind, 110);
        await SendAsync(harness, kind, 111);
        await harness.UntilCountedAsync(c => c.Acknowledged == 5);
        harness.Store.IsDown = false;
        await harness.RetryUntilAsync(() => harness.Recorder.Counters is { Spooled: 0, StoreProblem: null });
        await OneAsync(harness, kind, 6);

        // The standby has the first two only. 4 and 5 are still in the spool, 3 and 6 are nowhere.
        harness.Store.Rewind(kind, 2);
        harness.Store.Fail(MemoryMarketStore.CommitFault.BeforeCommit);
        await SendAsync(harness, kind, 120);
        await harness.RetryUntilAsync(() => harness.Store.Ticks.Length == 5 && harness.Recorder.Counters.Spooled == 0);

        Assert.Equal([1L, 2L, 4L, 5L, 7L], Sequences(kind));
        Assert.Equal([(3L, 3L), (6L, 6L)], harness.Store.Gaps.Select(g => (g.FromSequence!.Value, g.ToSequence!.Value)));
        Assert.All(harness.Store.Gaps, g => Assert.Equal((kind, "storage"), (g.Kind, g.Reason)));
        Assert.Equal(2, harness.Recorder.Gaps[GapCause.Storage]);
    }

    [Fact]
    public async Task F_210_Numbers_of_an_earlier_process_that_a_standby_lacks_are_a_gap_and_are_not_given_out_again()
    {
        await using (var first = await StartAsync())
        {
            for (var i = 0; i < 3; i++) await OneAsync(first, MarketEventKind.Trade, i + 1);
            await first.StopAsync();
        }

        await using var second = await StartAsync();
        second.Store.Rewind(MarketEventKind.Trade, 2);
        second.Store.Fail(MemoryMarketStore.CommitFault.BeforeCommit);
        await second.TradeAsync(120);
        await second.RetryUntilAsync(() => second.Store.Ticks.Length == 3 && second.Recorder.Counters.Spooled == 0);

        Assert.Equal([1L, 2L, 4L], Sequences(MarketEventKind.Trade));
        var gap = Assert.Single(_store.Gaps);
        Assert.Equal((3L, 3L, "storage"), (gap.FromSequence, gap.ToSequence, gap.Reason));
    }

    [Fact]
    public async Task F_210_What_an_earlier_process_had_brought_is_sent_again_also_when_the_first_try_fails()
    {
        await using (var first = await StartAsync())
        {
            await SpoolAsync(first, 3);
            first.Store.IsDown = false;
            await first.RetryUntilAsync(() => _store.Ticks.Length == 3 && first.Recorder.Counters is { Spooled: 0, StoreProblem: null });
            await first.StopAsync();
        }

        _store.Rewind(MarketEventKind.Trade, 1);
        _store.Fail(MemoryMarketStore.CommitFault.BeforeCommit);
        await using var second = await RecorderHarness.StartAsync(_store, _time, RecorderHarness.Quick with { KeepsGaps = false }, files: _files);
        await second.RetryUntilAsync(() => second.Recorder.Started.IsCompletedSuccessfully);

        Assert.Equal([1L, 2L, 3L], Sequences(MarketEventKind.Trade));
        Assert.Empty(_store.Gaps);
    }

    [Fact]
    public async Task F_210_What_an_earlier_process_had_spooled_is_sent_again_when_only_that_is_lacking()
    {
        await using (var first = await StartAsync()) await SpoolAsync(first, 5);
        _store.IsDown = false;
        await using var second = await RecorderHarness.StartAsync(
            _store, _time, RecorderHarness.Quick with { KeepsGaps = false }, isRecorded: false, files: _files, isDown: true);
        await second.Recorder.Started.WaitAsync(Ct);
        await second.Feed.BecomeAsync(FeedState.Ready);
        await second.TradeAsync(120);
        await second.UntilCountedAsync(c => c.Acknowledged == 1);
        _store.IsDown = false;
        await second.RetryUntilAsync(() => second.Recorder.TryGetOpenBar(Key, Timeframe.Hour1, out _) && second.Recorder.Counters is { Spooled: 0, StoreProblem: null });

        _store.Rewind(MarketEventKind.Trade, 3);
        _store.Fail(MemoryMarketStore.CommitFault.BeforeCommit);
        await second.TradeAsync(121);
        await second.RetryUntilAsync(() => _store.Ticks.Length == 7 && second.Recorder.Counters is { Spooled: 0, StoreProblem: null });

        Assert.Equal([1L, 1L, 2L, 2L, 3L, 4L, 5L], Sequences(MarketEventKind.Trade).Order());
        Assert.Empty(_store.Gaps);
    }

    [Fact]
    public async Task F_210_A_standby_that_takes_over_during_the_start_does_not_set_the_numbers_back()
    {
        await using (var harness = await StartAsync())
        {
            for (var i = 0; i < 3; i++) await OneAsync(harness, MarketEventKind.Trade, i + 1);
            await harness.StopAsync();
        }

        using var spool = RecorderHarness.NewSpool(_time);
        var replay = new SpoolReplay(spool, _store, "IB", RecorderHarness.Quick, _time, NullLogger.Instance)
        {
            StreamSource = "IB", OnProblem = _ => { }, OnBooksLost = () => { },
        };
        await replay.CatchUpAsync(Ct);
        _store.Rewind(MarketEventKind.Trade, 2);

        Assert.Equal(3, replay.PositionOf(MarketEventKind.Trade).LastSequence);
    }

    [Theory]
    [InlineData(MarketEventKind.Trade)]
    [InlineData(MarketEventKind.BookDelta)]
    public async Task F_204_When_store_and_spool_take_nothing_memory_fills_and_then_a_gap_row_names_what_is_lost(MarketEventKind kind)
    {
        await using var harness = await StartAsync(RecorderHarness.Quick with { StoreCapacityTicks = 4 });
        harness.Store.IsDown = true;
        _files.Capacity = 0;
        for (var i = 0; i < 12; i++) await SendAsync(harness, kind, 100 + i);
        await harness.RetryUntilAsync(() => harness.Recorder.Counters.RejectedByReason.GetValueOrDefault("not_stored") > 0);
        Assert.True(harness.Recorder.Counters.IsBalanced);
        Assert.NotNull(harness.Recorder.Counters.Spool.Problem);
        Assert.Empty(AskedForBooks(harness));

        harness.Store.IsDown = false;
        await SendAsync(harness, kind, 120);
        await harness.RetryUntilAsync(() => harness.Recorder.Counters is { Acknowledged: > 0, InFlight: 0 } counters && counters.Received == 13);

        var counters = harness.Recorder.Counters;
        Assert.Equal(13, counters.Acknowledged + counters.Rejected);
        Assert.Equal(counters.Acknowledged, _store.Ticks.Length);
        var named = _store.Gaps.SelectMany(g => Enumerable.Range((int)g.FromSequence!, (int)(g.ToSequence! - g.FromSequence + 1))).Select(n => (long)n);
        Assert.Equal(Enumerable.Range(1, 13).Select(n => (long)n), named.Concat(Sequences(kind)).Order());
        Assert.All(_store.Gaps, g => Assert.Equal((kind, "queue_overflow"), (g.Kind, g.Reason)));
        Assert.Equal(counters.Rejected, counters.Of(kind).RejectedByReason["not_stored"]);
        if (kind == MarketEventKind.Trade) Assert.Empty(AskedForBooks(harness));
        else await harness.RetryUntilAsync(() => AskedForBooks(harness) is [var asked, ..] && asked == (Key, kind));
    }

    /// <summary>Not those of silent lines: time leaps from retry to retry, and a loaded machine makes many of them.</summary>
    private static List<(InstrumentKey Instrument, MarketEventKind Kind)> AskedForBooks(RecorderHarness harness)
    {
        lock (harness.Feed.AskedAgain)
            return [.. harness.Feed.AskedAgain.Zip(harness.Feed.AskedAgainBecause).Where(a => a.Second.Contains("order book were lost", StringComparison.Ordinal)).Select(a => a.First)];
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

        await Assert.ThrowsAsync<StoreUnavailableException>(() => harness.Recorder.StartRecordingAsync(other.Key, KindSet.TradesAndQuotes, Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct));
    }

    [Fact]
    public async Task F_205_A_full_store_says_how_much_space_what_waits_needs()
    {
        await using var harness = await StartAsync();
        harness.Store.Refusal = new StoreDiagnosis(StoreFault.StorageFull, "The disk is full.") { BytesPerTick = 100_000 };
        for (var i = 0; i < 12; i++) await harness.TradeAsync(100 + i);
        await harness.UntilCountedAsync(c => c is { Acknowledged: 12, StoreProblem: not null });

        Assert.Equal("The disk is full. The 12 ticks that wait need about 2 MB there.", harness.Recorder.Counters.StoreProblem!.Message);

        harness.Store.Refusal = null;
        await harness.RetryUntilAsync(() => harness.Recorder.Counters is { Spooled: 0, StoreProblem: null });
        Assert.Equal(12, _store.Ticks.Length);
    }

    [Fact]
    public async Task Nobody_waits_for_a_replay_that_has_ended()
    {
        using var spool = RecorderHarness.NewSpool(_time);
        var now = RecorderHarness.Ten;
        spool.Append("IB", new StoreBatch { Trades = new[] { new MarketEvent(MarketEventKind.Trade, Key, 100, 1, 0, 0, TickFlags.None, now, now, 0, 1) } });
        var replay = new SpoolReplay(spool, _store, "IB", RecorderHarness.Quick, _time, NullLogger.Instance) { StreamSource = "IB", OnProblem = _ => { }, OnBooksLost = () => { } };
        _store.Hold();
        using var stop = new CancellationTokenSource();
        var running = replay.RunAsync(stop.Token);
        var near = replay.IsNearAsync(Ct);
        Assert.False(near.IsCompleted);

        await stop.CancelAsync();

        Assert.False(await near.WaitAsync(TimeSpan.FromSeconds(20), Ct));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static TickCounters Depth(IngestCounters counters) => counters.Of(MarketEventKind.BookDelta);

    private static Task<MarketEvent> SendAsync(RecorderHarness harness, MarketEventKind kind, long price) =>
        kind == MarketEventKind.Trade ? harness.TradeAsync(price) : harness.DeltaAsync(price);

    /// <summary>The store goes away and stays away; each trade is a batch of its own.</summary>
    private static async Task SpoolAsync(RecorderHarness harness, int trades)
    {
        harness.Store.IsDown = true;
        for (var i = 1; i <= trades; i++) await OneAsync(harness, MarketEventKind.Trade, i);
    }

    private static async Task OneAsync(RecorderHarness harness, MarketEventKind kind, int number)
    {
        await SendAsync(harness, kind, 100 + number);
        await harness.UntilCountedAsync(c => c.Acknowledged == number && c.InFlight == 0);
    }

    /// <summary>Without gaps of silent lines: time passes here without a market.</summary>
    private Task<RecorderHarness> StartAsync(LiveOptions? options = null) =>
        RecorderHarness.StartListeningAsync(_store, _time, (options ?? RecorderHarness.Quick) with { KeepsGaps = false }, _files, KindSet.Ticks);

    private IEnumerable<long> Sequences(MarketEventKind kind) => _store.Ticks.Where(t => t.Kind == kind).Select(t => t.Sequence);
}
