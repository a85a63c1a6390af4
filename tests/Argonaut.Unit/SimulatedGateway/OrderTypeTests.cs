using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Protocol;
using Xunit;
using static Argonaut.Tests.Unit.SimulatedGateway.BrokerTexts;
using static Argonaut.Tests.Unit.SimulatedGateway.BrokerUnderTest;

namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>Auctions, pegs, algorithms and the warnings of orders that wait (ib-tws-protocol.md 8.11, 9.3, 11.4).</summary>
public sealed class OrderTypeTests
{
    /// <summary>From Friday, 14:30 UTC, to the end of the regular hours in New York.</summary>
    private const int ToTheClose = 6 * 3600 + 1800;

    /// <summary>From Friday, 14:30 UTC, to the opening on Monday.</summary>
    private const int ToTheOpening = 3 * 24 * 3600;

    private readonly BrokerUnderTest _b = new();

    public OrderTypeTests() => _b.Quote(99.99m, 100.01m);

    [Fact]
    public void A_market_on_close_order_waits_for_the_closing_price()
    {
        Assert.Equal(["PreSubmitted", "PreSubmitted"], Lines(_b.Place(1, AtMarket("BUY", 500) with { OrderType = "MOC" })));
        _b.Quote(100.99m, 101.01m);
        _b.Trade(101m);
        Assert.Equal(0, _b.Order(1).Filled);
        Assert.Equal(["Submitted", "exec 500@101", "Filled 500/0"], Lines(PassTo(ToTheClose))[..3]);
    }

    [Theory]
    [InlineData("BUY", 101.0, "Filled")]
    [InlineData("BUY", 100.99, "Cancelled")]
    [InlineData("SELL", 101.0, "Filled")]
    [InlineData("SELL", 101.01, "Cancelled")]
    public void A_limit_on_close_order_takes_the_closing_price_within_its_limit_or_nothing(string action, double limit, string status)
    {
        _b.Place(1, Limit(action, 500, (decimal)limit) with { OrderType = "LOC", Tif = "DAY" });
        _b.Trade(101m);
        PassTo(ToTheClose);
        Assert.Equal(status, _b.Order(1).Status);
        Assert.Equal(status == "Filled" ? 101m : 0m, _b.Order(1).LastPrice);
    }

    [Fact]
    public void An_order_for_the_opening_says_when_that_is_and_fills_there()
    {
        Assert.Equal(["PreSubmitted", "error 399", "PreSubmitted"], Lines(_b.Place(1, Limit("BUY", 10, 102m) with { Tif = "OPG" })));
        Assert.Contains("Warning: Your order will not be placed at the exchange until 20261123 14:30:00 UTC", _b.Told.OfType<OrderErrorEvent>().Single().Text, StringComparison.Ordinal);
        PassTo(ToTheOpening - 10);
        Assert.Equal(OrderStatuses.PreSubmitted, _b.Order(1).Status);
        _b.Trade(101.5m);
        PassTo(10);
        Assert.Equal((OrderStatuses.Filled, 101.5m), (_b.Order(1).Status, _b.Order(1).AveragePrice));
    }

    [Fact]
    public void A_waiting_auction_order_is_changed_and_cancelled_like_any_other()
    {
        _b.Place(1, Limit("BUY", 10, 99m) with { OrderType = "LOC", Tif = "DAY" });
        _b.Place(1, Limit("BUY", 20, 101m) with { OrderType = "LOC", Tif = "DAY" });
        _b.Place(2, AtMarket("BUY", 10) with { OrderType = "MOC" });
        _b.Cancel(2);
        _b.Trade(100m);
        PassTo(ToTheClose);
        Assert.Equal((20m, 0m), (_b.Order(1).Filled, _b.Order(2).Filled));
    }

    [Fact]
    public void The_flag_for_other_hours_is_ignored_with_a_notice_where_it_means_nothing() =>
        Assert.Equal(["PreSubmitted", "error 2109", "PreSubmitted"], Lines(_b.Place(1, AtMarket("BUY", 1) with { OrderType = "MOC", OutsideRth = true })));

