using Argonaut.Domain;
using Argonaut.SimulatedGateway.Faults;

namespace Argonaut.SimulatedGateway.Broker;

internal sealed partial class SimulatedBroker
{
    private void Fill(SimulatedOrder order, decimal price, decimal quantity, int liquidity, UnixNanos now)
    {
        if (order.Terms.OrderType == "MTL") order.LimitPrice ??= price;
        var executions = Execute(order, price, quantity, liquidity, now);
        var status = order.Remaining > 0 || _takeFault(FaultCatalog.MissingStatus, order.ClientId) is null;
        if (order.Remaining <= 0) Complete(order, OrderStatuses.Filled, $"Filled Size: {order.Filled}", now, status);
        else if (!order.IsDone) Tell(order, status);
        foreach (var execution in executions)
        {
            ReportCommission(order, execution, now);
            Correct(order, execution, now);
        }

        AfterFill(order, quantity, now);
    }

    /// <summary>Books a fill and tells it. A combo has an execution of its own, which changes no account, and one for each leg, which do.</summary>
    /// <returns>The executions that changed an account.</returns>
    private List<Execution> Execute(SimulatedOrder order, decimal price, decimal quantity, int liquidity, UnixNanos now)
    {
        order.Filled += quantity;
        order.FilledValue += price * quantity;
        order.LastPrice = price;
        var id = $"{ExecIdPrefix}.{++_lastExecution:x8}";
        var whole = Book(order, $"{id}.01.01", price, quantity, liquidity, now);
        _tell(new ExecutionEvent(order.ClientId, whole));
        List<Execution> booked = order.Contract.SecType == "BAG" ? BookLegs(order, id, price, quantity, liquidity, now) : [whole];
        foreach (var execution in booked)
        {
            if (execution != whole) _tell(new ExecutionEvent(order.ClientId, execution));
            var account = AccountOf(order.Account);
            _tell(new PositionEvent(account, account.Positions[execution.Contract.ConId]));
        }

        return booked;
    }

    private List<Execution> BookLegs(SimulatedOrder order, string id, decimal price, decimal quantity, int liquidity, UnixNanos now)
    {
        var combo = order.Contract;
        var prices = Combos.PricesOf(combo, order.IsBuy, price, _marketOf);
        var booked = new List<Execution>();
        for (var i = 0; i < combo.Legs.Length; i++)
        {
            var (leg, size) = (combo.Legs[i], quantity * combo.Legs[i].Ratio);
            var before = order.Legs.GetValueOrDefault(leg.Contract.ConId);
            var (filled, value) = (before.Quantity + size, before.Value + size * prices[i]);
            var fee = Fees.Of(leg.Contract, filled, value / leg.Contract.PriceMagnifier * SimulatedAccount.MultiplierOf(leg.Contract));
            order.Legs[leg.Contract.ConId] = new LegFills(filled, value, fee);
            booked.Add(AccountOf(order.Account).Book(new Execution(
                $"{id}.{i + 2:00}.01", now, leg.Contract, ExchangeOf(order), order.Account, order.ClientId, order.OrderId, order.PermId, order.Terms.OrderRef,
                leg.IsBuy == order.IsBuy, size, prices[i], filled, value / filled, liquidity, fee - before.Commission)));
        }

        return booked;
    }

    private Execution Book(SimulatedOrder order, string execId, decimal price, decimal quantity, int liquidity, UnixNanos now)
    {
        var execution = new Execution(
            execId, now, order.Contract, ExchangeOf(order), order.Account, order.ClientId, order.OrderId, order.PermId, order.Terms.OrderRef, order.IsBuy,
            quantity, price, order.Filled, order.AveragePrice, liquidity, Commission: 0);
        if (order.Contract.SecType == "BAG") return AccountOf(order.Account).Book(execution);   // its legs are charged
        var fee = Fees.Of(order.Contract, order.Filled, order.FilledValue / order.Contract.PriceMagnifier * SimulatedAccount.MultiplierOf(order.Contract));
        execution = execution with { Commission = fee - order.CommissionSoFar };
        order.CommissionSoFar = fee;
        return AccountOf(order.Account).Book(execution);
    }

