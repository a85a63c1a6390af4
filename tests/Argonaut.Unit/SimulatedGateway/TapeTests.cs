using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Tests.Unit.SimulatedGateway;

public sealed class TapeTests
{
    private const long Day = 86_400;
    private static readonly long Now = FixedTime.Friday.GetUtcNow().ToUnixTimeSeconds();
    private static readonly TapeMarket Market = new(new TapeMarketOptions { Seed = 7 }, FixedTime.Friday);

    [Fact]
    public void The_same_seed_gives_the_same_ticks()
    {
        var again = new TapeMarket(new TapeMarketOptions { Seed = 7 }, FixedTime.Friday);
        foreach (var contract in Market.Contracts.All)
            Assert.Equal(Ticks(Market, contract, Now - 300, Now), Ticks(again, contract, Now - 300, Now));
    }

    [Fact]
    public void Another_seed_gives_other_ticks()
    {
        var other = new TapeMarket(new TapeMarketOptions { Seed = 8 }, FixedTime.Friday);
        Assert.NotEqual(Ticks(Market, Apple, Now - 300, Now), Ticks(other, Apple, Now - 300, Now));
    }

    [Fact]
    public void A_second_does_not_depend_on_what_was_read_before()
    {
        var history = Market.HistoryOf(Apple)!;
        var forwards = Enumerable.Range(0, 200).Select(i => Second(history, Now - 10_000 + i)).ToList();
        var backwards = Enumerable.Range(0, 200).Select(i => Second(history, Now - 9_801 - i)).Reverse().ToList();
        Assert.Equal(forwards, backwards);
    }

