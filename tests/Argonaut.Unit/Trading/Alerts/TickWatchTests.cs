using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Alerts;
using Argonaut.Unit.Trading.Quality;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Trading.Alerts;

public class TickWatchTests
{
    private static readonly Instrument Share = AnInstrument.Share;

    private static AlertRule Rule(AlertKind kind, string threshold, AlertDirection? direction = null, int? window = null) => new()
    {
        Id = 1, Name = "rule", Kind = kind, Instrument = Share.Id, Threshold = Price.Parse(threshold), Direction = direction, WindowSeconds = window,
    };

    private static MarketEvent Trade(string price, double second = 0, long size = 100, TickFlags flags = TickFlags.None)
    {
        var at = UnixNanos.FromSeconds(1_767_623_400) + (long)(second * UnixNanos.PerSecond);
        return new MarketEvent(MarketEventKind.Trade, Share.Key, Mantissa(price), size * 100_000_000, 0, 0, flags, at, at);
    }

    private static MarketEvent Quote(string bid, string ask)
    {
        var at = UnixNanos.FromSeconds(1_767_623_400);
        return new MarketEvent(MarketEventKind.Quote, Share.Key, Mantissa(bid), Mantissa(ask), 1, 1, TickFlags.None, at, at);
    }

    private static long Mantissa(string price)
    {
        var parsed = Price.Parse(price);
        return parsed.Mantissa * (long)Math.Pow(10, Share.PriceScale - parsed.Precision);
    }

    private static List<int> FiringsOf(AlertRule rule, params MarketEvent[] ticks)
    {
        var watch = TickWatch.Of(rule, Share);
        return [.. ticks.Select((tick, i) => (tick, i)).Where(t => watch.OnTick(t.tick) is not null).Select(t => t.i)];
    }

    [Theory]
    [InlineData(AlertDirection.Up, "189 189.99 190 190 191 190 189 190.01", new[] { 2, 7 })]
    [InlineData(AlertDirection.Down, "191 190.01 190 190 189 190 191 189.5", new[] { 2, 7 })]
    [InlineData(AlertDirection.Both, "189 191 189 190 189 190 191", new[] { 1, 2, 3, 5 })]
    [InlineData(null, "190 189 190", new[] { 2 })]
    [InlineData(AlertDirection.Up, "191 192", new int[0])]
    public void U_163_A_price_fires_when_it_comes_to_the_threshold_from_the_other_side(AlertDirection? direction, string prices, int[] expected)
    {
        var ticks = prices.Split(' ').Select((price, i) => Trade(price, i)).ToArray();
        Assert.Equal(expected, FiringsOf(Rule(AlertKind.PriceCross, "190.00", direction), ticks));
    }

    [Fact]
    public void A_threshold_finer_than_the_prices_is_compared_exactly() =>
        Assert.Equal([1], FiringsOf(Rule(AlertKind.PriceCross, "190.0000000001"), Trade("190"), Trade("190.01")));

    [Theory]
    [InlineData(TickFlags.Outlier)]
    [InlineData(TickFlags.Late)]
    [InlineData(TickFlags.OutOfOrder)]
    [InlineData(TickFlags.Ahead)]
    public void A_tick_that_looks_wrong_fires_nothing(TickFlags flags) =>
        Assert.Empty(FiringsOf(Rule(AlertKind.PriceCross, "190"), Trade("189"), Trade("1900", flags: flags), Trade("189")));

    [Fact]
    public void The_sentence_says_the_price_the_threshold_and_the_side()
    {
        var watch = TickWatch.Of(Rule(AlertKind.PriceCross, "190.00"), Share);
        watch.OnTick(Trade("189.90"));
        Assert.Equal($"{Share.Id.Value} is at 190.20, above 190.00, coming from below.", watch.OnTick(Trade("190.20")));
    }

