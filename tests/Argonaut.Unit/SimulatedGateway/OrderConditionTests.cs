using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Protocol;
using Xunit;
using static Argonaut.Tests.Unit.SimulatedGateway.BrokerTexts;
using static Argonaut.Tests.Unit.SimulatedGateway.BrokerUnderTest;

namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>Orders that wait for conditions or end by them (ib-tws-protocol.md 8.11).</summary>
public sealed class OrderConditionTests
{
    private readonly BrokerUnderTest _b = new();

    public OrderConditionTests() => _b.Quote(99.99m, 100.01m);

    [Fact]
    public void An_order_is_held_until_its_price_condition_is_met()
    {
        Assert.Equal(["PreSubmitted"], Lines(Place(Price(isMore: true, "101"))));
        _b.Trade(100.99m);
        Assert.Equal(OrderStatuses.PreSubmitted, _b.Order(1).Status);
        Assert.Equal("Submitted", Lines(_b.Trade(101m))[0]);
    }

    [Fact]
    public void The_condition_can_watch_another_contract()
    {
        Place(new OrderCondition(1, true, ["0", "410", $"{Other.ConId}", "SMART", "0"]));
        _b.Trade(409m);
        Assert.Equal(OrderStatuses.PreSubmitted, _b.Order(1).Status);
        _b.Trade(409m, contract: Other);
        Assert.Equal(OrderStatuses.Submitted, _b.Order(1).Status);
    }

    [Fact]
    public void A_time_condition_is_met_by_the_clock_alone()
    {
        Place(new OrderCondition(3, true, ["1", "20261120-14:31:00"]));
        _b.Pass(58);
        Assert.Equal(OrderStatuses.PreSubmitted, _b.Order(1).Status);
        _b.Pass(1);
        Assert.Equal(OrderStatuses.Submitted, _b.Order(1).Status);
    }

    [Fact]
    public void A_margin_condition_looks_at_the_cushion_of_the_account()
    {
        Place(new OrderCondition(4, true, ["0", "80"]));
        Assert.Equal(OrderStatuses.PreSubmitted, _b.Order(1).Status);
        _b.Quote(99.99m, 100.01m, askSize: 10_000);
        _b.Place(2, AtMarket("BUY", 10_000));
        _b.Pass(1);
        Assert.Equal(OrderStatuses.Submitted, _b.Order(1).Status);
    }

    [Fact]
    public void An_execution_condition_is_met_by_a_later_fill_of_that_symbol()
    {
        _b.Place(1, AtMarket("BUY", 10), client: 8);
        Place(new OrderCondition(5, true, ["STK", "SMART", "AAPL"]));
        _b.Pass(5);
        Assert.Equal(OrderStatuses.PreSubmitted, _b.Order(1).Status);
        _b.Quote(99.99m, 100.01m);
        _b.Place(2, AtMarket("BUY", 10), client: 8);
        Assert.Equal(OrderStatuses.Submitted, _b.Order(1).Status);
    }

    [Fact]
    public void A_volume_condition_counts_what_was_traded_today()
    {
        Place(new OrderCondition(6, true, ["1", "100", $"{Apple.ConId}", "SMART"]));
        _b.Trade(100m, 60);
        Assert.Equal(OrderStatuses.PreSubmitted, _b.Order(1).Status);
        _b.Trade(100m, 40);
        Assert.Equal(OrderStatuses.Submitted, _b.Order(1).Status);
    }

    [Fact]
    public void A_change_condition_counts_from_the_close_of_the_day_before()
    {
        _b.Trade(100m);
        _b.Pass(24 * 3600);
        Place(new OrderCondition(7, true, ["1", "2.5", $"{Apple.ConId}", "SMART"]));
        _b.Trade(102.49m);
        Assert.Equal(OrderStatuses.PreSubmitted, _b.Order(1).Status);
        _b.Trade(102.5m);
        Assert.Equal(OrderStatuses.Submitted, _b.Order(1).Status);
    }

    [Theory]
    [InlineData("a", "a", 105.0, false)]
    [InlineData("o", "a", 103.0, true)]
    [InlineData("o", "a", 101.0, false)]
    [InlineData("a", "o", 105.0, true)]
    [InlineData("a", "o", 103.0, false)]
    [InlineData("o", "o", 101.0, true)]
    public void Conditions_are_joined_and_before_or(string first, string second, double price, bool isMet)
    {
        // Above 102; below 101.5; above 104: at 101 only the second holds, at 103 only the first, at 105 the first and the third.
        Place(Price(true, "102") with { IsAnd = first == "a" }, Price(false, "101.5") with { IsAnd = second == "a" }, Price(true, "104"));
        _b.Trade((decimal)price);
        Assert.Equal(isMet ? OrderStatuses.Submitted : OrderStatuses.PreSubmitted, _b.Order(1).Status);
    }

    [Fact]
    public void Conditions_can_end_an_order_that_works()
    {
        _b.Place(1, Limit("BUY", 10, 90m) with { Conditions = [Price(true, "101")], ConditionsCancelOrder = true });
        Assert.Equal(OrderStatuses.Submitted, _b.Order(1).Status);
        Assert.Equal(["Cancelled 0/10", "error 202"], Lines(_b.Trade(101m)));
    }

    [Theory]
    [InlineData(false, "PreSubmitted")]
    [InlineData(true, "Submitted")]
    public void Outside_the_regular_hours_conditions_count_only_when_the_order_says_so(bool ignores, string status)
    {
        var b = new BrokerUnderTest(realCalendar: true, start: new Argonaut.Domain.UnixNanos(1_795_177_800_000_000_000));   // 12:30 UTC: before the regular hours
        b.Place(1, Limit("BUY", 10, 90m) with { OutsideRth = true, Conditions = [Price(true, "101")], ConditionsIgnoreRth = ignores });
        b.Trade(101m);
        Assert.Equal(status, b.Order(1).Status);
    }

    [Fact]
    public void A_held_order_is_cancelled_like_any_other()
    {
        Place(Price(true, "101"));
        Assert.Equal(["status PendingCancel", "Cancelled 0/10", "error 202"], Lines(_b.Cancel(1)));
        _b.Trade(102m);
        Assert.Equal(OrderStatuses.Cancelled, _b.Order(1).Status);
    }

    [Fact]
    public void Conditions_that_make_no_sense_are_refused()
    {
        Assert.Equal(["error 391"], Lines(Place(new OrderCondition(3, true, ["1", "soon"]))));
        Assert.Equal(["error 321"], Lines(Place(new OrderCondition(1, true, ["1", "101", "999", "SMART", "0"]))));
        Assert.Equal(["error 321"], Lines(Place(new OrderCondition(6, true, ["1", "many", $"{Apple.ConId}", "SMART"]))));
        Assert.Empty(_b.Broker.Orders);
    }

    private List<BrokerEvent> Place(params OrderCondition[] conditions) => _b.Place(1, Limit("BUY", 10, 90m) with { Conditions = [.. conditions] });

    private static OrderCondition Price(bool isMore, string price) => new(1, true, [isMore ? "1" : "0", price, $"{Apple.ConId}", "SMART", "2"]);
}
