using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Bars;
using Xunit;

namespace Argonaut.Unit.Trading;

public class BarBuilderTests
{
    private static readonly InstrumentKey Key = new(1);
    private static readonly UnixNanos Ten = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 10 * UnixNanos.PerHour;

    private readonly BarBuilder _builder = new(Key, PriceType.Last, Ten);
    private readonly BarChanges _changes = new();
    private long _sequence;

    [Fact]
    public void A_tick_on_the_boundary_opens_the_next_bar()
    {
        Trade(seconds: 59, price: 100);
        Trade(seconds: 60, price: 101);

        Assert.Equal(100, Closed(Timeframe.Minute1).Single().Close);
        Assert.Equal(101, Open(Timeframe.Minute1).Open);
    }

    [Fact]
    public void The_open_bar_follows_each_tick()
    {
        Trade(seconds: 1, price: 100);
        Trade(seconds: 1, price: 120);
        Trade(seconds: 2, price: 90);

        var hour = Open(Timeframe.Hour1);
        Assert.Equal((100, 120, 90, 90, 3), (hour.Open, hour.High, hour.Low, hour.Close, (int)hour.Volume));
    }

    [Fact]
    public void Time_closes_a_bar_without_a_further_tick()
    {
        Trade(seconds: 30, price: 100);

        _builder.Advance(Ten + 60 * UnixNanos.PerSecond, _changes);

        Assert.Single(Closed(Timeframe.Minute1));
        Assert.False(_builder.TryGetOpen(Timeframe.Minute1, out _));
        Assert.True(_builder.TryGetOpen(Timeframe.Hour1, out _));
    }

    [Fact]
    public void F_407_Intervals_that_end_together_after_a_stall_close_in_the_order_of_their_ends()
    {
        Trade(seconds: 2, price: 100);

        _builder.Advance(Ten + 40 * UnixNanos.PerDay, _changes);

        Assert.Equal(Timeframe.All, _changes.Closed.Select(b => b.Timeframe).OrderBy(t => t.Index));
        Assert.Equal(_changes.Closed.OrderBy(b => b.TsEvent).ThenBy(b => b.Timeframe.Index), _changes.Closed);
    }

    [Fact]
    public void A_late_tick_revises_the_closed_bar()
    {
        Trade(seconds: 10, price: 100);
        Trade(seconds: 70, price: 101);
        Trade(seconds: 20, price: 150);

        var revised = Closed(Timeframe.Minute1)[^1];
        Assert.Equal((1, 150L, 150L), (revised.Revision, revised.High, revised.Close));
    }

    [Fact]
    public void A_late_tick_older_than_memory_asks_for_a_rebuild_of_the_short_bars_and_still_counts_in_the_long_ones()
    {
        for (var second = 0; second < 60; second++) Trade(second, price: 100);
        Trade(seconds: 0, price: 200);

        Assert.Contains(_changes.Stale, s => s.Timeframe == Timeframe.Second1 && s.Open == Ten);
        Assert.Equal(200, Open(Timeframe.Hour1).High);
    }

    [Fact]
    public void A_part_of_history_completes_the_interval_in_which_recording_began()
    {
        Trade(seconds: 40, price: 100);
        var history = new Bar(
            Key, Timeframe.Second1, Ten - UnixNanos.PerSecond, 90, 130, 80, 95, 7, 2, 700, Ten - UnixNanos.PerSecond, Ten, BarSource.BrokerHistory,
            IsClosed: true, Revision: 0);

        _builder.AddPart(Timeframe.Day1, history, isWhole: false, _changes);

        var day = Open(Timeframe.Day1);
        Assert.Equal((90, 130, 80, 100, 8L), (day.Open, day.High, day.Low, day.Close, day.Volume));
        Assert.Equal(BarSource.BrokerHistory, day.Source);
    }

    [Fact]
    public void The_average_price_comes_from_whole_numbers()
    {
        Trade(seconds: 1, price: 100, size: 1);
        Trade(seconds: 1, price: 103, size: 2);

        Assert.Equal(102, Open(Timeframe.Second1).Vwap);
    }

    [Fact]
    public void A_sum_of_sizes_beyond_64_bits_stops_at_the_largest_value()
    {
        Trade(seconds: 1, price: 100, size: long.MaxValue);
        Trade(seconds: 1, price: 100, size: 5);

        var bar = Open(Timeframe.Second1);
        Assert.Equal((long.MaxValue, null), (bar.Volume, bar.Vwap));
    }

    [Theory]
    [InlineData(100, 102, 101)]
    [InlineData(100, 101, 100)]
    [InlineData(101, 102, 102)]
    [InlineData(-3, -2, -2)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue)]
    public void A_middle_is_rounded_half_to_even(long bid, long ask, long middle) => Assert.Equal(middle, MidPrice.Of(bid, ask));

    [Fact]
    public void A_tick_allocates_nothing()
    {
        var tick = new MarketEvent(MarketEventKind.Trade, Key, 100, 1, 0, 0, TickFlags.None, Ten, Ten, 1, 1);
        _builder.Add(tick, _changes);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 10_000; i++) _builder.Add(tick with { Sequence = i }, _changes);
        }));
    }

    private void Trade(int seconds, long price, long size = 1)
    {
        var at = Ten + seconds * UnixNanos.PerSecond;
        _sequence++;
        _builder.Add(new MarketEvent(MarketEventKind.Trade, Key, price, size, 0, 0, TickFlags.None, at, Ten + UnixNanos.PerHour + _sequence, 1, _sequence), _changes);
    }

    private Bar Open(Timeframe timeframe) => _builder.TryGetOpen(timeframe, out var bar) ? bar : throw new InvalidOperationException("No open bar.");

    private List<Bar> Closed(Timeframe timeframe) => [.. _changes.Closed.Where(b => b.Timeframe == timeframe)];
}
