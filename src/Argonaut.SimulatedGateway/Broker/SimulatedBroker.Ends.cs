using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

internal sealed partial class SimulatedBroker
{
    private void RequestCancel(SimulatedOrder order, UnixNanos now)
    {
        if (order.IsCancelRequested) return;
        order.IsCancelRequested = true;
        if (!order.IsTransmitted)
        {
            Finish(order, OrderStatuses.Cancelled, "Cancelled by Trader", now, "");
            return;
        }

        order.Status = OrderStatuses.PendingCancel;
        _tell(new OrderEvent(order.ClientId, View(order), HasOpenOrder: false));
        var race = order.Filled < order.Quantity ? _takeFault(FaultCatalog.CancelFillRace, order.ClientId) : null;
        After(now, _options.CancelLatency, at =>
        {
            if (order.IsDone) return;
            if (race is null)
            {
                Finish(order, OrderStatuses.Cancelled, "Cancelled by Trader", at, "");
                return;
            }

            var market = MarketOf(order.Contract);
            var price = order.Effective == "LMT" ? order.Limit : (order.IsBuy ? market.Ask : market.Bid) ?? order.Limit;
            if (race.Text("kind") == "late")
            {
                Finish(order, OrderStatuses.Cancelled, "Cancelled by Trader", at, "");
                After(at, _options.CommissionLatency, later => FillAfterEnd(order, price, later));
                return;
            }

            Fill(order, price, order.Remaining, 1, at);
            Refuse(order.ClientId, order.OrderId, 10148, $"OrderId {order.OrderId} that needs to be cancelled cannot be cancelled, state: {order.Status}.");
        });
    }

    /// <summary>An execution of the smallest size that arrives after Cancelled.</summary>
    private void FillAfterEnd(SimulatedOrder order, decimal price, UnixNanos now)
    {
        var quantity = Math.Min(1, order.Remaining);
        if (quantity <= 0) return;
        foreach (var execution in Execute(order, price, quantity, 1, now)) ReportCommission(order, execution, now);
    }

    /// <summary>Cancelled, with 202; children of an unfilled parent go with it.</summary>
    private void Finish(SimulatedOrder order, string status, string completed, UnixNanos now, string reason)
    {
        var wasTransmitted = order.IsTransmitted;
        Complete(order, status, completed, now, hasStatus: true, isTold: wasTransmitted);
        _tell(new OrderErrorEvent(order.ClientId, order.OrderId, 202, $"Order Canceled - reason:{reason}"));
        CancelChildren(order, now);
    }

    private void CancelChildren(SimulatedOrder order, UnixNanos now)
    {
        foreach (var child in _all.Where(o => o.Parent == order && !o.IsDone).ToList())
            Finish(child, OrderStatuses.Cancelled, "Cancelled: its parent was cancelled", now, "");
    }

    private void Complete(SimulatedOrder order, string status, string completed, UnixNanos now, bool hasStatus, bool isTold = true)
    {
        var before = View(order);
        order.Status = status;
        order.WhyHeld = "";
        order.IsWorking = false;
        order.CompletedAt = now;
        order.CompletedStatus = completed;
        if (!isTold) return;
        Tell(order, hasStatus);
        if (status == OrderStatuses.Filled && _takeFault(FaultCatalog.LateStatus, order.ClientId) is not null)
            _tell(new OrderEvent(
                order.ClientId, before with { State = new OrderStateFields(OrderStatuses.Submitted), Filled = 0, Remaining = order.Quantity, AveragePrice = 0, LastPrice = 0 },
                HasOpenOrder: false));
    }

    private void Rejected(SimulatedOrder order, string reason, UnixNanos now)
    {
        _tell(new OrderErrorEvent(order.ClientId, order.OrderId, 201, $"Order rejected - reason:{reason}"));
        Complete(order, OrderStatuses.Inactive, $"Rejected: {reason}", now, hasStatus: true);
        CancelChildren(order, now);
    }

    /// <summary>Why the broker does not take an order that is well formed; null when it does.</summary>
    private string? Reject(SimulatedOrder order)
    {
        var same = _all.Count(o => o != order && !o.IsDone && o.IsTransmitted && o.Contract.ConId == order.Contract.ConId && o.IsBuy == order.IsBuy && o.Account == order.Account);
        if (same >= _options.MaxWorkingOrders)
            return $"Exceeded the limit of {_options.MaxWorkingOrders} working orders for this contract, side and account.";
        if (order.Parent is not null) return null;   // it closes what its parent opens
        var (before, after) = Margins(order);
        return after > Math.Max(before, FiguresOf(AccountOf(order.Account)).NetLiquidation)
            ? "We are unable to accept your order. Your Available Funds are in sufficient to cover the change in margin of this order."
            : null;
    }