    [Fact]
    public void U_163_A_move_counts_from_the_extreme_of_its_window()
    {
        var rule = Rule(AlertKind.PercentMove, "1.0", AlertDirection.Both, 60);
        // 100 leaves the window before 101 comes; 99.99 to 101 is a rise of more than one percent.
        Assert.Empty(FiringsOf(rule, Trade("100", 0), Trade("100.50", 30), Trade("101", 61)));
        Assert.Equal([2], FiringsOf(rule, Trade("100", 0), Trade("100.50", 30), Trade("101", 60)));
        Assert.Equal([1], FiringsOf(rule, Trade("100", 0), Trade("99", 1), Trade("98.99", 2)));
        Assert.Equal([1, 3], FiringsOf(rule, Trade("100", 0), Trade("101", 1), Trade("100.50", 70), Trade("101.51", 80)));
    }

    [Fact]
    public void U_163_A_spread_and_a_volume_fire_once_until_they_are_over()
    {
        Assert.Equal([1, 4], FiringsOf(
            Rule(AlertKind.Spread, "0.05"), Quote("1.00", "1.04"), Quote("1.00", "1.05"), Quote("1.00", "1.06"), Quote("1.00", "1.01"), Quote("1.00", "1.05")));
        Assert.Equal([2, 5], FiringsOf(
            Rule(AlertKind.Volume, "300", window: 10), Trade("1", 0), Trade("1", 1), Trade("1", 2), Trade("1", 3), Trade("1", 20), Trade("1", 21, 250)));
    }

    [Fact]
    public void The_extremes_of_a_window_are_those_of_its_numbers_to_a_second() =>
        Prop.ForAll<(byte Step, byte Value)[]>(steps =>
        {
            const long window = 30 * UnixNanos.PerSecond;
            var extremes = new SlidingExtremes(window);
            var all = new List<(long At, long Value)>();
            long at = 0;
            foreach (var (step, value) in steps)
            {
                // Whole seconds: no two numbers within one, so nothing is left out.
                at += step % 8 * UnixNanos.PerSecond + UnixNanos.PerSecond;
                extremes.Add(at, value);
                all.Add((at, value));
                var seen = all.Where(one => one.At >= at - window).Select(one => one.Value).ToArray();
                if (extremes.Lowest != seen.Min() || extremes.Highest != seen.Max()) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_tick_that_fires_nothing_allocates_nothing()
    {
        var watches = new[]
        {
            TickWatch.Of(Rule(AlertKind.PriceCross, "190.00"), Share), TickWatch.Of(Rule(AlertKind.Spread, "5"), Share), TickWatch.Of(Rule(AlertKind.Volume, "1000000", window: 60), Share),
        };
        var ticks = Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? Trade("189.00", i) : Quote("188.99", "189.01")).ToArray();
        foreach (var watch in watches)
            foreach (var tick in ticks) watch.OnTick(tick);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var watch in watches)
            foreach (ref readonly var tick in ticks.AsSpan()) watch.OnTick(tick);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(AlertKind.PriceCross, "instrument_id")]
    [InlineData(AlertKind.PercentMove, "window_s")]
    [InlineData(AlertKind.ConnectionLost, "instrument_id")]
    [InlineData(AlertKind.GapFound, "threshold")]
    public void A_rule_says_which_field_is_wrong(AlertKind kind, string field)
    {
        var rule = new AlertRule
        {
            Name = "x", Kind = kind, Threshold = Price.Parse("1"), Instrument = kind == AlertKind.ConnectionLost ? Share.Id : null,
        };
        Assert.Equal(field, Assert.Single(AlertShape.ProblemsOf(rule)).Field);
    }

    [Fact]
    public void U_164_Every_kind_says_what_fires_it_in_words()
    {
        foreach (var kind in Enum.GetValues<AlertKind>())
        {
            var text = AlertText.Of(Rule(kind, "5", window: 300));
            Assert.EndsWith(".", text, StringComparison.Ordinal);
            Assert.DoesNotContain("  ", text, StringComparison.Ordinal);
        }

        Assert.Equal($"{Share.Id.Value} rises 5 % or more within 5 min.", AlertText.Of(Rule(AlertKind.PercentMove, "5", AlertDirection.Up, 300)));
    }
}
