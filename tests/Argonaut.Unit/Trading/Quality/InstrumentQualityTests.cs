using System.Diagnostics;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Quality;
using Xunit;

namespace Argonaut.Unit.Trading.Quality;

/// <summary>What a line remembers: repeats, order, spikes, crosses.</summary>
public sealed class InstrumentQualityTests
{
    private readonly InstrumentQuality _quality = new(AnInstrument.Share);
    private UnixNanos _now = AnInstrument.Noon;

    [Fact]
    public void F_501_A_tick_with_the_sources_own_number_is_kept_once()
    {
        Assert.Equal(QualityRule.None, Check(AnInstrument.Trade("1", identity: 77)).Rule);
        Assert.Equal(QualityRule.None, Check(AnInstrument.Trade("1", identity: 78)).Rule);
        Assert.Equal(QualityRule.Duplicate, Check(AnInstrument.Trade("1", identity: 77)).Rule);
    }

    [Fact]
    public void F_501_A_number_counts_for_its_own_line()
    {
        Check(AnInstrument.Trade("1", identity: 77));
        Assert.Equal(QualityRule.None, Check(AnInstrument.Quote("1", "2") with { Identity = 77 }).Rule);
    }

    [Fact]
    public void F_501_An_equal_tick_without_a_number_is_kept_and_flagged()
    {
        var exact = AnInstrument.Noon + 123_456_789;
        Assert.Equal(0u, Check(AnInstrument.Trade("1", tsEvent: exact)).Marks);
        Assert.Equal(QualityRules.Bit(QualityRule.Repeated), Check(AnInstrument.Trade("1", tsEvent: exact)).Marks);
        Assert.Equal(0u, Check(AnInstrument.Trade("1", "200", tsEvent: exact)).Marks);
    }

