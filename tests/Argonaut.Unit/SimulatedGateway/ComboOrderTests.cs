using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;
using Xunit;
using static Argonaut.Tests.Unit.SimulatedGateway.BrokerTexts;
using static Argonaut.Tests.Unit.SimulatedGateway.BrokerUnderTest;

namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>Orders for several contracts at once (ib-tws-protocol.md 8.11, 9.5 rule 5).</summary>
public sealed class ComboOrderTests
{
    private readonly BrokerUnderTest _b = new();

    public ComboOrderTests()
    {
        _b.Quote(99.99m, 100.01m);
        _b.Quote(409.98m, 410.02m, contract: Other);
    }

    [Fact]
    public void A_combo_trades_at_the_sum_of_its_legs_and_has_an_execution_for_itself_and_one_for_each_leg()
    {
        var pair = Pair(AtMarket("BUY", 10));
        var told = _b.Place(1, pair, Combo(pair));
        Assert.Equal(["open PreSubmitted", "exec 10@-309.97", "exec 10@100.01", "exec 10@409.98", "Filled 10/0", "commission", "commission"], Lines(told));
        var executions = told.OfType<ExecutionEvent>().Select(e => e.Execution).ToList();
        Assert.Equal(["BAG", "STK", "STK"], executions.Select(e => e.Contract.SecType));
        Assert.Equal(["01.01", "02.01", "03.01"], executions.Select(e => e.ExecId[^5..]));
        Assert.Equal([true, true, false], executions.Select(e => e.IsBuy));
    }

    [Fact]
    public void Positions_and_cash_follow_the_legs_alone()
    {
        var pair = Pair(AtMarket("BUY", 10));
        _b.Place(1, pair, Combo(pair));
        Assert.Equal([(Apple.ConId, 10m), (Other.ConId, -10m)], _b.Account.Positions.Values.Select(p => (p.Contract.ConId, p.Quantity)));
        Assert.Equal(1_000_000m - 1000.1m + 4099.8m - 2m, _b.Account.Cash["USD"]);
    }

    [Fact]
    public void A_limit_on_the_combo_is_kept_and_the_legs_add_up_to_it()
    {
        var pair = Pair(Limit("BUY", 10, -310m));
        _b.Place(1, pair, Combo(pair));
        Assert.Equal(0, _b.Order(1).Filled);
        _b.Quote(99.93m, 99.95m);
        Assert.Equal((OrderStatuses.Filled, -310m), (_b.Order(1).Status, _b.Order(1).AveragePrice));
        Assert.Equal(-310m, _b.Account.Executions.Where(e => e.Contract.SecType == "STK").Sum(e => e.IsBuy ? e.Price : -e.Price));
    }

    [Fact]
    public void Who_sells_the_combo_has_every_leg_the_other_way()
    {
        var pair = Pair(AtMarket("SELL", 10));
        _b.Place(1, pair, Combo(pair));
        Assert.Equal([-10m, 10m], _b.Account.Positions.Values.Select(p => p.Quantity));
        Assert.Equal(99.99m - 410.02m, _b.Order(1).AveragePrice);
    }

    [Fact]
    public void Shares_of_the_legs_quotes_are_taken_once()
    {
        var pair = Pair(AtMarket("BUY", 150));
        _b.Place(1, pair, Combo(pair));
        Assert.Equal(100m, _b.Order(1).Filled);
        _b.Quote(99.99m, 100.01m);
        Assert.Equal(100m, _b.Order(1).Filled);   // the other leg has nothing left
        _b.Quote(409.98m, 410.02m, contract: Other);
        Assert.Equal(150m, _b.Order(1).Filled);
    }

    [Fact]
    public void A_stock_at_ratio_100_counts_once_against_an_option_of_100()
    {
        _b.Quote(4.98m, 5.02m, contract: Option);
        var covered = AtMarket("BUY", 1) with { Legs = [new OrderLeg(Apple.ConId, 100, "BUY", "SMART"), new OrderLeg(Option.ConId, 1, "SELL", "SMART")] };
        _b.Place(1, covered, Combo(covered));
        Assert.Equal(100.01m - 4.98m, _b.Order(1).AveragePrice);
        Assert.Equal(1_000_000m - 10_001m + 498m - _b.Account.Executions.Sum(e => e.Commission), _b.Account.Cash["USD"]);
    }

    [Fact]
    public void Prices_of_all_legs_make_the_limit()
    {
        var pair = Pair(AtMarket("BUY", 10) with { OrderType = "LMT", LegPrices = [99.95m, 410.00m] });
        _b.Place(1, pair, Combo(pair));
        Assert.Equal(-310.05m, _b.Order(1).Limit);
    }

    [Fact]
    public void A_trial_of_a_combo_shows_the_margin_and_the_commission_of_its_legs()
    {
        var pair = Pair(AtMarket("BUY", 100) with { WhatIf = true });
        var told = Assert.IsType<OrderEvent>(Assert.Single(_b.Place(1, pair, Combo(pair))));
        Assert.Equal((25_500m, 2m), (told.Order.State.Margin.InitChange, told.Order.State.Commission));
    }

    [Fact]
    public void An_open_order_describes_its_legs()
    {
        var pair = Pair(Limit("BUY", 10, -400m));
        var view = _b.Place(1, pair, Combo(pair)).OfType<OrderEvent>().First().Order;
        Assert.Equal($"{Apple.ConId}|1,{Other.ConId}|-1", view.Identity.ComboLegsDescription);
        Assert.Equal("BAG", view.Contract.SecType);
        Assert.Equal(2, view.Terms.Legs.Length);
    }

    [Fact]
    public void A_combo_can_be_changed_and_one_of_other_legs_is_another_contract()
    {
        var pair = Pair(Limit("BUY", 10, -400m));
        _b.Place(1, pair, Combo(pair));
        Assert.Equal(["Submitted"], Statuses(_b.Place(1, Pair(Limit("BUY", 10, -390m)), Combo(pair))));
        var other = pair with { Legs = [pair.Legs[0], new OrderLeg(Future.ConId, 1, "SELL", "CME")] };
        Assert.Equal(["error 105"], Lines(_b.Place(1, other, Combo(other))));
    }

    [Fact]
    public void Combos_that_are_none_are_refused()
    {
        var pair = Pair(AtMarket("BUY", 1));
        Assert.Equal(314, WhyNoCombo(pair with { Legs = [] }));
        Assert.Equal(313, WhyNoCombo(pair with { Legs = [pair.Legs[0], new OrderLeg(999, 1, "BUY", "SMART")] }));
        Assert.Equal(313, WhyNoCombo(pair with { Legs = [pair.Legs[0], pair.Legs[1] with { Ratio = 0 }] }));
        Assert.Equal(312, WhyNoCombo(pair with { Legs = [pair.Legs[0]] }));
        Assert.Equal(312, WhyNoCombo(pair with { Legs = [pair.Legs[0], new OrderLeg(Vodafone.ConId, 1, "BUY", "LSE")] }));
        Assert.Equal(["error 387"], Lines(_b.Place(1, pair with { OrderType = "MOC" }, Combo(pair))));
    }

    private static OrderTerms Pair(OrderTerms order) =>
        order with { Legs = [new OrderLeg(Apple.ConId, 1, "BUY", "SMART"), new OrderLeg(Other.ConId, 1, "SELL", "SMART")] };
}
