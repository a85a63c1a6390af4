using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>What orders wait for beside the market: conditions, auctions, the opening; and the moving prices of pegged orders.</summary>
internal sealed partial class SimulatedBroker
{
    private const int Warning = 399;
    private const int OutsideHoursIgnored = 2109;

    private void LookAtConditions(SimulatedOrder order, UnixNanos now)
    {
        if (order.AwaitsConditions && !order.IsCancelRequested)
        {
            if (ConditionsHold(order, now)) Arrive(order, now);
        }
        else if (order is { IsTransmitted: true, IsCancelRequested: false, Terms: { Conditions.Length: > 0, ConditionsCancelOrder: true } } && ConditionsHold(order, now))
        {
            Finish(order, OrderStatuses.Cancelled, "Cancelled: its conditions were met", now, "Conditions were met");
        }
    }

    private bool ConditionsHold(SimulatedOrder order, UnixNanos now)
    {
        if (order.Terms.Conditions.Length == 0) return true;
        if (!order.Terms.ConditionsIgnoreRth && !_calendarOf(order.Contract).IsOpen(now.Value / UnixNanos.PerMinute, liquidOnly: true)) return false;
        var account = AccountOf(order.Account);
        return OrderConditions.Hold(order, new ConditionContext(ContractOf, _marketOf, account, () => CushionOf(account), now));
    }

    private decimal CushionOf(SimulatedAccount account)
    {
        var figures = FiguresOf(account);
        var worth = figures.NetLiquidation;
        return worth == 0 ? 0 : (worth - figures.MaintenanceMargin) / worth * 100;
    }

    /// <summary>
    /// When the order takes part in an auction: at the end of the regular hours (<c>MOC</c>, <c>LOC</c>) or at their beginning (<c>OPG</c>). Exchanges
    /// keep their auctions at their own hours, also while the scenario lets them trade around the clock.
    /// </summary>
    private static UnixNanos? AuctionOf(SimulatedOrder order, UnixNanos now)
    {
        var isClose = order.Terms.OrderType is "MOC" or "LOC";
        if (!isClose && order.Terms.Tif != "OPG") return null;
        return NextSession(order.Contract.Calendar, liquidOnly: true, s => (isClose ? s.End : s.Start) * UnixNanos.PerMinute, now);
    }

    private void AwaitAuction(SimulatedOrder order, UnixNanos auction, UnixNanos now)
    {
        if (order.Terms.OutsideRth)
            Refuse(order.ClientId, order.OrderId, OutsideHoursIgnored,
                "Order Event Warning:Attribute 'Outside Regular Trading Hours' is ignored based on the order type and destination. PlaceOrder is now being processed.");
        if (order.Terms.Tif == "OPG") Warn(order, auction);
        After(auction, TimeSpan.Zero, at => Auction(order, at));
        Tell(order);
    }

    /// <summary>The auction fills the whole order at the last price, or what is limited beyond it not at all.</summary>
    private void Auction(SimulatedOrder order, UnixNanos now)
    {
        if (order.IsDone || order.IsCancelRequested) return;
        var market = MarketOf(order.Contract);
        var price = market.Last ?? market.Mark;
        var isLimited = order.Terms.OrderType is "LOC" or "LMT";
        if (price is not { } at || (isLimited && (order.IsBuy ? at > order.Limit : at < order.Limit)))
        {
            Finish(order, OrderStatuses.Cancelled, "Cancelled: not filled in the auction", now, "");
            return;
        }

        order.IsWorking = true;
        order.Status = OrderStatuses.Submitted;
        Tell(order);
        Fill(order, at, order.Remaining, liquidity: 0, now);
    }

    private void WarnOfClosedMarket(SimulatedOrder order, UnixNanos now)
    {
        if (NextSession(_calendarOf(order.Contract), liquidOnly: !order.Terms.OutsideRth, static s => s.Start * UnixNanos.PerMinute, now) is { } opening) Warn(order, opening);
    }

    private void Warn(SimulatedOrder order, UnixNanos opening) => Refuse(
        order.ClientId, order.OrderId, Warning,
        $"Order Message:\n{order.Terms.Action} {order.Quantity:0.########} {order.Contract.LocalSymbol} {order.Exchange}\nWarning: Your order will not be placed at the exchange "
        + $"until {WireTimes.WithZone(opening.Value / UnixNanos.PerSecond)}");

    /// <summary>The first of these moments of a session that lies ahead; null when there is none within ten days.</summary>
    private static UnixNanos? NextSession(TradingCalendar calendar, bool liquidOnly, Func<(long Start, long End), long> momentOf, UnixNanos now)
    {
        for (var (date, left) = (now.UtcDate.AddDays(-1), 12); left > 0; date = date.AddDays(1), left--)
            if (calendar.Session(date, liquidOnly) is { } session && momentOf(session) is var at && at > now.Value) return new UnixNanos(at);
        return null;
    }

    /// <summary>Moves a pegged order to where the market wants it.</summary>
    /// <returns>False when it cannot stand anywhere now, or was cancelled because its benchmark left its range.</returns>
    private bool Repeg(SimulatedOrder order, MarketView market, UnixNanos now)
    {
        var benchmark = order.Terms.PegBench is { } peg && ContractOf(peg.ContractId) is { } contract ? _marketOf(contract).Mark : null;
        if (benchmark is { } price && Pegging.IsOutOfRange(order.Terms, price))
        {
            Finish(order, OrderStatuses.Cancelled, "Cancelled: the benchmark left the range", now, "The reference price left the range of the order");
            return false;
        }

        order.LimitPrice = Pegging.LimitOf(order, market, benchmark);
        return order.LimitPrice is not null;
    }
}
