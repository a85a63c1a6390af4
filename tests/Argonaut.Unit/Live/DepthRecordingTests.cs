using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Lines;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>Order books on their way from the feed to the store, and who may look at them meanwhile.</summary>
public class DepthRecordingTests
{
    private static readonly InstrumentKey Key = new(1);

    private readonly MemoryMarketStore _store = new();
    private readonly ManualTimeProvider _time = new(RecorderHarness.Ten.ToDateTimeOffset());
    private long _sent;

    [Fact]
    public async Task Deltas_are_numbered_in_a_stream_of_their_own_and_stored_in_order()
    {
        await using var harness = await ListenAsync();
        await SendAsync(harness, Clear, Add(OrderSide.Buy, 100, 5), Add(OrderSide.Sell, 101, 6));
        await harness.TradeAsync(100);

        await harness.UntilStoredAsync(4);

        var deltas = _store.Ticks.Where(t => t.Kind == MarketEventKind.BookDelta).ToList();
        Assert.Equal([1, 2, 3], deltas.Select(d => d.Sequence));
        Assert.NotEqual(deltas[0].Stream, Assert.Single(_store.Ticks, t => t.Kind == MarketEventKind.Trade).Stream);
        Assert.Equal([BookAction.Clear, BookAction.Add, BookAction.Add], deltas.Select(d => d.BookDelta.Action));
        var counters = harness.Recorder.Counters;
        var depth = counters.Of(MarketEventKind.BookDelta);
        Assert.Equal((3, 3, 1), (depth.Received, depth.Acknowledged, counters.Of(MarketEventKind.Trade).Received));
    }

