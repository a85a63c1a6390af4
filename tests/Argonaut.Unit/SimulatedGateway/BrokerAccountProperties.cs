using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Contracts;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Argonaut.Tests.Unit.SimulatedGateway.BrokerUnderTest;

namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>Whatever happens, positions, cash and profit are what the executions say (ib-tws-protocol.md 12.1, rule 9).</summary>
public sealed class BrokerAccountProperties
{
    private static readonly SimulatedContract[] Contracts = [Apple, Future, Euro, Yen, Vodafone, Option];
    private static readonly decimal[] Prices = [250m, 6_650m, 1.085m, 152m, 90m, 12m];

    [Fact]
    public void Positions_cash_and_profit_follow_from_the_executions() =>
        Prop.ForAll(Gen.Choose(0, 1 << 30).ArrayOf(60).ToArbitrary(), draws => Holds(Played(draws))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_closed_long_and_a_closed_short_realize_their_difference()
    {
        var b = new BrokerUnderTest();
        b.Quote(99.99m, 100m);
        b.Place(1, AtMarket("BUY", 100));
        b.Quote(110m, 110.01m, bidSize: 200);
        b.Place(2, AtMarket("SELL", 200));
        b.Quote(104.99m, 105m);
        b.Place(3, AtMarket("BUY", 100));
        var position = b.Account.Positions[Apple.ConId];
        Assert.Equal((0m, 0m), (position.Quantity, position.AverageCost));
        Assert.Equal(1000m + 500m - 3m, position.Realized);
        Assert.Equal(1_000_000m + 1497m, b.Account.Cash["USD"]);
        Assert.Equal([null, 998.5m, 498.5m], b.Account.Executions.Select(e => e.Realized));
    }

    [Fact]
    public void The_average_cost_of_a_future_has_its_multiplier_and_of_a_pence_quote_is_in_pounds()
    {
        var b = new BrokerUnderTest();
        b.Quote(6_649.75m, 6_650m, contract: Future);
        b.Quote(89.99m, 90m, contract: Vodafone);
        b.Place(1, AtMarket("BUY", 2), Future);
        b.Place(2, AtMarket("BUY", 100), Vodafone);
        Assert.Equal(6_650m * 50, b.Account.Positions[Future.ConId].AverageCost);
        Assert.Equal((100 * 0.90m + 3m) / 100, b.Account.Positions[Vodafone.ConId].AverageCost);
        Assert.Equal(-93m, b.Account.Cash["GBP"]);
    }

    [Fact]
    public void A_pair_exchanges_cash()
    {
        var b = new BrokerUnderTest();
        b.Quote(1.08495m, 1.085m, bidSize: 100_000, askSize: 100_000, contract: Euro);
        b.Place(1, AtMarket("BUY", 20_000), Euro);
        Assert.Equal(20_000m, b.Account.Cash["EUR"]);
        Assert.Equal(1_000_000m - 21_700m - 2m, b.Account.Cash["USD"]);
    }

    /// <summary>Orders of all kinds, changes, cancels and quotes in an order that the draws decide.</summary>
    private static BrokerUnderTest Played(int[] draws)
    {
        var b = new BrokerUnderTest(new BrokerOptions { InitialCash = 5_000_000 });
        for (var i = 0; i < Contracts.Length; i++) Quote(b, i, 0);
        var id = 0;
        foreach (var draw in draws)
        {
            var which = draw % Contracts.Length;
            var (action, size) = ((draw >> 4 & 1) == 0 ? "BUY" : "SELL", 1 + (draw >> 5) % 40);
            var price = Grid(Prices[which] * (1 + ((draw >> 12) % 9 - 4) / 400m), Contracts[which]);
            switch (draw >> 20 & 7)
            {
                case 0:
                    b.Place(++id, AtMarket(action, size), Contracts[which]);
                    break;
                case 1 or 2:
                    b.Place(++id, Limit(action, size, price), Contracts[which]);
                    break;
                case 3:
                    b.Place(++id, Stop(action, size, price) with { TriggerMethod = 4 }, Contracts[which]);
                    break;
                case 4 when id > 0:
                    b.Cancel(1 + draw % id);
                    break;
                case 5:
                    b.Place(++id, Limit(action, size, price) with { Tif = "IOC" }, Contracts[which]);
                    break;
                default:
                    Quote(b, which, (draw >> 12) % 21 - 10);
                    break;
            }
        }

        return b;
    }

    private static bool Holds(BrokerUnderTest b)
    {
        var account = b.Account;
        foreach (var order in b.Broker.Orders)
        {
            var fills = account.Executions.Where(e => e.PermId == order.PermId).ToList();
            if (order.Filled != fills.Sum(e => e.Quantity) || order.Filled > order.Quantity) return false;
        }

        foreach (var position in account.Positions.Values)
            if (position.Quantity != account.Executions.Where(e => e.Contract == position.Contract).Sum(e => e.SignedQuantity)) return false;

        var figures = b.Broker.FiguresOf(account);
        // Commissions that are charged in another currency than the contract's are in no position.
        var outside = account.Executions.Where(e => Fees.CurrencyOf(e.Contract) != e.Contract.Currency).Sum(e => e.Commission);
        var expected = account.InitialCash + figures.Realized + figures.Unrealized - outside;
        return Math.Abs(figures.NetLiquidation - expected) < 0.000001m && IndependentCash(account);
    }

    /// <summary>Cash once more, written another way: shares and options by their price, futures by their closed profit, pairs on both sides.</summary>
    private static bool IndependentCash(SimulatedAccount account)
    {
        var cash = new Dictionary<string, decimal> { ["USD"] = account.InitialCash };
        foreach (var e in account.Executions)
        {
            Add(Fees.CurrencyOf(e.Contract), -e.Commission);
            if (e.Contract.SecType == "FUT") continue;
            Add(e.Contract.Currency, -e.SignedQuantity * e.UnitValue);
            if (e.Contract.SecType == "CASH") Add(e.Contract.Symbol, e.SignedQuantity);
        }

        foreach (var future in account.Executions.Where(e => e.Contract.SecType == "FUT").GroupBy(e => e.Contract.ConId))
        {
            var held = account.Positions[future.Key];
            Add(held.Contract.Currency, held.Cost - future.Sum(e => e.SignedQuantity * e.UnitValue));
        }

        return cash.All(c => Math.Abs(c.Value - account.Cash.GetValueOrDefault(c.Key)) < 0.000001m);

        void Add(string currency, decimal amount) => cash[currency] = cash.GetValueOrDefault(currency) + amount;
    }

    private static void Quote(BrokerUnderTest b, int which, int steps)
    {
        var contract = Contracts[which];
        var tick = contract.TickMantissa / (decimal)Argonaut.Domain.Numbers.FixedPoint.PowerOfTen(contract.WirePriceScale);
        var bid = Grid(Prices[which] * (1 + steps / 2000m), contract);
        b.Quote(bid, bid + tick, bidSize: 5 + Math.Abs(steps), askSize: 7, contract: contract);
    }

    private static decimal Grid(decimal price, SimulatedContract contract)
    {
        var tick = contract.TickMantissa / (decimal)Argonaut.Domain.Numbers.FixedPoint.PowerOfTen(contract.WirePriceScale);
        return Math.Round(price / tick) * tick;
    }
}