    private OrderStateFields WhatIf(SimulatedOrder order)
    {
        var figures = FiguresOf(AccountOf(order.Account));
        var (before, after) = Margins(order);
        var parts = Parts(order).ToList();
        var commission = parts.Sum(p => Fees.Of(
            p.Contract, Math.Abs(p.Signed), Math.Abs(p.Signed) * p.Price / p.Contract.PriceMagnifier * SimulatedAccount.MultiplierOf(p.Contract)));
        var equity = Math.Round(figures.NetLiquidation, 2);
        var (init, initAfter) = (Math.Round(before, 2), Math.Round(after, 2));
        var maintenance = Math.Round(figures.MaintenanceMargin, 2);
        var change = Math.Round(
            parts.Sum(p => figures.MaintenanceMarginOf(p.Contract, Held(order, p.Contract) + p.Signed, p.Price) - figures.MaintenanceMarginOf(p.Contract, Held(order, p.Contract), p.Price)), 2);
        var cost = commission * RateOf(Fees.CurrencyOf(order.Contract));
        return new OrderStateFields(OrderStatuses.PreSubmitted)
        {
            Margin = new MarginFigures(
                init, maintenance, equity, initAfter - init, change, -Math.Round(cost, 2), initAfter, maintenance + change, equity - Math.Round(cost, 2)),
            Commission = commission,
            CommissionCurrency = Fees.CurrencyOf(order.Contract),
            MarginCurrency = SimulatedAccount.BaseCurrency,
        };
    }

    /// <summary>Initial margin now and when this order is filled.</summary>
    private (decimal Before, decimal After) Margins(SimulatedOrder order)
    {
        var figures = FiguresOf(AccountOf(order.Account));
        var before = figures.InitialMargin;
        return (before, before + Parts(order).Sum(p =>
            figures.InitialMarginOf(p.Contract, Held(order, p.Contract) + p.Signed, p.Price) - figures.InitialMarginOf(p.Contract, Held(order, p.Contract), p.Price)));
    }

    /// <summary>What the order would bring into the account: its contract, or the legs of its combo; at its own price, legs at their marks.</summary>
    private IEnumerable<(SimulatedContract Contract, decimal Signed, decimal Price)> Parts(SimulatedOrder order)
    {
        if (order.Contract.SecType == "BAG")
            return order.Contract.Legs.Select(l =>
                (l.Contract, l.IsBuy == order.IsBuy ? order.Quantity * l.Ratio : -order.Quantity * l.Ratio, _marketOf(l.Contract).Mark ?? 0));
        var stop = order.Terms.OrderType is "STP" or "MIT" ? order.Terms.AuxPrice : null;   // of other types it is an offset
        return [(order.Contract, order.IsBuy ? order.Quantity : -order.Quantity, order.Terms.LmtPrice ?? stop ?? MarketOf(order.Contract).Mark ?? 0)];
    }

    private decimal Held(SimulatedOrder order, SimulatedContract contract) => AccountOf(order.Account).Positions.GetValueOrDefault(contract.ConId)?.Quantity ?? 0;

    /// <summary>A day order ends with its session, a good-till-date order at its date; around the clock there is no end of day.</summary>
    private UnixNanos? ExpiryOf(SimulatedOrder order, UnixNanos now)
    {
        if (order.Terms.Tif == "GTD" && WireTimes.TryParse(order.Terms.GoodTillDate, out var second)) return new UnixNanos(second * UnixNanos.PerSecond);
        var calendar = _calendarOf(order.Contract);
        if (order.Terms.Tif is not ("" or "DAY" or "DTC") || calendar.IsAroundTheClock) return null;
        for (var (date, left) = (now.UtcDate, 10); left > 0; date = date.AddDays(1), left--)
            if (calendar.Session(date, liquidOnly: !order.Terms.OutsideRth) is { } session && session.End * UnixNanos.PerMinute > now.Value)
                return new UnixNanos(session.End * UnixNanos.PerMinute);
        return null;
    }

    /// <summary>Price, quantity and time in force of a working order; a refused change leaves it as it was.</summary>
    private void Modify(SimulatedOrder order, PlaceOrderRequest request, SimulatedContract contract, UnixNanos now)
    {
        var terms = request.Order;
        if (contract.ConId != order.Contract.ConId || terms.Action != order.Terms.Action || terms.OrderType != order.Terms.OrderType
            || (terms.Account.Length > 0 && terms.Account != order.Account))
        {
            Refuse(order.ClientId, order.OrderId, 105, "Order being modified does not match original order.");
            return;
        }

        if (OrderChecks.Find(terms, contract, [.. Accounts.Select(static a => a.Name)], ContractOf, _options) is { } wrong)
        {
            Refuse(order.ClientId, order.OrderId, wrong.Code, wrong.Text);
            return;
        }

        if (terms.TotalQuantity is { } quantity && quantity <= order.Filled)
        {
            Refuse(order.ClientId, order.OrderId, 201, "Order rejected - reason:The new quantity is not above what is already filled.");
            return;
        }

        order.Terms = terms;
        order.Followed = FollowedBy(terms, contract);
        order.Quantity = terms.TotalQuantity ?? order.Quantity;
        order.ExpiresAt = ExpiryOf(order, now);
        order.StopPrice = order.IsWorking && terms.OrderType is "TRAIL" or "TRAIL LIMIT" ? terms.TrailStopPrice ?? order.StopPrice : order.StopPrice;
        if (!order.IsTransmitted)
        {
            if (terms.Transmit)
                foreach (var one in Family(order)) Transmit(one, now);
            return;
        }

        After(now, _options.AcknowledgeLatency, at =>
        {
            if (order.IsDone) return;
            Tell(order);
            if (!order.IsWorking || order.IsCancelRequested) return;
            order.IsResting = false;   // a better price may take at once
            Match(order, MarketOf(order.Contract), at);
        });
    }
}
