using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Numbers;
using Argonaut.Trading.Quality;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Trading.Quality;

public sealed class InstrumentRulesTests
{
    private static readonly Instrument Oil = AnInstrument.Of(InstrumentClass.FuturesContract, AssetClass.Commodity);

    [Theory]
    [InlineData("0", QualityRule.PriceZero)]
    [InlineData("-1", QualityRule.PriceNegative)]
    [InlineData("-0.00000001", QualityRule.PriceNegative)]
    [InlineData("0.00000001", QualityRule.None)]
    [InlineData("92233720368.54775807", QualityRule.None)]
    public void F_504_A_share_trades_above_zero(string price, QualityRule expected) =>
        Assert.Equal(expected, Check(AnInstrument.Share, AnInstrument.Trade(price)));

    [Theory]
    [InlineData("0")]
    [InlineData("-37.63")]
    public void F_504_A_commodity_future_trades_at_any_price(string price)
    {
        Assert.Equal(QualityRule.None, Check(Oil, AnInstrument.Trade(price)));
        Assert.Equal(QualityRule.None, Check(Oil, AnInstrument.Quote(price, price)));
    }

    [Theory]
    [InlineData(InstrumentClass.FuturesContract, AssetClass.Index)]
    [InlineData(InstrumentClass.OptionContract, AssetClass.Commodity)]
    [InlineData(InstrumentClass.Commodity, AssetClass.Commodity)]
    [InlineData(InstrumentClass.CurrencyPair, AssetClass.Fx)]
    public void F_504_Nothing_else_trades_below_zero(InstrumentClass instrumentClass, AssetClass assetClass) =>
        Assert.Equal(QualityRule.PriceNegative, Check(AnInstrument.Of(instrumentClass, assetClass), AnInstrument.Trade("-1")));

    [Theory]
    [InlineData("0", "1", QualityRule.PriceZero)]
    [InlineData("1", "0", QualityRule.PriceZero)]
    [InlineData("1", "-1", QualityRule.PriceNegative)]
    [InlineData("0", "-1", QualityRule.PriceNegative)]
    public void F_504_Both_sides_of_a_quote_are_checked(string bid, string ask, QualityRule expected) =>
        Assert.Equal(expected, Check(AnInstrument.Share, AnInstrument.Quote(bid, ask)));

    [Theory]
    [InlineData(BookAction.Add, 0, 5, QualityRule.PriceZero)]
    [InlineData(BookAction.Update, -1, 5, QualityRule.PriceNegative)]
    [InlineData(BookAction.Add, 100, -1, QualityRule.SizeNegative)]
    [InlineData(BookAction.Delete, 100, 0, QualityRule.None)]
    [InlineData(BookAction.Clear, 0, 0, QualityRule.None)]
    public void Levels_of_a_book_have_a_price_and_only_a_clear_has_none(BookAction action, long price, long size, QualityRule expected)
    {
        var at = AnInstrument.Trade("1").TsInit;
        var delta = MarketEvent.From(new BookDelta(new InstrumentKey(1), action, OrderSide.Buy, price, size, RecordFlags.Last, at, at));
        Assert.Equal(expected, Check(AnInstrument.Share, delta));
        if (expected is QualityRule.PriceNegative or QualityRule.PriceZero) Assert.Equal(QualityRule.None, Check(Oil, delta));
    }

    [Theory]
    [InlineData("0", QualityRule.SizeZero)]
    [InlineData("-3", QualityRule.SizeNegative)]
    [InlineData("0.5", QualityRule.None)]
    [InlineData("90071992547.40993123", QualityRule.None)]
    public void F_505_A_trade_has_a_size(string size, QualityRule expected) =>
        Assert.Equal(expected, Check(AnInstrument.Share, AnInstrument.Trade("1", size)));

    [Fact]
    public void F_505_An_index_has_prices_without_a_size() =>
        Assert.Equal(QualityRule.None, Check(AnInstrument.Of(InstrumentClass.IndexInstrument, AssetClass.Index), AnInstrument.Trade("4000", "0")));

    [Fact]
    public void F_505_A_size_between_two_lots_is_kept_and_flagged()
    {
        var rules = new InstrumentRules(AnInstrument.Share);
        Assert.Equal(QualityRules.Bit(QualityRule.OffLot), rules.Mark(AnInstrument.Trade("1", "0.5")));
        Assert.Equal(0u, rules.Mark(AnInstrument.Trade("1", "500")));
    }

    [Theory]
    [InlineData(0L, QualityRule.TimeMissing)]
    [InlineData(-1L, QualityRule.TimeMissing)]
    [InlineData(1_795_176_000L, QualityRule.TimeUnit)]                      // seconds
    [InlineData(1_795_176_000_000L, QualityRule.TimeUnit)]                  // milliseconds
    [InlineData(1_795_176_000_000_000L, QualityRule.TimeUnit)]              // microseconds
    [InlineData(1_795_176_000_000_000_000L, QualityRule.None)]
    [InlineData(1_795_176_000_000_000_000L - UnixNanos.PerDay, QualityRule.None)]
    [InlineData(1_795_176_000_000_000_000L - UnixNanos.PerDay - 1, QualityRule.TimeSkew)]
    [InlineData(1_795_176_000_000_000_000L + UnixNanos.PerDay + 1, QualityRule.TimeSkew)]
    [InlineData(long.MaxValue, QualityRule.TimeSkew)]
    public void F_408_A_time_in_another_unit_is_refused_and_never_guessed(long tsEvent, QualityRule expected) =>
        Assert.Equal(expected, Check(AnInstrument.Share, AnInstrument.Trade("1", tsEvent: new UnixNanos(tsEvent), tsInit: new UnixNanos(1_795_176_000_000_000_000))));

