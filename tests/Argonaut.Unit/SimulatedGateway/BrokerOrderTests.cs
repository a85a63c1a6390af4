using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Faults;
using Xunit;
using static Argonaut.Tests.Unit.SimulatedGateway.BrokerTexts;
using static Argonaut.Tests.Unit.SimulatedGateway.BrokerUnderTest;

namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>The life of orders (ib-tws-protocol.md 9, 12.1 rules 9 and 10, 12.3).</summary>
public sealed class BrokerOrderTests
{
    private readonly BrokerUnderTest _b = new();

    public BrokerOrderTests() => _b.Quote(99.99m, 100.01m);

    [Fact]
    public void A_limit_order_rests_fills_in_parts_and_ends()
    {
        Assert.Equal(["PreSubmitted", "Submitted"], Statuses(_b.Place(1, Limit("BUY", 100, 99m))));
        var part = _b.Quote(98.98m, 99m, askSize: 40);
        Assert.Equal(["exec 40@99", "Submitted 40/60"], Lines(part));
        var rest = _b.Quote(98.97m, 98.99m, askSize: 500);
        Assert.Equal(["exec 60@99", "Filled 100/0"], Lines(rest));
        Assert.Equal(1.00m, _b.Account.Executions.Sum(e => e.Commission));
    }

    [Fact]
    public void A_limit_order_that_crosses_takes_the_better_price()
    {
        _b.Place(1, Limit("BUY", 50, 101m));
        Assert.Equal(100.01m, Assert.Single(_b.Account.Executions).Price);
        Assert.Equal(2, _b.Account.Executions[0].Liquidity);
    }

    [Fact]
    public void A_market_order_fills_at_once_without_a_first_status()
    {
        var told = _b.Place(1, AtMarket("SELL", 30));
        Assert.Equal(["open PreSubmitted", "exec 30@99.99", "Filled 30/0", "commission"], Lines(told));
    }

    [Fact]
    public void A_market_order_larger_than_the_quote_fills_over_several_quotes()
    {
        _b.Place(1, AtMarket("BUY", 250));
        Assert.Equal(100, _b.Order(1).Filled);
        _b.Quote(100m, 100.02m);
        _b.Quote(100m, 100.03m);
        Assert.Equal((250m, OrderStatuses.Filled), (_b.Order(1).Filled, _b.Order(1).Status));
        Assert.Equal((100 * 100.01m + 100 * 100.02m + 50 * 100.03m) / 250, _b.Order(1).AveragePrice);
    }

    [Fact]
    public void A_stop_waits_for_a_trade_and_becomes_a_market_order()
    {
        Assert.Equal(["PreSubmitted", "PreSubmitted trigger"], Lines(_b.Place(1, Stop("SELL", 10, 98m))));
        Assert.Empty(Lines(_b.Quote(97m, 97.02m)));
        Assert.Equal(["Submitted", "exec 10@97", "Filled 10/0"], Lines(_b.Trade(97.99m)));
    }

    [Fact]
    public void A_stop_limit_order_rests_at_its_limit_after_the_trigger()
    {
        _b.Place(1, Stop("BUY", 10, 101m) with { OrderType = "STP LMT", LmtPrice = 101.05m });
        _b.Quote(101.48m, 101.50m);
        _b.Trade(101.5m);
        Assert.Equal(OrderStatuses.Submitted, _b.Order(1).Status);
        Assert.Equal(["exec 10@101.05", "Filled 10/0"], Lines(_b.Quote(101m, 101.04m)));
    }

    [Fact]
    public void A_trailing_stop_follows_the_market_and_never_falls_back()
    {
        _b.Trade(100m);
        _b.Place(1, AtMarket("SELL", 10) with { OrderType = "TRAIL", AuxPrice = 1m, Tif = "GTC" });
        Assert.Equal(99m, _b.Order(1).StopPrice);
        _b.Trade(102m);
        _b.Trade(101.5m);
        Assert.Equal(101m, _b.Order(1).StopPrice);
        _b.Quote(100.9m, 101m);
        Assert.Equal(["Submitted", "exec 10@100.9", "Filled 10/0"], Lines(_b.Trade(100.95m)));
    }

