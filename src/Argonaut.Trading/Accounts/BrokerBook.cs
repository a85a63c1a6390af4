using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Trading.Accounts;

/// <summary>
/// Orders, fills and positions of all clients and accounts as a broker tells them, in any order and repeatedly (ib-tws-protocol.md 9.5). Fills
/// are the truth of what was filled; a list of orders that leaves one out is a question, not an answer. One caller at a time.
/// </summary>
public sealed class BrokerBook
{
    /// <summary>So many finished orders and fills are kept, the oldest go first.</summary>
    public const int MostKept = 5_000;

    private const string Combo = "BAG";

    private readonly Dictionary<string, BrokerOrder> _orders = [];
    private readonly Dictionary<string, BrokerFill> _fills = [];
    private readonly Dictionary<string, (string Amount, string Currency)> _commissions = [];
    private readonly Dictionary<(string Account, string Contract), BrokerPosition> _positions = [];
    private readonly HashSet<string> _listed = [];
    private readonly HashSet<string> _finished = [];
    private UnixNanos? _listedAt;

    /// <summary>What is known now.</summary>
    public BrokerPicture Picture => new(
        _listedAt,
        [.. _orders.Values.OrderBy(static o => o.VenueOrderId.Length).ThenBy(static o => o.VenueOrderId, StringComparer.Ordinal)],
        [.. _fills.Values.OrderBy(static f => f.At.Value).ThenBy(static f => f.FillId, StringComparer.Ordinal)],
        [.. _positions.Values.OrderBy(static p => p.Account, StringComparer.Ordinal).ThenBy(static p => p.Contract.Reference, StringComparer.Ordinal)]);

    /// <summary>A connection is new: nothing was listed on it, and positions are told from the beginning.</summary>
    public void Reconnected()
    {
        _listedAt = null;
        _positions.Clear();
    }

    /// <summary>The broker begins to list what is open and what is finished.</summary>
    public void BeginList()
    {
        _listed.Clear();
        _finished.Clear();
    }

    /// <summary>An open order, listed or told. What it says of fills comes with its status.</summary>
    public void Open(BrokerOrder order)
    {
        _listed.Add(order.VenueOrderId);
        var before = _orders.GetValueOrDefault(order.VenueOrderId);
        if (HasEnded(before)) return;   // an old message
        var filled = Math.Max(before?.Filled ?? 0, FilledOf(order));
        _orders[order.VenueOrderId] = order with
        {
            Filled = filled,
            Status = WithFills(order.Status, filled, order.Quantity),
            AveragePrice = before?.AveragePrice ?? "",
            WhyHeld = before?.WhyHeld ?? "",
        };
    }

    /// <summary>The status of an order that is known; a count of fills that went back is an old message.</summary>
    public void Report(string venueOrderId, BrokerOrderStatus status, string venueStatus, decimal filled, string averagePrice, string whyHeld, UnixNanos at)
    {
        if (!_orders.TryGetValue(venueOrderId, out var order) || filled < order.Filled || HasEnded(order)) return;
        _orders[venueOrderId] = order with
        {
            Status = WithFills(status, filled, order.Quantity),
            VenueStatus = venueStatus, Filled = filled, AveragePrice = averagePrice, WhyHeld = whyHeld, UpdatedAt = at, Resolution = OrderResolution.Settled,
        };
    }

    /// <summary>An order that has ended, as the broker's list of finished ones has it. That names no client: who placed it is known from before, or from its fills.</summary>
    public void Finished(BrokerOrder order)
    {
        _finished.Add(order.VenueOrderId);
        var before = _orders.GetValueOrDefault(order.VenueOrderId);
        if (HasEnded(before)) return;
        if (before is null && _fills.Values.FirstOrDefault(f => f.VenueOrderId == order.VenueOrderId) is { } fill)
            order = order with { ClientId = fill.ClientId, OrderId = fill.OrderId, IsExternal = fill.IsExternal };
        _orders[order.VenueOrderId] = before is null
            ? order
            : before with
            {
                Status = order.Status, VenueStatus = order.VenueStatus, Filled = Math.Max(before.Filled, order.Filled), WhyHeld = "", UpdatedAt = order.UpdatedAt,
                Resolution = OrderResolution.Settled,
            };
    }

