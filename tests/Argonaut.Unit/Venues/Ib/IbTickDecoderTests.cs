using System.Text;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Quality;
using Argonaut.Unit.Trading.Quality;
using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class IbTickDecoderTests
{
    private const int Trades = 1_000_000_000;
    private const int Quotes = 1_000_000_001;
    private const int Level1 = 1_000_000_002;

    private static readonly UnixNanos At = UnixNanos.FromSeconds(1_752_606_308);

    private readonly IbSkipCounts _skipped = new();

    [Fact]
    public void Ticks_allocate_nothing_after_warm_up()
    {
        var decoder = NewDecoder();
        byte[][] payloads =
        [
            Payload("99", $"{Trades}", "2", "1752606307", "185.51", "100", "0", "ISLAND", ""),
            Payload("99", $"{Quotes}", "3", "1752606307", "185.50", "185.52", "100", "300", "0"),
            Payload("1", "6", $"{Level1}", "1", "185.50", "100", "1"),
            Payload("2", "6", $"{Level1}", "0", "150"),
            Payload("46", "6", $"{Level1}", "48", "185.51;100;1752606307123;1234567;185.4321;true"),
            Payload("99", $"{Quotes}", "3", "1752606307", "-1", "185.52", "0", "300", "0"),
        ];
        Decode(decoder, payloads, 1_000);
        var ticks = 0;
        Assert.Equal(0, Allocations.Of(() => ticks = Decode(decoder, payloads, 10_000)));
        Assert.Equal(30_000, ticks);
    }

    [Fact]
    public void Prices_are_divided_by_the_magnifier_or_counted_when_that_is_not_exact()
    {
        var decoder = NewDecoder(magnifier: 100);
        Assert.Equal(IbTickOutcome.Tick, decoder.Decode(Payload("99", $"{Trades}", "2", "1752606307", "72.35", "100", "0", "LSE", ""), At, out var tick));
        Assert.Equal(72_350_000, tick.A);
        Assert.Equal(IbTickOutcome.Refused, decoder.Decode(Payload("99", $"{Trades}", "2", "1752606307", "72.12345678", "100", "0", "LSE", ""), At, out _));
        Assert.Equal(1, _skipped[IbSkip.Inexact]);
    }

    [Theory]
    [InlineData("1752606307", "0", "5", "0", IbSkip.NonPositive, QualityRule.PriceZero)]
    [InlineData("1752606307", "-12.5", "5", "0", IbSkip.NonPositive, QualityRule.PriceNegative)]
    [InlineData("1752606307", "", "5", "0", IbSkip.NonPositive, QualityRule.PriceNotANumber)]
    [InlineData("1752606307", "NaN", "5", "0", IbSkip.Inexact, QualityRule.PriceNotANumber)]
    [InlineData("1752606307", "-Infinity", "5", "0", IbSkip.Inexact, QualityRule.PriceNotANumber)]
    [InlineData("1752606307", "Infinity", "5", "0", IbSkip.NonPositive, QualityRule.PriceNotANumber)]
    [InlineData("1752606307", "1.7976931348623157E308", "5", "0", IbSkip.NonPositive, QualityRule.PriceNotANumber)]
    [InlineData("1752606307", "123456789012.5", "5", "0", IbSkip.Inexact, QualityRule.PriceOutOfRange)]
    [InlineData("1752606307", "99999999999999999999999999999999999999999999999999999999999999999999999", "5", "0", IbSkip.Inexact, QualityRule.PriceOutOfRange)]
    [InlineData("1752606307", "12.123456789", "5", "0", IbSkip.Inexact, QualityRule.PriceTooFine)]
    public void F_504_F_508_A_price_that_is_none_is_refused_by_its_rule(string time, string price, string size, string mask, IbSkip reason, QualityRule rule) =>
        RefusesTrade(time, price, size, mask, reason, rule);

    [Theory]
    [InlineData("1752606307", "12.5", "-5", "0", IbSkip.Inexact, QualityRule.SizeNegative)]
    [InlineData("1752606307", "12.5", "nan", "0", IbSkip.Inexact, QualityRule.SizeNotANumber)]
    [InlineData("1752606307", "12.5", "92233720369", "0", IbSkip.Inexact, QualityRule.SizeOutOfRange)]
    [InlineData("1752606307", "12.5", "0.000000001", "0", IbSkip.Inexact, QualityRule.SizeTooFine)]
    public void F_505_A_size_that_is_none_is_refused_by_its_rule(string time, string price, string size, string mask, IbSkip reason, QualityRule rule) =>
        RefusesTrade(time, price, size, mask, reason, rule);

    [Theory]
    [InlineData("0", "12.5", "5", "0", IbSkip.BadTime, QualityRule.TimeMissing)]
    [InlineData("-1752606307", "12.5", "5", "0", IbSkip.BadTime, QualityRule.TimeMissing)]
    [InlineData("1752606307000000000", "12.5", "5", "0", IbSkip.BadTime, QualityRule.TimeUnit)]
    public void F_408_A_time_that_is_none_is_refused_by_its_rule(string time, string price, string size, string mask, IbSkip reason, QualityRule rule) =>
        RefusesTrade(time, price, size, mask, reason, rule);

    [Theory]
    [InlineData("0.00000001", 1L)]
    [InlineData("90071992547.40993123", 9_007_199_254_740_993_123L)]
    [InlineData("92233720368.54775807", long.MaxValue)]
    public void F_505_A_size_beyond_what_a_double_holds_is_kept_to_the_last_digit(string size, long mantissa)
    {
        Assert.Equal(IbTickOutcome.Tick, NewDecoder().Decode(Payload("99", $"{Trades}", "2", "1752606307", "12.5", size, "0", "X", ""), At, out var tick));
        Assert.Equal(mantissa, tick.B);
    }

    [Fact]
    public void F_504_A_commodity_future_may_trade_below_zero_and_a_share_may_not()
    {
        var payload = Payload("99", $"{Trades}", "2", "1752606307", "-37.63", "12", "0", "NYMEX", "");
        var oil = AnInstrument.Of(InstrumentClass.FuturesContract, AssetClass.Commodity);
        Assert.Equal(IbTickOutcome.Tick, NewDecoder(instrument: oil).Decode(payload, At, out var tick));
        Assert.Equal(-3_763_000_000, tick.A);
        Assert.Equal(IbTickOutcome.Refused, NewDecoder().Decode(payload, At, out _));
    }

    [Fact]
    public void A_marker_of_a_halt_is_no_tick_and_no_fault()
    {
        Assert.Equal(IbTickOutcome.NoRecord, NewDecoder().Decode(Payload("99", $"{Trades}", "2", "1752606307", "0", "0", "1", "X", ""), At, out _));
        Assert.Equal(1, _skipped[IbSkip.HaltMarker]);
    }

    private void RefusesTrade(string time, string price, string size, string mask, IbSkip reason, QualityRule rule)
    {
        var decoder = NewDecoder();
        Assert.Equal(IbTickOutcome.Refused, decoder.Decode(Payload("99", $"{Trades}", "2", time, price, size, mask, "X", ""), At, out _));
        Assert.Equal((MarketEventKind.Trade, rule), (decoder.Refused.Kind, decoder.Refused.Rule));
        Assert.Equal(1, _skipped[reason]);
    }

    [Theory]
    [InlineData("-1", "185.52", "0", "300", IbSkip.OneSided, IbTickOutcome.NoRecord)]
    [InlineData("185.50", "0", "100", "0", IbSkip.OneSided, IbTickOutcome.NoRecord)]
    [InlineData("185.50", "-3", "100", "10", IbSkip.NonPositive, IbTickOutcome.Refused)]
    public void A_quote_without_one_of_its_sides_is_counted(string bid, string ask, string bidSize, string askSize, IbSkip reason, IbTickOutcome outcome)
    {
        Assert.Equal(outcome,
            NewDecoder().Decode(Payload("99", $"{Quotes}", "3", "1752606307", bid, ask, bidSize, askSize, "0"), At, out _));
        Assert.Equal(1, _skipped[reason]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("2147483647")]
    [InlineData("9223372036854775807")]
    [InlineData("1.7976931348623157E308")]
    public void A_size_that_is_unset_is_zero(string size)
    {
        Assert.Equal(IbTickOutcome.Tick,
            NewDecoder().Decode(Payload("99", $"{Quotes}", "3", "1752606307", "185.50", "185.52", size, "300", "0"), At, out var tick));
        Assert.Equal((0, 30_000_000_000), (tick.C, tick.D));
    }

    [Fact]
    public void A_crossed_quote_is_kept_and_flagged()
    {
        NewDecoder().Decode(Payload("99", $"{Quotes}", "3", "1752606307", "185.53", "185.52", "1", "3", "0"), At, out var tick);
        Assert.Equal(TickFlags.Crossed, tick.Flags);
    }

    [Fact]
    public void Level_1_gives_a_quote_only_when_all_four_values_are_known_and_changed()
    {
        var decoder = NewDecoder();
        var outcomes = new[]
        {
            Payload("1", "6", $"{Level1}", "1", "185.50", "100", "1"),
            Payload("2", "6", $"{Level1}", "0", "100"),
            Payload("1", "6", $"{Level1}", "2", "185.52", "", "1"),
            Payload("2", "6", $"{Level1}", "3", "300"),
            Payload("2", "6", $"{Level1}", "3", "300"),
            Payload("1", "6", $"{Level1}", "4", "185.51", "50", "0"),
            Payload("2", "6", $"{Level1}", "5", "50"),
            Payload("1", "6", $"{Level1}", "1", "-1", "0", "0"),
            Payload("2", "6", $"{Level1}", "3", "400"),
            Payload("1", "6", $"{Level1}", "1", "185.49", "70", "1"),
        }.Select(p => decoder.Decode(p, At, out _) == IbTickOutcome.Tick);
        Assert.Equal([false, false, false, true, false, false, false, false, false, true], outcomes);
    }

    [Theory]
    [InlineData(";;1752606307123;1;1;true")]
    [InlineData("185.51;0;1752606307123;1;1;true")]
    [InlineData("185.51;;1752606307123;1;1;true")]
    public void A_level_1_trade_needs_a_price_and_a_size(string text) =>
        Assert.Equal(IbTickOutcome.NoRecord, NewDecoder().Decode(Payload("46", "6", $"{Level1}", "48", text), At, out _));

    [Fact]
    public void Other_messages_are_left_alone()
    {
        var decoder = NewDecoder();
        foreach (var id in new[] { "4", "9", "10", "45", "47", "98", "990", "109" })
            Assert.Equal(IbTickOutcome.NotATick, decoder.Decode(Payload(id, "1", "2", "3", "4", "5", "6", "7", "8"), At, out _));
    }

    [Fact]
    public void A_word_where_a_number_belongs_is_a_format_error() => Assert.Throws<WireFormatException>(
        () => NewDecoder().Decode(Payload("99", $"{Trades}", "2", "1752606307", "much", "100", "0", "X", ""), At, out _));

    [Fact]
    public void Any_price_of_up_to_eight_decimals_arrives_as_its_mantissa() => Prop.ForAll<long>(n =>
    {
        var mantissa = Math.Abs(n % 1_000_000_000_000_000) + 1;
        var text = Argonaut.Domain.Numbers.FixedPoint.Format(mantissa, 8, 0);
        return NewDecoder().Decode(Payload("99", $"{Trades}", "2", "1752606307", text, "1", "0", "X", ""), At, out var tick) == IbTickOutcome.Tick
            && tick.A == mantissa;
    }).QuickCheckThrowOnFailure();

    private static int Decode(IbTickDecoder decoder, byte[][] payloads, int rounds)
    {
        var ticks = 0;
        for (var i = 0; i < rounds; i++)
            foreach (var payload in payloads)
                if (decoder.Decode(payload, At, out _) == IbTickOutcome.Tick) ticks++;
        return ticks;
    }

    private static byte[] Payload(params string[] fields) => Encoding.ASCII.GetBytes(string.Concat(fields.Select(f => f + "\0")));

    private IbTickDecoder NewDecoder(int magnifier = 1, Instrument? instrument = null)
    {
        instrument ??= AnInstrument.Of(InstrumentClass.Equity, AssetClass.Equity);
        var decoder = new IbTickDecoder(_skipped);
        decoder.Reset(Trades);
        decoder.Add(new IbStream(Trades, IbStreamMode.TickByTick, new IbLine(instrument, MarketEventKind.Trade), magnifier));
        decoder.Add(new IbStream(Quotes, IbStreamMode.TickByTick, new IbLine(instrument, MarketEventKind.Quote), magnifier));
        var level1 = new IbStream(Level1, IbStreamMode.Level1, new IbLine(instrument, MarketEventKind.Quote), magnifier);
        level1.Attach(new IbLine(instrument, MarketEventKind.Trade));
        decoder.Add(level1);
        return decoder;
    }
}