    [Theory]
    [InlineData("100.01", true)]
    [InlineData("100.015", false)]
    [InlineData("100.01000001", false)]
    public void F_508_A_price_off_the_grid_is_kept_and_flagged(string price, bool isOnGrid)
    {
        var tick = AnInstrument.Trade(price);
        Assert.Equal(QualityRule.None, Check(AnInstrument.Share, tick));
        Assert.Equal(isOnGrid ? 0u : QualityRules.Bit(QualityRule.OffTick), new InstrumentRules(AnInstrument.Share).Mark(tick));
    }

    [Fact]
    public void F_508_The_grid_follows_the_bands_of_the_market_rule()
    {
        var banded = AnInstrument.Share with { PriceBands = [new PriceBand(Price.Parse("0"), Price.Parse("0.0001")), new PriceBand(Price.Parse("1"), Price.Parse("0.05"))] };
        var rules = new InstrumentRules(banded);
        Assert.Equal([0u, QualityRules.Bit(QualityRule.OffTick), 0u, QualityRules.Bit(QualityRule.OffTick)],
            new[] { "0.9999", "0.99995", "1.05", "1.01" }.Select(price => rules.Mark(AnInstrument.Trade(price))));
    }

    [Fact]
    public void F_508_The_grid_is_division_without_a_rest() => Prop.ForAll<int, long>((step, price) =>
    {
        var increment = (long)Math.Abs((long)step) + 1;
        var rules = new InstrumentRules(AnInstrument.Share with { PriceIncrement = new Price(increment, 8) });
        var near = price - price % increment;
        bool OnGrid(long value) => (rules.Mark(AnInstrument.Trade("1") with { A = value }) & QualityRules.Bit(QualityRule.OffTick)) == 0;
        return OnGrid(price) == (price % increment == 0) && OnGrid(near);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1.02", "1.01", QualityRule.Crossed)]
    [InlineData("1.01", "1.01", QualityRule.Locked)]
    [InlineData("1.00", "1.01", QualityRule.None)]
    public void F_507_Crossed_and_locked_quotes_are_kept_and_flagged(string bid, string ask, QualityRule expected)
    {
        var quote = AnInstrument.Quote(bid, ask);
        Assert.Equal(QualityRule.None, Check(AnInstrument.Share, quote));
        Assert.Equal(expected == QualityRule.None ? 0u : QualityRules.Bit(expected), new InstrumentRules(AnInstrument.Share).Mark(quote));
    }

    [Fact]
    public void A_record_of_another_kind_is_refused() =>
        Assert.Equal(QualityRule.UnknownKind, Check(AnInstrument.Share, AnInstrument.Trade("1") with { Kind = MarketEventKind.Bar }));

    [Fact]
    public void Every_rule_has_its_own_id_an_action_and_a_sentence()
    {
        Assert.Equal(Enum.GetValues<QualityRule>().Where(r => r != QualityRule.None), QualityRules.All.Select(r => r.Rule));
        Assert.Equal(QualityRules.All.Length, QualityRules.All.Select(r => r.Id).Distinct().Count());
        Assert.All(QualityRules.All, rule =>
        {
            Assert.Matches("^[a-z_]{4,40}$", rule.Id);
            Assert.EndsWith(".", rule.Text, StringComparison.Ordinal);
            Assert.Equal(rule.Action == QualityAction.Flag, rule.Flag != TickFlags.None);
            Assert.Equal(rule, QualityRules.Find(rule.Id));
        });
    }

    [Fact]
    public void Flags_of_a_set_are_those_of_its_rules()
    {
        var set = QualityRules.Bit(QualityRule.Late) | QualityRules.Bit(QualityRule.OffTick) | QualityRules.Bit(QualityRule.OffLot);
        Assert.Equal(TickFlags.Late | TickFlags.OffGrid, QualityRules.FlagsOf(set));
    }

    [Theory]
    [InlineData(NumberParse.Ok, QualityRule.None, QualityRule.None)]
    [InlineData(NumberParse.Invalid, QualityRule.PriceNotANumber, QualityRule.SizeNotANumber)]
    [InlineData(NumberParse.Inexact, QualityRule.PriceTooFine, QualityRule.SizeTooFine)]
    [InlineData(NumberParse.OutOfRange, QualityRule.PriceOutOfRange, QualityRule.SizeOutOfRange)]
    public void F_508_What_cannot_be_stored_exactly_is_refused(NumberParse parse, QualityRule price, QualityRule size) =>
        Assert.Equal((price, size), (QualityRules.OfPrice(parse), QualityRules.OfSize(parse)));

    private static QualityRule Check(Instrument instrument, in MarketEvent tick) => new InstrumentRules(instrument).Check(tick, UnixNanos.PerDay);
}