    private void ReportCommission(SimulatedOrder order, Execution execution, UnixNanos now)
    {
        var delay = _takeFault(FaultCatalog.LateCommission, order.ClientId) is { } late ? late.Seconds() : _options.CommissionLatency;
        After(now, delay, _ => _tell(new CommissionEvent(order.ClientId, Latest(execution))));
        if (_takeFault(FaultCatalog.CommissionTwice, order.ClientId) is not { } twice) return;
        var factor = twice.Decimal("factor");
        After(now, delay * 2, _ =>
        {
            var booked = AccountOf(order.Account).Replace(Latest(execution) with { Commission = execution.Commission * factor });
            order.CommissionSoFar += execution.Commission * (factor - 1);
            _tell(new CommissionEvent(order.ClientId, booked));
        });
    }

    /// <summary>The fault <c>execCorrection</c>: the same execution again as <c>.02</c> with another price.</summary>
    private void Correct(SimulatedOrder order, Execution execution, UnixNanos now)
    {
        if (order.Contract.SecType == "BAG" || _takeFault(FaultCatalog.ExecCorrection, order.ClientId) is not { } fault) return;
        var by = fault.Int("ticks") * order.Contract.TickMantissa / (decimal)Domain.Numbers.FixedPoint.PowerOfTen(order.Contract.WirePriceScale);
        After(now, _options.CommissionLatency * 2, _ =>
        {
            order.FilledValue += by * execution.Quantity;
            var account = AccountOf(order.Account);
            var corrected = account.Replace(Latest(execution) with
            {
                ExecId = $"{execution.Root}.02",
                Price = execution.Price + by,
                AveragePrice = order.AveragePrice,
            });
            _tell(new ExecutionEvent(order.ClientId, corrected));
            _tell(new CommissionEvent(order.ClientId, corrected));
            _tell(new PositionEvent(account, account.Positions[order.Contract.ConId]));
        });
    }

    /// <summary>The execution as it is booked now: perhaps corrected.</summary>
    private Execution Latest(Execution execution) => AccountOf(execution.Account).Executions.Last(e => e.Root == execution.Root);

    /// <summary>One of the exchanges for a smart order, always the same for the same order.</summary>
    private static string ExchangeOf(SimulatedOrder order)
    {
        var exchanges = order.Contract.ValidExchanges;
        return order.Exchange != "SMART" ? order.Exchange : exchanges.Length > 1 ? exchanges[1 + (int)(order.PermId % (exchanges.Length - 1))] : exchanges[0];
    }

    /// <summary>What a fill does to others: it wakes the children of a parent and cuts the other orders of its group.</summary>
    private void AfterFill(SimulatedOrder order, decimal quantity, UnixNanos now)
    {
        if (order.Status == OrderStatuses.Filled)
            foreach (var child in _all.Where(o => o.Parent == order && o.WhyHeld == "child" && !o.IsDone).ToList())
            {
                child.WhyHeld = "";
                Arrive(child, now);
            }

        if (order.OcaGroup.Length == 0) return;
        foreach (var other in _all.Where(o => o != order && !o.IsDone && o.OcaGroup == order.OcaGroup && o.Account == order.Account).ToList())
        {
            if (order.OcaType is 0 or 1 || order.Remaining <= 0)
            {
                Finish(other, OrderStatuses.Cancelled, "Cancelled: another order of the group was filled", now, "");
                continue;
            }

            other.Quantity = Math.Max(other.Filled, other.Quantity - quantity);
            if (other.Remaining <= 0) Finish(other, OrderStatuses.Cancelled, "Cancelled: another order of the group was filled", now, "");
            else Tell(other);
        }
    }
}
