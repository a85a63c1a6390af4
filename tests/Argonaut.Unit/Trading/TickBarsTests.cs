using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Trading.Bars;
using Xunit;

namespace Argonaut.Unit.Trading;

public class TickBarsTests
{
    private static readonly InstrumentKey Key = new(1);
    private static readonly UnixNanos Ten = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 10 * UnixNanos.PerHour;

    private readonly List<Bar> _closed = [];

    [Theory]
    [InlineData(PriceType.Bid, 100, 104, 98, 98)]
    [InlineData(PriceType.Ask, 110, 116, 104, 104)]
    [InlineData(PriceType.Mid, 105, 110, 101, 101)]
    public void U_063_A_bar_of_quotes_is_of_the_price_that_was_asked_for_and_has_no_volume(PriceType price, long open, long high, long low, long close)
    {
        var bars = Of(price, Quote(1, 1, 100, 110), Quote(2, 20, 104, 116), Quote(3, 59, 98, 104));

        var bar = Assert.Single(bars.Bars);
        Assert.Equal((open, high, low, close, 0L, null, null), (bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, bar.TradeCount, bar.Vwap));
    }

    [Theory]
    [InlineData(PriceType.Bid)]
    [InlineData(PriceType.Ask)]
    [InlineData(PriceType.Mid)]
    [InlineData(PriceType.Last)]
    public void U_063_Bars_are_those_of_the_builder_whatever_the_order_of_the_ticks(PriceType price)
    {
        var random = new Random(63);
        var ticks = Enumerable.Range(1, 2_000).Select(i => price == PriceType.Last
            ? Trade(i, random.Next(7_200), random.Next(90, 110)) : Quote(i, random.Next(7_200), random.Next(90, 110), random.Next(110, 120))).ToArray();
        var end = Ten + 2 * UnixNanos.PerHour;

        foreach (var timeframe in Timeframe.All.Where(t => t.Index <= Timeframe.Hour1.Index))
        {
            var builder = new BarBuilder(Key, price, Ten);
            var changes = new BarChanges();
            foreach (var tick in ticks.OrderBy(t => t.TsEvent).ThenBy(t => t.Sequence)) builder.Add(tick, changes);
            builder.Advance(end, changes);
            var shuffled = ticks.ToArray();
            random.Shuffle(shuffled);
            var bars = new TickBars(Key, price, timeframe, Ten);
            foreach (var tick in shuffled) bars.Add(tick);
            bars.Advance(end, _closed);

            Assert.Equal(changes.Closed.Where(b => b.Timeframe == timeframe).OrderBy(b => b.TsOpen), bars.Bars);
        }
    }

    [Fact]
    public void Time_closes_a_bar_once_and_a_late_tick_revises_it()
    {
        var bars = Of(PriceType.Bid, Quote(1, 5, 100, 110));
        bars.Advance(Ten + 60 * UnixNanos.PerSecond, _closed);
        bars.Advance(Ten + 61 * UnixNanos.PerSecond, _closed);

        var revised = bars.Add(Quote(2, 50, 103, 110));

        Assert.Equal((0, true), (Assert.Single(_closed).Revision, _closed[0].IsClosed));
        Assert.Equal((1, 103L, 103L), (revised!.Value.Revision, revised.Value.High, revised.Value.Close));
        Assert.False(bars.TryGetOpen(out _));
    }

    [Fact]
    public void The_open_bar_follows_each_tick()
    {
        var bars = Of(PriceType.Ask, Quote(1, 5, 100, 110));
        bars.Advance(Ten + 5 * UnixNanos.PerSecond, _closed);
        bars.Add(Quote(2, 6, 100, 112));

        Assert.True(bars.TryGetOpen(out var open));
        Assert.Equal((110L, 112L, false), (open.Open, open.Close, open.IsClosed));
    }

    [Fact]
    public void Ticks_of_intervals_that_are_not_kept_make_no_bar_of_a_part()
    {
        var bars = Of(PriceType.Bid, Quote(1, 5, 100, 110), Quote(2, 65, 101, 110), Quote(3, 125, 102, 110));
        bars.Keep(2);

        Assert.Null(bars.Add(Quote(4, 30, 99, 110)));
        Assert.Null(new TickBars(Key, PriceType.Bid, Timeframe.Minute1, Ten).Add(Quote(5, -5, 99, 110)));
        Assert.Equal([101L, 102L], bars.Bars.Select(b => b.Open));
    }

    private static TickBars Of(PriceType price, params MarketEvent[] ticks)
    {
        var bars = new TickBars(Key, price, Timeframe.Minute1, Ten);
        foreach (var tick in ticks) bars.Add(tick);
        return bars;
    }

    private static MarketEvent Quote(long sequence, int seconds, long bid, long ask) => new(
        MarketEventKind.Quote, Key, bid, ask, 1, 1, TickFlags.None, Ten + seconds * UnixNanos.PerSecond, Ten + seconds * UnixNanos.PerSecond + sequence, 2, sequence);

    private static MarketEvent Trade(long sequence, int seconds, long price) => new(
        MarketEventKind.Trade, Key, price, 3, 0, 0, TickFlags.None, Ten + seconds * UnixNanos.PerSecond, Ten + seconds * UnixNanos.PerSecond + sequence, 1, sequence);
}