    [Theory]
    [InlineData("AAPL")]
    [InlineData("EUR.USD")]
    [InlineData("ESZ6")]
    [InlineData("SPX")]
    [InlineData("BTC.USD")]
    [InlineData("VOD")]
    public void A_bar_is_what_its_ticks_make(string localSymbol)
    {
        var contract = Contract(localSymbol);
        var history = Market.HistoryOf(contract)!;
        Prop.ForAll(Gen.Choose(0, 200 * (int)Day).ToArbitrary(), Gen.Choose(1, 9_000).ToArbitrary(), (back, length) =>
        {
            var from = Now - back - length;
            foreach (var basis in Enum.GetValues<BarBasis>())
            {
                var bar = history.ReadBar(from, from + length, basis, liquidOnly: false);
                if (bar != BarOf(Ticks(Market, contract, from, from + length), basis)) return false;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    [Fact]
    public void A_day_is_made_of_its_hours_and_minutes()
    {
        var history = Market.HistoryOf(Apple)!;
        var midnight = Now / Day * Day - Day;
        var day = history.ReadBar(midnight, midnight + Day, BarBasis.Trades, liquidOnly: false);
        var minutes = new TickBar();
        for (var m = 0; m < 1440; m++)
        {
            var minute = new TickBar();
            foreach (var tick in Ticks(Market, Apple, midnight + m * 60, midnight + m * 60 + 60))
                if (tick.IsTrade) minute.Add(tick.A, tick.B);
            minutes.Append(minute);
        }

        Assert.Equal(minutes, day);
    }

    [Fact]
    public void A_trade_takes_the_bid_or_ask_of_the_quote_before_it()
    {
        foreach (var contract in Market.Contracts.All.Where(c => c is { HasTrades: true, HasQuotes: true }))
        {
            MarketTick? quote = null;
            foreach (var tick in Ticks(Market, contract, Now - 600, Now))
                if (!tick.IsTrade) quote = tick;
                else Assert.True(quote is { } q && (tick.A == q.A || tick.A == q.B), contract.LocalSymbol);
        }
    }

    [Fact]
    public void Spreads_are_one_to_three_ticks_on_the_grid()
    {
        foreach (var contract in Market.Contracts.All.Where(c => c.HasQuotes))
            foreach (var quote in Ticks(Market, contract, Now - 300, Now).Where(t => !t.IsTrade))
            {
                Assert.InRange((quote.B - quote.A) / contract.TickMantissa, 1, 3);
                Assert.Equal(0, quote.A % contract.TickMantissa);
                Assert.True(quote.A > 0 && quote.C > 0 && quote.D > 0);
            }
    }

    [Fact]
    public void Times_rise_within_a_second_and_stay_in_it()
    {
        foreach (var contract in Market.Contracts.All)
            for (var second = Now - 60; second < Now; second++)
            {
                var times = Second(Market.HistoryOf(contract)!, second).Select(t => t.TsEvent.Value).ToList();
                Assert.Equal(times.Order(), times);
                Assert.All(times, t => Assert.Equal(second, t / UnixNanos.PerSecond));
            }
    }

    [Fact]
    public void There_are_three_to_ten_quotes_for_each_trade()
    {
        foreach (var contract in Market.Contracts.All.Where(c => c is { HasTrades: true, HasQuotes: true }))
        {
            var history = Market.HistoryOf(contract)!;
            var trades = history.ReadBar(Now - Day, Now, BarBasis.Trades, liquidOnly: false).Count;
            var quotes = history.ReadBar(Now - Day, Now, BarBasis.Bid, liquidOnly: false).Count;
            Assert.InRange((double)quotes / trades, 3, 10);
        }
    }

    [Fact]
    public void Days_move_by_about_one_to_two_percent_and_prices_stay_believable()
    {
        var history = Market.HistoryOf(Apple)!;
        var closes = Enumerable.Range(0, 250)
            .Select(i => history.ReadBar(Now / Day * Day - (250 - i) * Day, Now / Day * Day - (249 - i) * Day, BarBasis.Trades, false).Close / 100.0)
            .ToList();
        var returns = closes.Zip(closes.Skip(1), (a, b) => b / a - 1).ToList();
        Assert.InRange(Math.Sqrt(returns.Average(r => r * r)), 0.008, 0.03);
        Assert.All(closes, c => Assert.InRange(c, 100, 500));
    }

    [Fact]
    public void The_open_and_close_of_the_regular_session_are_busier_than_its_middle()
    {
        var history = Market.HistoryOf(Apple)!;
        long Volume(int fromHourUtc) => Enumerable.Range(1, 20)
            .Sum(d => history.ReadBar(Now / Day * Day - d * Day + fromHourUtc * 3600 + 1800, Now / Day * Day - d * Day + (fromHourUtc + 1) * 3600 + 1800, BarBasis.Trades, false).Volume);
        Assert.True(Volume(14) > 1.2 * Volume(17));
        Assert.True(Volume(20) > Volume(23));
    }

    [Fact]
    public void The_real_calendar_has_no_ticks_on_a_sunday_or_a_holiday()
    {
        var market = new TapeMarket(new TapeMarketOptions { RealCalendar = true }, FixedTime.Friday);
        var sunday = new DateTimeOffset(2026, 11, 15, 15, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var christmas = new DateTimeOffset(2025, 12, 25, 15, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var monday = new DateTimeOffset(2026, 11, 16, 15, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        Assert.Empty(Ticks(market, Apple, sunday, sunday + 600));
        Assert.Empty(Ticks(market, Apple, christmas, christmas + 600));
        Assert.NotEmpty(Ticks(market, Apple, monday, monday + 60));
        Assert.NotEmpty(Ticks(market, Contract("BTC.USD"), sunday, sunday + 60));
    }

    [Fact]
    public void Regular_hours_leave_out_the_rest_of_the_day()
    {
        var market = new TapeMarket(new TapeMarketOptions { RealCalendar = true }, FixedTime.Friday);
        var monday = new DateTimeOffset(2026, 11, 16, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var (open, close) = (monday + 14 * 3600 + 1800, monday + 21 * 3600);
        var regular = market.HistoryOf(Apple)!.ReadBar(monday, monday + Day, BarBasis.Trades, liquidOnly: true);
        Assert.Equal(BarOf(Ticks(market, Apple, open, close), BarBasis.Trades), regular);
    }

    [Fact]
    public void Option_prices_fall_with_the_strike_of_a_call_and_rise_with_that_of_a_put()
    {
        var chain = Market.Contracts.All.Where(c => c.SecType == "OPT").GroupBy(c => (c.LastTradeDate, c.Right));
        foreach (var side in chain)
        {
            var closes = side.OrderBy(c => int.Parse(c.Strike)).Select(c => Market.HistoryOf(c)!.ReadBar(Now - Day, Now, BarBasis.Bid, false).Close).ToList();
            Assert.Equal(11, closes.Count);
            if (side.Key.Right == "C") closes.Reverse();
            Assert.All(closes.Zip(closes.Skip(2)), pair => Assert.True(pair.First < pair.Second, $"{side.Key}: {pair}"));
        }
    }

    private static SimulatedContract Apple => Contract("AAPL");

    private static SimulatedContract Contract(string localSymbol) => Market.Contracts.All.Single(c => c.LocalSymbol == localSymbol);

    private static List<MarketTick> Second(ITickHistory history, long second)
    {
        var ticks = new List<MarketTick>();
        history.ReadSecond(second, ticks);
        return ticks;
    }

    private static List<MarketTick> Ticks(TapeMarket market, SimulatedContract contract, long from, long to)
    {
        var ticks = new List<MarketTick>();
        for (var second = from; second < to; second++) market.HistoryOf(contract)!.ReadSecond(second, ticks);
        return ticks;
    }

    private static TickBar BarOf(IEnumerable<MarketTick> ticks, BarBasis basis)
    {
        var bar = new TickBar();
        foreach (var tick in ticks.Where(t => t.Kind == (basis == BarBasis.Trades ? MarketEventKind.Trade : MarketEventKind.Quote)))
            switch (basis)
            {
                case BarBasis.Trades:
                    bar.Add(tick.A, tick.B);
                    break;
                case BarBasis.Midpoint:
                    bar.Add((tick.A + tick.B) * 5, 0);
                    break;
                case BarBasis.Bid:
                    bar.Add(tick.A, 0);
                    break;
                case BarBasis.Ask:
                    bar.Add(tick.B, 0);
                    break;
                default:
                    bar.AddSpread(tick.A, tick.B);
                    break;
            }

        return basis == BarBasis.BidAsk ? bar.WithMeans() : bar;
    }
}