    [Fact]
    public void An_order_for_a_closed_market_says_when_it_opens()
    {
        var b = new BrokerUnderTest(realCalendar: true, start: new Argonaut.Domain.UnixNanos(1_795_177_800_000_000_000));   // 12:30 UTC
        Assert.Equal(["PreSubmitted", "error 399"], Lines(b.Place(1, Limit("BUY", 10, 101m))));
        Assert.Contains("until 20261120 14:30:00 UTC", b.Told.OfType<OrderErrorEvent>().Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_order_stands_its_offset_from_its_own_side_follows_it_and_stops_at_its_limit()
    {
        _b.Place(1, AtMarket("BUY", 100) with { OrderType = "REL", AuxPrice = 0.01m, LmtPrice = 100.20m });
        Assert.Equal((OrderStatuses.Submitted, 100.00m), (_b.Order(1).Status, _b.Order(1).Limit));
        Assert.Equal(["exec 30@100", "Submitted 30/70"], Lines(_b.Trade(99.99m, 30)));
        _b.Quote(100.10m, 100.14m);
        Assert.Equal(100.11m, _b.Order(1).Limit);
        Assert.Empty(_b.Trade(100.12m, 5));
        _b.Quote(100.30m, 100.34m);
        Assert.Equal(100.20m, _b.Order(1).Limit);
    }

    [Fact]
    public void A_trade_is_taken_once()
    {
        _b.Place(1, AtMarket("BUY", 100) with { OrderType = "REL", AuxPrice = 0.01m });
        _b.Place(2, AtMarket("BUY", 100) with { OrderType = "REL", AuxPrice = 0.01m });
        _b.Trade(99.99m, 120);
        _b.Quote(99.98m, 100.01m);
        Assert.Equal((100m, 20m), (_b.Order(1).Filled, _b.Order(2).Filled));
    }

    [Theory]
    [InlineData("MIDPRICE", 99.99, 100.02, 100.00)]
    [InlineData("PEG MID", 99.99, 100.02, 100.0025)]
    [InlineData("PEG MID", 99.99, 100.01, 99.99)]
    [InlineData("PEG BEST", 99.95, 100.05, 99.97)]
    [InlineData("PEG BEST", 99.99, 100.01, 100.00)]
    public void Pegged_buyers_stand_where_their_type_says(string type, double bid, double ask, double price)
    {
        _b.Place(1, AtMarket("BUY", 10) with
        {
            OrderType = type, LmtPrice = type == "PEG BEST" ? 101m : null, MidOffsetAtWhole = 0.01m, MidOffsetAtHalf = 0.0025m, CompeteAgainstBestOffset = 0.02m,
        });
        _b.Quote((decimal)bid, (decimal)ask);
        Assert.Equal((decimal)price, _b.Order(1).Limit);
    }

    [Fact]
    public void An_order_that_competes_up_to_the_middle_stands_its_offset_before_it()
    {
        _b.Place(1, Limit("SELL", 10, 99m) with { OrderType = "PEG BEST", CompetesUpToMid = true, MidOffsetAtWhole = 0.02m, MidOffsetAtHalf = 0.01m });
        Assert.Equal(100.02m, _b.Order(1).Limit);
    }

    [Fact]
    public void An_order_pegged_to_a_benchmark_moves_with_it_and_ends_outside_its_range()
    {
        _b.Quote(5999.75m, 6000.25m, contract: Future);
        var terms = AtMarket("BUY", 10) with
        {
            OrderType = "PEG BENCH", StartingPrice = 99m, StockRefPrice = 6000m, StockRangeLower = 5990m, StockRangeUpper = 6010m,
            PegBench = new PegBenchTerms(Future.ConId, IsDecrease: false, ChangeAmount: 0.05m, ReferenceChangeAmount: 1m, "CME"),
        };
        _b.Place(1, terms);
        Assert.Equal(99m, _b.Order(1).Limit);
        _b.Quote(6002.25m, 6002.75m, contract: Future);
        Assert.Equal(99.10m, _b.Order(1).Limit);
        _b.Place(2, terms with { PegBench = terms.PegBench! with { IsDecrease = true } });
        Assert.Equal(98.90m, _b.Order(2).Limit);
        _b.Quote(6010.25m, 6010.75m, contract: Future);
        Assert.Equal(OrderStatuses.Cancelled, _b.Order(1).Status);
    }

    [Theory]
    [InlineData("Adaptive", "adaptivePriority", "MKT", 0)]
    [InlineData("Vwap", "maxPctVol", "LMT", 0)]
    [InlineData("Twap", "noSuchThing", "LMT", 443)]
    [InlineData("NoSuchAlgo", "x", "LMT", 439)]
    [InlineData("Vwap", "maxPctVol", "STP", 442)]
    public void An_algorithm_is_accepted_and_echoed_or_refused(string algo, string parameter, string type, int code)
    {
        var told = _b.Place(1, Limit("BUY", 10, 99m) with { OrderType = type, AuxPrice = type == "STP" ? 101m : null, AlgoStrategy = algo, AlgoParams = [(parameter, "0.1")] });
        if (code > 0)
        {
            Assert.Equal([$"error {code}"], Lines(told));
            return;
        }

        var view = told.OfType<OrderEvent>().First().Order;
        Assert.Equal((algo, (parameter, "0.1")), (view.Terms.AlgoStrategy, view.Terms.AlgoParams.Single()));
    }

    [Theory]
    [InlineData("MOC", "GTC", 111)]
    [InlineData("LOC", "IOC", 111)]
    [InlineData("STP", "OPG", 111)]
    [InlineData("LMT", "GTX", 321)]
    [InlineData("SNAP MKT", "DAY", 387)]
    [InlineData("LOC", "DAY", 321)]
    [InlineData("PEG BEST", "DAY", 321)]
    [InlineData("PEG BENCH", "DAY", 321)]
    public void What_does_not_go_together_is_refused_before_it_exists(string type, string tif, int code)
    {
        Assert.Equal([$"error {code}"], Lines(_b.Place(1, AtMarket("BUY", 1) with { OrderType = type, Tif = tif, AuxPrice = type == "STP" ? 99m : null })));
        Assert.Empty(_b.Broker.Orders);
    }

    [Fact]
    public void Types_that_a_kind_of_contract_does_not_know_are_refused()
    {
        Assert.Equal(["error 387"], Lines(_b.Place(1, AtMarket("BUY", 1) with { OrderType = "MOC" }, Euro)));
        Assert.Equal(["error 387"], Lines(_b.Place(1, AtMarket("BUY", 1) with { OrderType = "MIDPRICE" }, Future)));
    }

    private List<BrokerEvent> PassTo(double seconds)
    {
        var before = _b.Told.Count;
        _b.Pass(seconds);
        return _b.Told[before..];
    }
}
