using Argonaut.Domain;
using Argonaut.SimulatedGateway.Faults;

namespace Argonaut.SimulatedGateway.Broker;

internal sealed partial class SimulatedBroker
{
    private void Fill(SimulatedOrder order, decimal price, decimal quantity, int liquidity, UnixNanos now)
    {
        order.Filled += quantity;
        order.FilledValue += price * quantity;
        order.LastPrice = price;
        if (order.Terms.OrderType == "MTL") order.LimitPrice ??= price;
        var execution = Book(order, $"{ExecIdPrefix}.{++_lastExecution:x8}.01.01", price, quantity, liquidity, now);
        _tell(new ExecutionEvent(order.ClientId, execution));
        var account = AccountOf(order.Account);
        _tell(new PositionEvent(account, account.Positions[order.Contract.ConId]));
        var status = order.Remaining > 0 || _takeFault(FaultCatalog.MissingStatus, order.ClientId) is null;
        if (order.Remaining <= 0) Complete(order, OrderStatuses.Filled, $"Filled Size: {order.Filled}", now, status);
        else if (!order.IsDone) Tell(order, status);
        ReportCommission(order, execution, now);
        Correct(order, execution, now);
        AfterFill(order, quantity, now);
    }

    private Execution Book(SimulatedOrder order, string execId, decimal price, decimal quantity, int liquidity, UnixNanos now)
    {
        var execution = new Execution(
            execId, now, order.Contract, ExchangeOf(order), order.Account, order.ClientId, order.OrderId, order.PermId, order.Terms.OrderRef, order.IsBuy,
            quantity, price, order.Filled, order.AveragePrice, liquidity, Commission: 0);
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
        if (_takeFault(FaultCatalog.ExecCorrection, order.ClientId) is not { } fault) return;
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