    /// <summary>Both lists are complete. What worked before and is in neither has ended by its fills, or nobody knows how.</summary>
    public void EndList(UnixNanos at)
    {
        _listedAt = at;
        foreach (var order in _orders.Values.Where(o => !o.IsDone && !_listed.Contains(o.VenueOrderId) && !_finished.Contains(o.VenueOrderId)).ToList())
            _orders[order.VenueOrderId] = order.Quantity > 0 && order.Filled >= order.Quantity
                ? order with { Status = BrokerOrderStatus.Filled, WhyHeld = "", UpdatedAt = at }
                : order with { Resolution = OrderResolution.Unknown };
        Trim();
    }

    /// <summary>A fill; the same one again changes nothing, a correction replaces it. It also counts for an order that is not known.</summary>
    public void Fill(BrokerFill fill)
    {
        var (amount, currency) = _commissions.GetValueOrDefault(fill.FillId, ("", ""));
        _fills[fill.Root] = fill with { Commission = amount, CommissionCurrency = currency };
        if (!_orders.TryGetValue(fill.VenueOrderId, out var order) || FilledOf(order) is var filled && filled <= order.Filled) return;
        _orders[fill.VenueOrderId] = order with
        {
            Filled = filled,
            Status = order.IsDone ? order.Status : WithFills(BrokerOrderStatus.Accepted, filled, order.Quantity),
            UpdatedAt = fill.At,
        };
    }

    /// <summary>The commission of a fill; it can come before the fill, and again with another amount: the last one counts.</summary>
    public void Commission(string fillId, string amount, string currency)
    {
        _commissions[fillId] = (amount, currency);
        var found = _fills.FirstOrDefault(f => f.Value.FillId == fillId);
        if (found.Key is not null) _fills[found.Key] = found.Value with { Commission = amount, CommissionCurrency = currency };
    }

    /// <summary>A position of 0 has ended.</summary>
    public void Position(BrokerPosition position)
    {
        var key = (position.Account, position.Contract.Reference);
        if (position.Quantity == 0) _positions.Remove(key);
        else _positions[key] = position;
    }

    /// <summary>The broker has had it once: when it rests now, it is parked.</summary>
    public bool WasAccepted(string venueOrderId) =>
        _orders.TryGetValue(venueOrderId, out var order) && order.Status is not (BrokerOrderStatus.Submitted or BrokerOrderStatus.Rejected);

    /// <summary>What a working order is when so much of it is filled.</summary>
    private static BrokerOrderStatus WithFills(BrokerOrderStatus status, decimal filled, decimal quantity) =>
        status != BrokerOrderStatus.Accepted || filled <= 0 ? status : filled >= quantity ? BrokerOrderStatus.Filled : BrokerOrderStatus.PartiallyFilled;

    /// <summary>What was filled or cancelled stays so; what was refused can come back.</summary>
    private static bool HasEnded(BrokerOrder? order) =>
        order is { Status: BrokerOrderStatus.Filled or BrokerOrderStatus.Canceled, Resolution: OrderResolution.Settled };

    /// <summary>A combo is filled by fills of its own, its legs' are other contracts'.</summary>
    private decimal FilledOf(BrokerOrder order) => _fills.Values
        .Where(f => f.VenueOrderId == order.VenueOrderId && (f.Contract.SecurityType == Combo || order.Contract.SecurityType != Combo)).Sum(static f => f.Quantity);

    private void Trim()
    {
        foreach (var order in _orders.Values.Where(static o => o.IsDone).OrderByDescending(static o => o.UpdatedAt.Value).Skip(MostKept).ToList())
            _orders.Remove(order.VenueOrderId);
        foreach (var (root, fill) in _fills.OrderByDescending(static f => f.Value.At.Value).Skip(MostKept).ToList())
        {
            _fills.Remove(root);
            _commissions.Remove(fill.FillId);
        }
    }
}
