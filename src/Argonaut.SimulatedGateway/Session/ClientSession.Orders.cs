using Argonaut.Domain;
using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.SimulatedGateway.Tape;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>Orders and executions of one connection (ib-tws-protocol.md 8.11 to 8.13).</summary>
internal sealed partial class ClientSession
{
    /// <summary>This connection has asked for its orders; before, orders of before a restart are not found.</summary>
    private volatile bool _knowsOrders;

    /// <summary>Called by the broker's desk, one event at a time.</summary>
    public void OnBroker(BrokerEvent told)
    {
        switch (told)
        {
            case OrderEvent order:
                SendOrder(order);
                break;
            case ExecutionEvent execution:
                Send(to => Write(to, requestId: -1, execution.Execution));
                break;
            case CommissionEvent commission:
                Send(to => WriteCommission(to, commission.Execution));
                break;
            case OrderErrorEvent error:
                SendError(error.OrderId, error.Code, error.Text, error.RejectJson);
                break;
            case BoundEvent bound:
                Send(to => OrderEncoder.OrderBound(to, bound.PermId, bound.ClientId, bound.OrderId));
                break;
            case PositionEvent position:
                OnPosition(position);
                break;
            default:
                throw new InvalidOperationException($"No message for {told.GetType().Name}.");
        }
    }

    private void Place(PlaceOrderRequest request)
    {
        if (request.Contract.SecType == "BAG")
        {
            var (combo, code, text) = Combos.Make(request.Contract, request.Order, _market.Contracts);
            if (combo is null) throw new RequestFormatException(code, request.OrderId, text);
            _server.Desk.Do((broker, now) => broker.Place(ClientId, request, combo, now));
            return;
        }

        var found = _market.Contracts.Find(request.Contract, request.SecIdType, request.SecId);
        if (found.IsEmpty) throw NotFound(request.OrderId);
        if (found.Length > 1)
            throw new RequestFormatException(NoDefinition, request.OrderId, $"The contract description specified for {request.Contract.Symbol} is ambiguous.");
        _server.Desk.Do((broker, now) => broker.Place(ClientId, request, found[0], now));
    }

    private void SendOpenOrders(Func<SimulatedOrder, bool> wanted) => _server.Desk.Do((broker, _) =>
    {
        _knowsOrders = true;
        Send(to =>
        {
            foreach (var order in broker.Orders)
            {
                if (order.IsDone || !order.IsTransmitted || !wanted(order)) continue;
                var view = SimulatedBroker.View(order);
                WriteOpenOrder(to, view);
                WriteStatus(to, view);
            }

            OrderEncoder.OpenOrdersEnd(to);
        });
    });

    private void SendCompletedOrders(CompletedOrdersRequest request) => _server.Desk.Do((broker, _) => Send(to =>
    {
        foreach (var order in broker.Orders)
        {
            if (!order.IsDone || !order.IsTransmitted || (request.ApiOnly && order.OrderId <= 0)) continue;
            var view = SimulatedBroker.View(order);
            OrderEncoder.CompletedOrder(to, _version, view.Identity, view.Contract, view.Terms, view.Completion!);
        }

        OrderEncoder.CompletedOrdersEnd(to);
    }));

    private void SendExecutions(ExecutionsRequest request)
    {
        var from = 0L;
        if (request.Time.Length > 0 && !WireTimes.TryParse(request.Time, out from))
            throw Invalid(request.RequestId, $"Error validating request reqExecutions: time '{request.Time}'.");
        _server.Desk.Do((broker, now) => Send(to =>
        {
            var found = broker.Accounts.SelectMany(static a => a.Executions).Where(e => Fits(e, request, from, now)).OrderBy(static e => e.At.Value).ToList();
            foreach (var execution in found) Write(to, request.RequestId, execution);
            OrderEncoder.ExecutionsEnd(to, request.RequestId);
            foreach (var execution in found.Where(static e => e.Contract.SecType != "BAG")) WriteCommission(to, execution);
        }));
    }

    private static bool Fits(Execution e, ExecutionsRequest wanted, long from, UnixNanos now)
    {
        var date = e.At.UtcDate;
        var hasDays = wanted.LastDays is not null || wanted.Dates.Length > 0;
        return (wanted.ClientId == 0 || wanted.ClientId == e.ClientId)
            && (wanted.Account.Length == 0 || wanted.Account == e.Account)
            && e.At.Value / UnixNanos.PerSecond >= from
            && (wanted.Symbol.Length == 0 || wanted.Symbol == e.Contract.Symbol)
            && (wanted.SecType.Length == 0 || wanted.SecType == e.Contract.SecType)
            && (wanted.Exchange.Length == 0 || wanted.Exchange == e.Exchange || wanted.Exchange == e.Contract.Exchange)
            && (wanted.Side.Length == 0 || (wanted.Side is "BUY" or "BOT") == e.IsBuy)
            && (!hasDays || (wanted.LastDays is { } days && date > now.UtcDate.AddDays(-days)) || wanted.Dates.Contains(WireTimes.DateText(UnixSeconds.Of(date))));
    }

    private void SendOrder(OrderEvent told)
    {
        var copies = told.HasStatus && _context.TryTake(FaultCatalog.DuplicateStatus, out var fault) ? 1 + Math.Clamp(fault.Int("copies"), 1, 3) : 1;
        Send(to =>
        {
            if (told.HasOpenOrder) WriteOpenOrder(to, told.Order);
            if (!told.HasStatus) return;
            for (var i = 0; i < copies; i++) WriteStatus(to, told.Order);
        });
    }

    private void WriteOpenOrder(IbFrameWriter to, OrderView order) =>
        OrderEncoder.OpenOrder(to, _version, order.Identity, order.Contract, order.Terms, order.State);

    private static void WriteStatus(IbFrameWriter to, OrderView order) => OrderEncoder.Status(
        to, order.Identity.OrderId, order.State.Status, order.Filled, order.Remaining, Trimmed(order.AveragePrice), order.Identity.PermId, order.ParentId,
        order.LastPrice, order.Identity.ClientId, order.WhyHeld, marketCapPrice: 0);

    private void Write(IbFrameWriter to, int requestId, Execution e) => OrderEncoder.Execution(
        to, _version, requestId, ContractText.Of(e.Contract, e.Exchange), new ExecutionFields(
            e.ExecId, WireTimes.WithZone(e.At.Value / UnixNanos.PerSecond), e.Account, e.Exchange, e.IsBuy ? "BOT" : "SLD", e.Quantity, e.Price, e.PermId, e.ClientId,
            e.OrderId, e.CumQuantity, Trimmed(e.AveragePrice), e.OrderRef, e.Liquidity));

    private static void WriteCommission(IbFrameWriter to, Execution e) =>
        OrderEncoder.Commission(to, e.ExecId, Trimmed(e.Commission), Fees.CurrencyOf(e.Contract), e.Realized is { } realized ? Trimmed(realized) : null, yield: null, "");

    /// <summary>At most eight decimals.</summary>
    private static decimal Trimmed(decimal value) => Math.Round(value, 8);
}