    [Fact]
    public void A_touch_order_waits_for_the_market_to_come_to_it()
    {
        _b.Trade(100m);
        _b.Place(1, AtMarket("BUY", 10) with { OrderType = "MIT", AuxPrice = 99m });
        Assert.Equal(0, _b.Order(1).Filled);
        _b.Quote(98.9m, 98.95m);
        _b.Trade(98.95m);
        Assert.Equal(98.95m, Assert.Single(_b.Account.Executions).Price);
    }

    [Fact]
    public void A_market_to_limit_order_leaves_its_rest_as_a_limit_at_its_first_price()
    {
        _b.Place(1, AtMarket("BUY", 150) with { OrderType = "MTL" });
        _b.Quote(100.1m, 100.12m);
        Assert.Equal((100m, OrderStatuses.Submitted), (_b.Order(1).Filled, _b.Order(1).Status));
        _b.Quote(99.99m, 100.01m);
        Assert.Equal(150m, _b.Order(1).Filled);
    }

    [Fact]
    public void What_is_not_filled_at_once_of_an_immediate_order_is_cancelled()
    {
        var told = _b.Place(1, Limit("BUY", 150, 100.01m) with { Tif = "IOC" });
        Assert.Contains("Cancelled 100/50", Lines(told));
        Assert.Contains("error 202", Lines(told));
    }

    [Fact]
    public void An_order_that_must_fill_whole_fills_whole_or_not_at_all()
    {
        Assert.Contains("Cancelled 0/150", Lines(_b.Place(1, Limit("BUY", 150, 100.01m) with { Tif = "FOK" })));
        _b.Quote(99.99m, 100.01m, askSize: 150);
        Assert.Contains("Filled 150/0", Lines(_b.Place(2, Limit("BUY", 150, 100.01m) with { Tif = "FOK" })));
    }

    [Fact]
    public void A_dated_order_ends_at_its_date()
    {
        _b.Place(1, Limit("BUY", 10, 90m) with { Tif = "GTD", GoodTillDate = "20261120-14:31:00" });
        _b.Pass(50);
        Assert.False(_b.Order(1).IsDone);
        _b.Pass(10);
        Assert.Equal(OrderStatuses.Cancelled, _b.Order(1).Status);
    }

    [Fact]
    public void A_day_order_ends_with_its_session_and_waits_before_it()
    {
        var b = new BrokerUnderTest(realCalendar: true, start: new Argonaut.Domain.UnixNanos(1_795_177_800_000_000_000));   // 12:30 UTC: before the open
        b.Quote(99.99m, 100.01m);
        b.Place(1, Limit("BUY", 10, 101m) with { Tif = "DAY" });
        b.Place(2, Limit("BUY", 10, 90m) with { Tif = "DAY" });
        Assert.Equal((0m, OrderStatuses.PreSubmitted), (b.Order(1).Filled, b.Order(1).Status));
        b.Pass(2 * 3600);
        Assert.Equal(OrderStatuses.Filled, b.Order(1).Status);
        Assert.Equal(OrderStatuses.Submitted, b.Order(2).Status);
        b.Pass(7 * 3600);
        Assert.Equal(OrderStatuses.Cancelled, b.Order(2).Status);
    }

    [Fact]
    public void The_children_of_a_bracket_wake_when_their_parent_is_filled_and_one_ends_the_other()
    {
        Assert.Empty(_b.Place(9, Limit("BUY", 100, 99m) with { Transmit = false }));
        Assert.Empty(_b.Place(10, Limit("SELL", 100, 103m) with { Transmit = false, ParentId = 9 }));
        var told = _b.Place(11, Stop("SELL", 100, 97m) with { ParentId = 9 });
        Assert.Equal(["PreSubmitted", "PreSubmitted child", "PreSubmitted child", "Submitted"], Lines(told));
        _b.Quote(98.98m, 99m);
        _b.Pass(1);
        Assert.Equal((OrderStatuses.Submitted, OrderStatuses.PreSubmitted), (_b.Order(10).Status, _b.Order(11).Status));
        Assert.Equal("trigger", _b.Order(11).WhyHeld);
        var ended = _b.Quote(103m, 103.02m);
        Assert.Equal(["exec 100@103", "Filled 100/0", "Cancelled 0/100", "error 202"], Lines(ended));
        Assert.Equal(OrderStatuses.Cancelled, _b.Order(11).Status);
        Assert.Equal(0, _b.Account.Positions[Apple.ConId].Quantity);
    }

