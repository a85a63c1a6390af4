using System.Globalization;
using Argonaut.Domain;
using Argonaut.Trading.Accounts;
using Argonaut.Venues.Ib.Symbology;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Accounts;

/// <summary>Answers about orders, fills and positions as our records (ib-tws-protocol.md 8.13, 9.4).</summary>
internal static class IbAccountReader
{
    /// <param name="clientId">Ours: what another placed, or a person by hand, is external.</param>
    public static BrokerOrder Order(IbOpenOrder open, int clientId, UnixNanos now) => Order(open.Contract, open.Order, clientId, now) with
    {
        Status = StatusOf(open.State.Status, wasAccepted: false),
        VenueStatus = open.State.Status,
    };

    /// <summary>The list of finished orders names no client: what is not known from elsewhere is external.</summary>
    public static BrokerOrder Order(IbCompletedOrder completed, UnixNanos now)
    {
        var filled = DecimalOf(completed.Order.Completion?.FilledQuantity ?? "");
        var order = Order(completed.Contract, completed.Order, clientId: -1, now);
        return order with
        {
            Quantity = Math.Max(order.Quantity, filled),
            Filled = filled,
            Status = StatusOf(completed.Status, wasAccepted: false),
            VenueStatus = completed.Status,
        };
    }

    /// <summary>What the broker's word means; a word that is not known is an order that works.</summary>
    /// <param name="wasAccepted">Inactive is parked when the order was accepted once, else refused.</param>
    public static BrokerOrderStatus StatusOf(string status, bool wasAccepted) => status switch
    {
        "ApiPending" or "PendingSubmit" => BrokerOrderStatus.Submitted,
        "PendingCancel" => BrokerOrderStatus.PendingCancel,
        "ApiCancelled" or "Cancelled" => BrokerOrderStatus.Canceled,
        "Filled" => BrokerOrderStatus.Filled,
        "Inactive" when !wasAccepted => BrokerOrderStatus.Rejected,
        _ => BrokerOrderStatus.Accepted,
    };

    public static BrokerFill Fill(IbExecution e, int clientId, UnixNanos now) => new(
        e.ExecutionId, IdOf(e.PermId, e.ClientId, e.OrderId), e.ClientId, e.OrderId, e.ClientId != clientId || e.OrderId <= 0, e.Account, ContractOf(e.Contract),
        e.Side == "BOT" ? "BUY" : "SELL", DecimalOf(e.Shares), e.Price, IbTimes.TryParse(e.Time, out var at) ? at : now, e.OrderRef);

    public static BrokerPosition Position(IbPosition p, UnixNanos now) => new(p.Account, ContractOf(p.Contract), DecimalOf(p.Position), p.AverageCost, now);

    /// <summary>The broker's id; while there is none the ids of client and order, which are unique together.</summary>
    public static string IdOf(long permId, int clientId, int orderId) =>
        permId != 0 ? permId.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{clientId}/{orderId}");

    /// <summary>Empty is 0.</summary>
    /// <exception cref="WireFormatException">It is no number.</exception>
    public static decimal DecimalOf(string text)
    {
        if (text.Length == 0) return 0;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) WireFormatException.Throw($"Expected a decimal, found '{text}'.");
        return value;
    }

    private static BrokerOrder Order(IbContract contract, IbOrder o, int clientId, UnixNanos now) => new()
    {
        VenueOrderId = IdOf(o.PermId, o.ClientId, o.OrderId),
        OrderId = o.OrderId,
        ClientId = o.ClientId,
        IsExternal = o.ClientId != clientId || o.OrderId <= 0,
        OrderRef = o.OrderRef,
        Account = o.Account,
        Contract = ContractOf(contract),
        Side = o.Action == "BUY" ? "BUY" : "SELL",
        Type = o.OrderType,
        TimeInForce = o.TimeInForce,
        Quantity = DecimalOf(o.TotalQuantity),
        LimitPrice = o.LimitPrice,
        AuxPrice = o.AuxPrice,
        UpdatedAt = now,
    };

    private static BrokerContract ContractOf(IbContract c) =>
        new(c.ConId.ToString(CultureInfo.InvariantCulture), c.Symbol, c.LocalSymbol, c.SecType, c.Currency);
}