    [Fact]
    public void F_501_Equal_ticks_of_one_whole_second_are_usual_until_the_second_is_long_over()
    {
        Check(AnInstrument.Trade("1"));
        _now += UnixNanos.PerSecond;
        Assert.Equal(0u, Check(AnInstrument.Trade("1")).Marks);
        _now += UnixNanos.PerSecond;
        Assert.Equal(QualityRules.Bit(QualityRule.Repeated), Check(AnInstrument.Trade("1")).Marks);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000_000)]
    [InlineData(UnixNanos.PerHour)]
    public void F_503_A_tick_before_the_one_before_it_is_flagged(long by)
    {
        Assert.Equal(0u, Check(AnInstrument.Trade("1")).Marks);
        Assert.Equal(QualityRules.Bit(QualityRule.OutOfOrder), Check(AnInstrument.Trade("1", tsEvent: AnInstrument.Noon - by)).Marks);
        Assert.Equal(0u, Check(AnInstrument.Trade("1", "200")).Marks);
    }

    [Fact]
    public void F_502_A_tick_of_a_closed_second_is_late()
    {
        Assert.Equal(QualityRules.Bit(QualityRule.Late), Check(AnInstrument.Trade("1"), frontier: AnInstrument.Noon + 1).Marks);
        Assert.Equal(0u, Check(AnInstrument.Trade("1", "200"), frontier: AnInstrument.Noon).Marks);
    }

    [Theory]
    [InlineData(5_000_000_000, 0, false)]
    [InlineData(5_000_000_001, 0, true)]
    [InlineData(95_000_000_000, 90_000_000_000, false)]
    [InlineData(95_000_000_001, 90_000_000_000, true)]
    public void F_405_A_tick_ahead_of_our_clock_and_of_its_sources_is_flagged(long ahead, long sourceAhead, bool isFlagged)
    {
        var (rule, marks, _) = Check(AnInstrument.Trade("1", tsEvent: AnInstrument.Noon + ahead), sourceAhead: sourceAhead);
        Assert.Equal((QualityRule.None, isFlagged ? QualityRules.Bit(QualityRule.Ahead) : 0u), (rule, marks));
    }

    [Fact]
    public void F_405_A_tick_of_the_future_does_not_make_the_present_late()
    {
        Check(AnInstrument.Trade("1", tsEvent: AnInstrument.Noon + UnixNanos.PerHour));
        Assert.Equal(0u, Check(AnInstrument.Trade("1")).Marks);
    }

    [Theory]
    [InlineData("149.99", 50, false)]
    [InlineData("150", 50, true)]
    [InlineData("50", 50, true)]
    [InlineData("50.01", 50, false)]
    [InlineData("110", 10, true)]
    public void F_506_A_spike_is_flagged_at_the_set_share(string price, int percent, bool isOutlier)
    {
        Check(AnInstrument.Trade("100"));
        Assert.Equal(isOutlier ? QualityRules.Bit(QualityRule.Outlier) : 0u, Check(AnInstrument.Trade(price), percent: percent).Marks);
    }

    [Fact]
    public void F_506_A_second_price_at_the_new_level_is_no_spike()
    {
        Check(AnInstrument.Trade("100"));
        Assert.Equal(QualityRules.Bit(QualityRule.Outlier), Check(AnInstrument.Trade("200")).Marks);
        Assert.Equal(0u, Check(AnInstrument.Trade("201")).Marks);
        Assert.Equal(QualityRules.Bit(QualityRule.Outlier), Check(AnInstrument.Trade("100", "5")).Marks);
    }

    [Fact]
    public void F_507_A_cross_of_a_millisecond_is_a_flag_and_one_of_ten_minutes_makes_the_instrument_suspect()
    {
        Assert.Equal(QualityRules.Bit(QualityRule.Crossed), Check(AnInstrument.Quote("1.02", "1.01")).Marks);
        _now += UnixNanos.PerMillisecond;
        Assert.False(Check(AnInstrument.Quote("1.00", "1.01", _now)).HasChanged);
        Assert.Null(_quality.SuspectSince);

        var since = _now;
        Check(AnInstrument.Quote("1.02", "1.01", _now));
        Assert.False(_quality.Pass(_now + (UnixNanos.PerMinute - 1)));
        Assert.True(_quality.Pass(_now + UnixNanos.PerMinute));
        Assert.False(_quality.Pass(_now + 10 * UnixNanos.PerMinute));
        Assert.Equal(since, _quality.SuspectSince);

        _now += 10 * UnixNanos.PerMinute;
        Assert.True(Check(AnInstrument.Quote("1.01", "1.01", _now)).HasChanged);
        Assert.Null(_quality.SuspectSince);
    }

    [Fact]
    public void A_new_definition_changes_the_grid_and_forgets_nothing()
    {
        Check(AnInstrument.Trade("100"));
        _quality.Renew(AnInstrument.Share with { PriceIncrement = Price.Parse("0.005") });
        Assert.Equal(0u, Check(AnInstrument.Trade("100.005")).Marks);
        Assert.Equal(QualityRules.Bit(QualityRule.Outlier), Check(AnInstrument.Trade("200")).Marks);
    }

    [Fact]
    public void Judging_a_tick_allocates_nothing()
    {
        var trades = Enumerable.Range(0, 1_000).Select(i => AnInstrument.Trade("100", $"{i + 1}", AnInstrument.Noon + i)).ToArray();
        var quotes = Enumerable.Range(0, 1_000).Select(i => AnInstrument.Quote("100", $"{101 + i % 3}", AnInstrument.Noon + i)).ToArray();
        void Run()
        {
            foreach (ref readonly var tick in trades.AsSpan()) Check(tick);
            foreach (ref readonly var tick in quotes.AsSpan()) Check(tick);
        }

        for (var i = 0; i < 1_000; i++) Run();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 500; i++) Run();
        TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalNanoseconds / (500 * (trades.Length + quotes.Length)):0.0} ns a tick");
        Assert.Equal(0, Allocations.Of(Run));
    }

    [Fact]
    public void F_514_What_is_remembered_of_an_instrument_is_small()
    {
        var all = new InstrumentQuality[5_000];
        var bytes = Allocations.Of(() =>
        {
            for (var i = 0; i < all.Length; i++) all[i] = new InstrumentQuality(AnInstrument.Share);
        });
        Assert.InRange(bytes / all.Length, 1, 2_048);
        GC.KeepAlive(all);
    }

    private (QualityRule Rule, uint Marks, bool HasChanged) Check(in MarketEvent tick, UnixNanos frontier = default, long sourceAhead = 0, int percent = 50)
    {
        var rule = _quality.Check(tick, new QualityContext(_now, frontier, sourceAhead, percent), UnixNanos.PerDay, out var marks, out var hasChanged);
        return (rule, marks, hasChanged);
    }
}