    [Fact]
    public void A_partial_fill_of_one_child_reduces_the_other()
    {
        _b.Place(9, Limit("BUY", 100, 101m) with { Transmit = false });
        _b.Place(10, Limit("SELL", 100, 103m) with { Transmit = false, ParentId = 9 });
        _b.Place(11, Stop("SELL", 100, 97m) with { ParentId = 9 });
        _b.Quote(103m, 103.02m, bidSize: 30);
        Assert.Equal((30m, 70m), (_b.Order(10).Filled, _b.Order(11).Quantity));
    }

    [Fact]
    public void Cancelling_a_parent_cancels_its_children()
    {
        _b.Place(9, Limit("BUY", 100, 99m) with { Transmit = false });
        _b.Place(10, Limit("SELL", 100, 103m) with { ParentId = 9 });
        Assert.Equal(["status PendingCancel", "Cancelled 0/100", "error 202", "Cancelled 0/100", "error 202"], Lines(_b.Cancel(9)));
        Assert.Equal(OrderStatuses.Cancelled, _b.Order(10).Status);
    }

    [Fact]
    public void A_fill_in_a_group_cancels_the_others()
    {
        _b.Place(1, Limit("BUY", 10, 99m) with { OcaGroup = "g", OcaType = 1 });
        _b.Place(2, Limit("BUY", 10, 98m) with { OcaGroup = "g", OcaType = 1 });
        _b.Quote(98.98m, 99m);
        Assert.Equal((OrderStatuses.Filled, OrderStatuses.Cancelled), (_b.Order(1).Status, _b.Order(2).Status));
    }

    [Fact]
    public void A_trial_order_is_answered_with_margins_and_never_exists()
    {
        var told = Assert.IsType<OrderEvent>(Assert.Single(_b.Place(8, AtMarket("BUY", 1000) with { WhatIf = true })));
        Assert.False(told.HasStatus);
        Assert.Equal((0m, 50_000m, 50_000m), (told.Order.State.Margin.InitBefore, told.Order.State.Margin.InitChange, told.Order.State.Margin.InitAfter));
        Assert.Equal(5m, told.Order.State.Commission);
        Assert.Empty(_b.Broker.Orders);
        Assert.Equal(9, _b.Broker.NextValidId(7));
    }

    [Fact]
    public void A_change_keeps_what_is_filled_and_takes_the_new_price()
    {
        _b.Place(1, Limit("BUY", 100, 99m));
        _b.Quote(98.98m, 99m, askSize: 40);
        Assert.Contains("Submitted 40/160", Lines(_b.Place(1, Limit("BUY", 200, 98.5m))));
        Assert.Equal(["exec 100@98.5", "Submitted 140/60"], Lines(_b.Quote(98.4m, 98.45m)));
    }

    [Theory]
    [InlineData(105, "SELL", 100, 99.0)]
    [InlineData(110, "BUY", 100, 99.005)]
    [InlineData(201, "BUY", 40, 99.0)]
    public void A_refused_change_leaves_the_order_as_it_was(int code, string action, decimal quantity, double price)
    {
        _b.Place(1, Limit("BUY", 100, 99m));
        _b.Quote(98.98m, 99m, askSize: 40);
        _b.Pass(1);
        Assert.Equal([$"error {code}"], Lines(_b.Place(1, Limit(action, quantity, (decimal)price))));
        Assert.Equal((100m, 99m), (_b.Order(1).Quantity, _b.Order(1).Limit));
    }

    [Fact]
    public void A_filled_order_cannot_be_changed_or_cancelled()
    {
        _b.Place(1, AtMarket("BUY", 10));
        Assert.Equal(["error 104"], Lines(_b.Place(1, AtMarket("BUY", 20))));
        Assert.Equal(["error 10148"], Lines(_b.Cancel(1)));
    }

    [Fact]
    public void An_unknown_order_cannot_be_cancelled() => Assert.Equal(["error 10147"], Lines(_b.Cancel(999)));

    [Fact]
    public void An_id_is_used_once()
    {
        _b.Place(5, AtMarket("BUY", 10));
        _b.Cancel(5);
        Assert.Equal(["error 103"], Lines(_b.Place(4, AtMarket("BUY", 10))));
        Assert.Equal(6, _b.Broker.NextValidId(7));
        Assert.Equal(1, _b.Broker.NextValidId(8));
    }