    [Fact]
    public async Task A_stream_goes_on_behind_what_the_store_has_after_a_restart()
    {
        await using (var first = await ListenAsync())
        {
            await SendAsync(first, Clear, Add(OrderSide.Buy, 100, 5));
            await first.UntilStoredAsync(2);
            await first.StopAsync();
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        await using var second = await ListenAsync();
        await SendAsync(second, Clear);
        await second.UntilStoredAsync(3);

        Assert.Equal([1, 2, 3], _store.Ticks.Select(t => t.Sequence));
    }

    [Fact]
    public async Task The_book_is_that_of_the_last_whole_update()
    {
        await using var harness = await ListenAsync();
        await SendAsync(harness, Clear, Add(OrderSide.Buy, 100, 5), Add(OrderSide.Buy, 99, 7), Add(OrderSide.Sell, 102, 6));
        await harness.UntilTicksAsync(4);
        var before = harness.Recorder.Book(Key, 10);

        await SendAsync(harness, Delta(BookAction.Delete, OrderSide.Buy, 100, 0, RecordFlags.None));
        await harness.UntilTicksAsync(5);
        var half = harness.Recorder.Book(Key, 10);
        await SendAsync(harness, Add(OrderSide.Buy, 101, 8));
        await harness.UntilTicksAsync(6);

        Assert.Equal([new BookLevel(100, 5), new BookLevel(99, 7)], before!.Bids);
        Assert.Equal([new BookLevel(102, 6)], before.Asks);
        Assert.Equal((before.Updates, before.Sequence), (half!.Updates, half.Sequence));
        var after = harness.Recorder.Book(Key, 1)!;
        Assert.Equal([new BookLevel(101, 8)], after.Bids);
        Assert.Equal((before.Updates + 1, 6), (after.Updates, after.Sequence));
    }

    [Fact]
    public async Task A_book_whose_source_has_not_shown_it_whole_is_not_shown()
    {
        await using var harness = await ListenAsync();
        await SendAsync(harness, Add(OrderSide.Buy, 100, 5));
        await harness.UntilTicksAsync(1);

        Assert.Null(harness.Recorder.Book(Key, 10));
    }

    [Fact]
    public async Task A_book_makes_no_bars()
    {
        await using var harness = await ListenAsync();
        await SendAsync(harness, Clear, Add(OrderSide.Buy, 100, 5));
        await harness.UntilTicksAsync(2);
        await harness.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Empty(harness.BarsHeard);
    }

    [Fact]
    public async Task Depth_is_switched_on_and_off_beside_trades_and_quotes()
    {
        await using var harness = await RecorderHarness.StartListeningAsync(_store, _time);
        var depth = KindSet.Of(MarketEventKind.BookDelta);
        await harness.Recorder.StartRecordingAsync(Key, depth, TestContext.Current.CancellationToken);
        Assert.Equal((KindSet.Ticks, KindSet.Ticks), (harness.Recorder.KindsOf(Key), harness.Feed.Kinds[Key]));
        await SendAsync(harness, Clear, Add(OrderSide.Buy, 100, 5));
        await harness.UntilTicksAsync(2);
        Assert.NotNull(harness.Recorder.Book(Key, 10));

        await harness.Recorder.StopRecordingAsync(Key, depth, TestContext.Current.CancellationToken);

        Assert.Equal((KindSet.TradesAndQuotes, KindSet.TradesAndQuotes), (harness.Recorder.KindsOf(Key), harness.Feed.Kinds[Key]));
        Assert.Equal([new Recording(Key, KindSet.TradesAndQuotes)], await _store.LoadSubscriptionsAsync(CancellationToken.None));
        Assert.Null(harness.Recorder.Book(Key, 10));
        Assert.Empty(_store.Gaps);
        await SendAsync(harness, Add(OrderSide.Buy, 101, 5));
        await harness.UntilTicksAsync(3);
        Assert.Null(harness.Recorder.Book(Key, 10));
    }

    [Fact]
    public async Task A_gap_of_a_book_has_its_kind_and_says_that_nothing_can_fill_it()
    {
        await using var harness = await ListenAsync();
        await SayAsync(harness, LineState.Requested);
        await SendAsync(harness, Clear, Add(OrderSide.Buy, 100, 5));
        await harness.UntilTicksAsync(2);
        Assert.Equal(LineState.Flowing, LineOf(harness)?.State);
        var lost = harness.Now;
        await SayAsync(harness, LineState.Requested, GapCause.BookBroken);
        await harness.PassAsync(TimeSpan.FromSeconds(3));
        await harness.UntilAsync(() => LineOf(harness)?.State == LineState.Requested);

        await SendAsync(harness, Clear);
        await harness.UntilAsync(() => _store.Gaps.Length == 1);
        await harness.PassUntilAsync(() => _store.Gaps is [{ State: GapState.Unfillable }]);

        var gap = Assert.Single(_store.Gaps);
        Assert.Equal((MarketEventKind.BookDelta, "book_broken", "No source keeps the history of order books."), (gap.Kind, gap.Reason, gap.Explanation));
        Assert.True(gap.From >= lost - UnixNanos.PerSecond && gap.To > lost);
        Assert.Empty(harness.Feed.TickRequests);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(100, -1)]
    public async Task A_level_without_a_price_or_of_a_negative_size_is_refused(long price, long size)
    {
        await using var harness = await ListenAsync();
        await SendAsync(harness, Clear, Add(OrderSide.Buy, price, size), Add(OrderSide.Buy, 100, 5));
        await harness.UntilTicksAsync(2);

        Assert.Equal(1, harness.Recorder.Counters.Rejected);
        Assert.Equal([new BookLevel(100, 5)], harness.Recorder.Book(Key, 10)!.Bids);
    }

    private static LineView? LineOf(RecorderHarness harness) => harness.Recorder.LineOf(Key, MarketEventKind.BookDelta);

    private static BookDelta Clear => new(Key, BookAction.Clear, OrderSide.NoOrderSide, 0, 0, RecordFlags.Snapshot | RecordFlags.Last, default, default);

    private static BookDelta Add(OrderSide side, long price, long size) => Delta(BookAction.Add, side, price, size, RecordFlags.Last);

    private static BookDelta Delta(BookAction action, OrderSide side, long price, long size, RecordFlags flags) =>
        new(Key, action, side, price, size, flags, default, default);

    private static Task SayAsync(RecorderHarness harness, LineState state, GapCause cause = GapCause.None) => harness.Feed.SayAsync(
        FeedState.Ready, new LineStatus(Key, MarketEventKind.BookDelta, state, "order book requested", default, cause));

    private async Task SendAsync(RecorderHarness harness, params BookDelta[] deltas)
    {
        foreach (var delta in deltas)
        {
            var at = harness.Now + ++_sent;
            await harness.Feed.SendAsync(MarketEvent.From(delta with { TsEvent = at, TsInit = at }));
        }
    }

    private async Task<RecorderHarness> ListenAsync()
    {
        var harness = await RecorderHarness.StartAsync(_store, _time, kinds: KindSet.Ticks);
        await harness.Recorder.Started.WaitAsync(TestContext.Current.CancellationToken);
        await harness.ListenAsync();
        return harness;
    }
}