    [Fact]
    public void Another_client_cannot_cancel_an_order_but_a_global_cancel_ends_all()
    {
        _b.Place(1, Limit("BUY", 10, 90m));
        _b.Place(1, Limit("BUY", 10, 90m), client: 8);
        Assert.Equal(["error 10147"], Lines(_b.Cancel(1, client: 9)));
        _b.Broker.CancelAll(_b.Now);
        _b.Pass(1);
        Assert.All(_b.Broker.Orders, o => Assert.Equal(OrderStatuses.Cancelled, o.Status));
    }

    [Fact]
    public void An_order_of_before_a_restart_is_unknown_until_the_orders_were_asked_for()
    {
        _b.Place(1, Limit("BUY", 10, 90m));
        _b.Broker.Restarted();
        Assert.Equal(["error 10147"], Lines(_b.Cancel(1, knows: false)));
        Assert.Equal(OrderStatuses.Submitted, _b.Order(1).Status);
        _b.Cancel(1, knows: true);
        Assert.Equal(OrderStatuses.Cancelled, _b.Order(1).Status);
    }

    [Fact]
    public void Orders_that_make_no_sense_are_refused_before_they_exist()
    {
        Assert.Equal(["error 110"], Lines(_b.Place(1, Limit("BUY", 10, 99.005m))));
        Assert.Equal(["error 434"], Lines(_b.Place(1, Limit("BUY", 0, 99m))));
        Assert.Equal(["error 10268"], Lines(_b.Place(1, Limit("BUY", 1, 99m) with { ETradeOnly = true })));
        Assert.Equal(["error 201"], Lines(_b.Place(1, Limit("BUY", 2_000_000_000, 99m))));
        Assert.Equal(["error 387"], Lines(_b.Place(1, AtMarket("BUY", 1) with { OrderType = "BOX TOP" })));
        Assert.Equal(["error 321"], Lines(_b.Place(1, AtMarket("BUY", 1) with { Account = "DU999" })));
        Assert.Equal(["error 201"], Lines(_b.Place(1, AtMarket("BUY", 1) with { Account = "DUSIM01", FaGroup = "all" })));
        Assert.Equal(["error 391"], Lines(_b.Place(1, Limit("BUY", 1, 99m) with { Tif = "GTD", GoodTillDate = "soon" })));
        Assert.Empty(_b.Broker.Orders);
        var two = new BrokerUnderTest(accounts: "DU1,DU2");
        Assert.Equal(["error 435"], Lines(two.Place(1, Limit("BUY", 1, 99m))));
    }

    [Fact]
    public void An_order_beyond_the_means_of_the_account_is_rejected_and_inactive()
    {
        var told = _b.Place(1, Limit("BUY", 50_000, 100m));
        Assert.Equal(["error 201", "Inactive 0/50000"], Lines(told));
    }

    [Fact]
    public void A_contract_side_and_account_has_fifteen_working_orders()
    {
        for (var i = 1; i <= 15; i++) _b.Place(i, Limit("BUY", 1, 90m));
        Assert.Contains("error 201", Lines(_b.Place(16, Limit("BUY", 1, 90m))));
        Assert.Contains("Submitted", Lines(_b.Place(17, Limit("SELL", 1, 110m))));
    }

    [Fact]
    public void An_order_made_by_hand_belongs_to_client_0_and_can_be_bound()
    {
        var first = _b.Broker.PlaceManual(Limit("BUY", 10, 90m), Apple, _b.Now);
        Assert.Equal((0, 0), (first.ClientId, first.OrderId));
        _b.Broker.BindManualOrders(true);
        var second = _b.Broker.PlaceManual(Limit("BUY", 10, 90m), Apple, _b.Now);
        Assert.Equal(-1, second.OrderId);
        Assert.Equal(second.PermId, _b.Told.OfType<BoundEvent>().Single().PermId);
    }

    [Fact]
    public void Identifiers_have_their_forms()
    {
        _b.Place(1, AtMarket("BUY", 10));
        _b.Place(2, AtMarket("BUY", 10));
        Assert.All(_b.Account.Executions, e => Assert.Matches("^[0-9a-f]{8}\\.[0-9a-f]{8}\\.01\\.01$", e.ExecId));
        Assert.Equal(2, _b.Account.Executions.Select(e => e.ExecId).Distinct().Count());
        Assert.True(_b.Order(2).PermId > _b.Order(1).PermId);
    }

    [Fact]
    public void MissingStatus_leaves_the_status_of_a_fill_out()
    {
        _b.Arm(FaultCatalog.MissingStatus);
        Assert.Equal(["open PreSubmitted", "exec 10@100.01", "open Filled", "commission"], Lines(_b.Place(1, AtMarket("BUY", 10))));
    }

    [Fact]
    public void LateStatus_sends_an_old_status_after_filled()
    {
        _b.Arm(FaultCatalog.LateStatus);
        Assert.Equal(["open PreSubmitted", "exec 10@100.01", "Filled 10/0", "status Submitted 0/10", "commission"], Lines(_b.Place(1, AtMarket("BUY", 10))));
    }

    [Fact]
    public void ExecBeforeOpenOrder_leaves_the_first_open_order_out()
    {
        _b.Arm(FaultCatalog.ExecBeforeOpenOrder);
        Assert.Equal("exec 10@100.01", Lines(_b.Place(1, AtMarket("BUY", 10)))[0]);
    }

    [Fact]
    public void LateCommission_comes_after_its_seconds_and_CommissionTwice_changes_it()
    {
        _b.Arm(FaultCatalog.LateCommission, ("seconds", "30"));
        _b.Arm(FaultCatalog.CommissionTwice, ("factor", "3"));
        Assert.DoesNotContain("commission", Lines(_b.Place(1, AtMarket("BUY", 10))));
        _b.Pass(30);
        _b.Pass(31);
        Assert.Equal([1m, 3m], _b.Told.OfType<CommissionEvent>().Select(c => c.Execution.Commission));
        Assert.Equal(3m, _b.Account.Executions[0].Commission);
        Assert.Equal(1_000_000m - 1000.1m - 3m, _b.Account.Cash["USD"]);
    }

    [Fact]
    public void ExecCorrection_replaces_the_execution_and_restates_the_account()
    {
        _b.Arm(FaultCatalog.ExecCorrection, ("ticks", "5"));
        _b.Place(1, AtMarket("BUY", 10));
        Assert.Equal(["01", "02"], _b.Told.OfType<ExecutionEvent>().Select(e => e.Execution.ExecId[^2..]));
        Assert.Equal(100.06m, Assert.Single(_b.Account.Executions).Price);
        Assert.Equal(1_000_000m - 1000.6m - 1m, _b.Account.Cash["USD"]);
    }

    [Fact]
    public void CancelFillRace_can_be_won_by_the_fill()
    {
        _b.Place(1, Limit("BUY", 10, 99m));
        _b.Arm(FaultCatalog.CancelFillRace);
        Assert.Equal(["status PendingCancel", "exec 10@99", "Filled 10/0", "error 10148"], Lines(_b.Cancel(1))[..4]);
    }

    [Fact]
    public void CancelFillRace_can_bring_an_execution_after_the_end()
    {
        _b.Place(1, Limit("BUY", 10, 99m));
        _b.Arm(FaultCatalog.CancelFillRace, ("kind", "late"));
        Assert.Equal(["status PendingCancel", "Cancelled 0/10", "error 202", "exec 1@99"], Lines(_b.Cancel(1))[..4]);
        Assert.Equal(1, _b.Account.Positions[Apple.ConId].Quantity);
    }

    [Fact]
    public void RejectAfterAccept_rejects_a_working_order()
    {
        _b.Arm(FaultCatalog.RejectAfterAccept);
        Assert.Equal(["PreSubmitted", "Submitted", "error 201", "Inactive 0/10"], Lines(_b.Place(1, Limit("BUY", 10, 99m))));
    }

    [Fact]
    public void HoldLocate_holds_the_order_for_a_while()
    {
        _b.Arm(FaultCatalog.HoldLocate, ("seconds", "5"));
        Assert.Equal(["PreSubmitted", "PreSubmitted locate"], Lines(_b.Place(1, Limit("SELL", 10, 101m))));
        _b.Pass(5);
        Assert.Equal((OrderStatuses.Submitted, ""), (_b.Order(1).Status, _b.Order(1).WhyHeld));
    }
}
