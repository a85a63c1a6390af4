using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>
/// The broker behind the gateway: orders, executions and accounts (ib-tws-protocol.md 9, 12.1 rule 9). It outlives connections and restarts
/// of the gateway. A state machine: commands, ticks and time go in with the present moment, events come out; one caller at a time.
/// </summary>
internal sealed partial class SimulatedBroker
{
    private const string ExecIdPrefix = "0000e1a2";
    private const int FirstPermId = 1_377_295_418;

    private readonly BrokerOptions _options;
    private readonly Func<SimulatedContract, MarketView> _marketOf;
    private readonly Func<SimulatedContract, TradingCalendar> _calendarOf;
    private readonly Func<string, int, ArmedFault?> _takeFault;
    private readonly Action<BrokerEvent> _tell;
    private readonly Dictionary<(int ClientId, int OrderId), SimulatedOrder> _orders = [];
    private readonly List<SimulatedOrder> _all = [];
    private readonly Dictionary<int, int> _highWater = [];
    private readonly PriorityQueue<Action<UnixNanos>, (UnixNanos At, long Number)> _steps = new();
    private readonly int _firstOrderId;
    private long _lastStep;
    private long _lastPermId = FirstPermId;
    private long _lastExecution;
    private int _lastBound;
    private bool _bindsManualOrders;

    /// <param name="marketOf">The latest of a contract's market; never null, but it may know no price.</param>
    /// <param name="takeFault">An order fault that is due for this client; it counts as taken.</param>
    public SimulatedBroker(
        BrokerOptions options, IEnumerable<string> accounts, int firstOrderId, Func<SimulatedContract, MarketView> marketOf,
        Func<SimulatedContract, TradingCalendar> calendarOf, Func<string, int, ArmedFault?> takeFault, Action<BrokerEvent> tell)
    {
        _options = options;
        _firstOrderId = firstOrderId;
        _marketOf = marketOf;
        _calendarOf = calendarOf;
        _takeFault = takeFault;
        _tell = tell;
        Accounts = accounts.Select(name => new SimulatedAccount(name, options.InitialCash)).ToList();
    }

    public IReadOnlyList<SimulatedAccount> Accounts { get; }

    /// <summary>Every order of all clients, oldest first.</summary>
    public IReadOnlyList<SimulatedOrder> Orders => _all;

    /// <summary>Restarts of the gateway so far.</summary>
    public int Generation { get; private set; }

    /// <summary>Contracts whose ticks are needed.</summary>
    public bool Needs(SimulatedContract contract) => _all.Exists(o => !o.IsDone && o.Follows(contract.ConId));

    public void Restarted() => Generation++;

    /// <summary>The next order id of a client; ids survive connections and restarts.</summary>
    public int NextValidId(int clientId) => _highWater.GetValueOrDefault(clientId, _firstOrderId - 1) + 1;

    public SimulatedAccount AccountOf(string name) => Accounts.FirstOrDefault(a => a.Name == name) ?? Accounts[0];

    /// <param name="contract">What the request's contract means.</param>
    public void Place(int clientId, PlaceOrderRequest request, SimulatedContract contract, UnixNanos now)
    {
        var (id, terms) = (request.OrderId, request.Order);
        if (_orders.TryGetValue((clientId, id), out var known))
        {
            if (!known.IsDone) Modify(known, request, contract, now);
            else if (known.Status == OrderStatuses.Filled) Refuse(clientId, id, 104, "Cannot modify a filled order.");
            else Refuse(clientId, id, 103, "Duplicate order id");
            return;
        }

        if (id < NextValidId(clientId))
        {
            Refuse(clientId, id, 103, "Duplicate order id");
            return;
        }

        if (OrderChecks.Find(terms, contract, [.. Accounts.Select(static a => a.Name)], ContractOf, _options) is { } wrong)
        {
            Refuse(clientId, id, wrong.Code, wrong.Text);
            return;
        }

        _highWater[clientId] = id;
        var exchange = request.Contract.Exchange.Length > 0 ? request.Contract.Exchange : contract.Exchange;
        var order = New(clientId, id, terms, contract, exchange, now);
        if (terms.WhatIf)
        {
            _tell(new OrderEvent(clientId, View(order, WhatIf(order)), HasStatus: false));
            return;
        }

        if (terms.ParentId != 0)
        {
            if (!_orders.TryGetValue((clientId, terms.ParentId), out var parent))
            {
                Refuse(clientId, id, 135, $"Can't find order with id ={terms.ParentId}");
                return;
            }

            order.Parent = parent;
        }

        Add(order);
        if (!terms.Transmit) return;
        foreach (var one in Family(order)) Transmit(one, now);
    }

    /// <summary>An order made by hand in the gateway: it belongs to client 0.</summary>
    public SimulatedOrder PlaceManual(OrderTerms terms, SimulatedContract contract, UnixNanos now)
    {
        var order = New(0, _bindsManualOrders ? --_lastBound : 0, terms with { Account = Accounts[0].Name }, contract, contract.Exchange, now);
        if (order.OrderId != 0)
        {
            _orders[(0, order.OrderId)] = order;
            _tell(new BoundEvent(0, order.PermId, order.OrderId));
        }

        _all.Add(order);
        Transmit(order, now);
        return order;
    }

    /// <summary>Client 0 wants to own orders that are made by hand from now on.</summary>
    public void BindManualOrders(bool isOn) => _bindsManualOrders = isOn;

    /// <param name="knowsOrders">The connection has asked for its open orders; else orders of before a restart are not found.</param>
    public void Cancel(int clientId, int orderId, bool knowsOrders, UnixNanos now)
    {
        if (!_orders.TryGetValue((clientId, orderId), out var order) || (order.Generation < Generation && !knowsOrders))
        {
            Refuse(clientId, orderId, 10147, $"OrderId {orderId} that needs to be cancelled is not found.");
            return;
        }

        if (order.IsDone)
        {
            Refuse(clientId, orderId, 10148, $"OrderId {orderId} that needs to be cancelled cannot be cancelled, state: {order.Status}.");
            return;
        }

        RequestCancel(order, now);
    }

    /// <summary>Every working order of everybody.</summary>
    public void CancelAll(UnixNanos now)
    {
        foreach (var order in _all.Where(static o => !o.IsDone).ToList()) RequestCancel(order, now);
    }

    /// <summary>Runs what is due by the clock: acknowledgements, confirmations, commissions, expiries.</summary>
    public void Advance(UnixNanos now)
    {
        while (_steps.TryPeek(out _, out var due) && due.At <= now) _steps.Dequeue()(due.At);
        foreach (var order in _all.Where(o => !o.IsDone && o.ExpiresAt <= now).ToList()) Finish(order, OrderStatuses.Cancelled, "Cancelled: expired", now, "Order expired");
        foreach (var order in _all.Where(static o => o is { IsDone: false, HasArrived: true, IsWorking: false, IsCancelRequested: false }).ToList())
            if (IsOpen(order, now)) Work(order, now);
        foreach (var order in _all.Where(static o => !o.IsDone && o.Terms.Conditions.Length > 0).ToList()) LookAtConditions(order, now);
    }

    /// <summary>Shows a tick to the orders that follow its contract, in the order of their permanent ids: to their conditions, then for matching.</summary>
    public void OnTick(SimulatedContract contract, in MarketTick tick, UnixNanos now)
    {
        var market = _marketOf(contract);
        market.Apply(tick);
        foreach (var order in _all.Where(o => !o.IsDone && o.Follows(contract.ConId)).ToList())
        {
            LookAtConditions(order, now);
            if (order.IsWorking) Match(order, MarketOf(order.Contract), now);
        }

        market.ForgetTrade();
    }

    public AccountFigures FiguresOf(SimulatedAccount account) => new(account, c => _marketOf(c).Mark, RateOf);

    /// <summary>Value of one unit of a currency in the account's; 1 when no pair is known.</summary>
    public decimal RateOf(string currency)
    {
        if (currency == SimulatedAccount.BaseCurrency) return 1;
        foreach (var pair in Pairs)
        {
            if (pair.Symbol == currency && pair.Currency == SimulatedAccount.BaseCurrency && _marketOf(pair).Mark is { } rate) return rate;
            if (pair.Symbol == SimulatedAccount.BaseCurrency && pair.Currency == currency && _marketOf(pair).Mark is { } inverse and not 0) return 1 / inverse;
        }

        return 1;
    }

    /// <summary>The pairs by which currencies are valued.</summary>
    public IReadOnlyList<SimulatedContract> Pairs { get; init; } = [];

    /// <summary>Contracts by their ids, for conditions and benchmarks; null when there is none.</summary>
    public Func<int, SimulatedContract?> ContractOf { get; init; } = static _ => null;

    public static OrderView View(SimulatedOrder order, OrderStateFields? state = null)
    {
        var completion = order.CompletedAt is { } at
            ? new CompletionFields(order.Status, order.Filled, WireTimes.WithZone(at.Value / UnixNanos.PerSecond), order.CompletedStatus, order.Parent?.PermId)
            : null;
        var terms = order.Terms with
        {
            Account = order.Account,
            TotalQuantity = order.Quantity,
            OcaGroup = order.OcaGroup,
            OcaType = order.OcaType,
            TrailStopPrice = order.StopPrice ?? order.Terms.TrailStopPrice,
            Tif = order.Terms.Tif.Length > 0 ? order.Terms.Tif : "DAY",
            DontUseAutoPriceForHedge = true,   // gateways show it for every order
        };
        return new OrderView(
            new OrderIdentity(order.OrderId, order.ClientId, order.PermId) { ComboLegsDescription = Combos.Description(order.Contract) }, ContractText.Of(order.Contract, order.Exchange, noRight: "?"), terms,
            state ?? new OrderStateFields(order.Status), order.Filled, order.Remaining, order.AveragePrice, order.LastPrice, order.Terms.ParentId, order.WhyHeld,
            completion);
    }

    private SimulatedOrder New(int clientId, int orderId, OrderTerms terms, SimulatedContract contract, string exchange, UnixNanos now)
    {
        var market = MarketOf(contract);
        var quantity = terms.TotalQuantity ?? 0;
        if (quantity == 0 && terms.CashQty is { } cash && (terms.LmtPrice ?? market.Ask ?? market.Mark) is { } price and > 0)
            quantity = Math.Floor(cash / price * 100_000_000) / 100_000_000;
        return new SimulatedOrder
        {
            ClientId = clientId,
            OrderId = orderId,
            PermId = ++_lastPermId,
            Contract = contract,
            Exchange = exchange,
            Terms = terms,
            Account = terms.Account.Length > 0 ? terms.Account : Accounts[0].Name,
            Generation = Generation,
            CreatedAt = now,
            Quantity = quantity,
            Followed = FollowedBy(terms, contract),
            LimitPrice = terms.LmtPrice is null && contract.SecType == "BAG" ? Combos.LimitOf(contract, terms) : null,
            OcaGroup = terms.OcaGroup,
            OcaType = terms.OcaType,
        };
    }

    private void Add(SimulatedOrder order)
    {
        _orders[(order.ClientId, order.OrderId)] = order;
        _all.Add(order);
    }

    /// <summary>Those that lie in the gateway untransmitted and belong to this order: its parent and the parent's children.</summary>
    private List<SimulatedOrder> Family(SimulatedOrder order)
    {
        var head = order.Parent ?? order;
        return _all.FindAll(o => !o.IsDone && !o.IsTransmitted && (o == head || o.Parent == head || o == order));
    }

    private void Transmit(SimulatedOrder order, UnixNanos now)
    {
        if (order.IsTransmitted) return;
        order.IsTransmitted = true;
        if (order.Parent is { } parent)
        {
            if (order.OcaGroup.Length == 0) (order.OcaGroup, order.OcaType) = ($"{parent.PermId}", 3);
            if (parent.Status != OrderStatuses.Filled) order.WhyHeld = "child";
        }

        order.Status = OrderStatuses.PreSubmitted;
        if (Reject(order) is { } reason)
        {
            Rejected(order, reason, now);
            return;
        }

        order.ExpiresAt = ExpiryOf(order, now);
        var isMarket = order.Terms.OrderType == "MKT" && order.WhyHeld.Length == 0;
        if (_takeFault(FaultCatalog.ExecBeforeOpenOrder, order.ClientId) is null) Tell(order, hasStatus: !isMarket);
        if (_takeFault(FaultCatalog.HoldLocate, order.ClientId) is { } locate)
        {
            order.WhyHeld = "locate";
            Tell(order);
            After(now, locate.Seconds(), at =>
            {
                if (order.IsDone || order.WhyHeld != "locate") return;
                order.WhyHeld = "";
                Arrive(order, at);
            });
            return;
        }

        if (order.WhyHeld.Length == 0) After(now, _options.AcknowledgeLatency, at => Arrive(order, at));
    }

    /// <summary>The order reaches the exchange.</summary>
    private void Arrive(SimulatedOrder order, UnixNanos now)
    {
        if (order.IsDone || order.IsCancelRequested || order.IsWorking) return;
        if (order.Terms.GoodAfterTime.Length > 0 && WireTimes.TryParse(order.Terms.GoodAfterTime, out var second) && second > now.Value / UnixNanos.PerSecond)
        {
            After(new UnixNanos(second * UnixNanos.PerSecond), TimeSpan.Zero, at => Arrive(order, at));
            return;
        }

        order.AwaitsConditions = order.Terms is { Conditions.Length: > 0, ConditionsCancelOrder: false } && !ConditionsHold(order, now);
        if (order.AwaitsConditions) return;
        if (AuctionOf(order, now) is { } auction)
        {
            AwaitAuction(order, auction, now);
            return;
        }

        order.HasArrived = true;   // until the market is open it waits in PreSubmitted
        if (IsOpen(order, now)) Work(order, now);
        else WarnOfClosedMarket(order, now);
    }

    private void Work(SimulatedOrder order, UnixNanos now)
    {
        order.IsWorking = true;
        var market = MarketOf(order.Contract);
        if (order.Terms.OrderType is "TRAIL" or "TRAIL LIMIT") order.StopPrice = order.Terms.TrailStopPrice ?? Matching.Trail(order, market);
        if (order.Effective is "MKT" or "LMT")
        {
            order.Status = OrderStatuses.Submitted;
            if (order.Terms.OrderType != "MKT") Tell(order);
        }
        else
        {
            order.WhyHeld = "trigger";
            Tell(order);
        }

        Match(order, market, now);
        if (!order.IsDone && order.Terms.Tif is "IOC" or "FOK") Finish(order, OrderStatuses.Cancelled, "Cancelled: not filled at once", now, "");
        if (!order.IsDone && order.Status == OrderStatuses.Submitted && order.Terms.OrderType == "MKT" && order.Filled == 0) Tell(order);
        if (!order.IsDone && _takeFault(FaultCatalog.RejectAfterAccept, order.ClientId) is not null)
            Rejected(order, "The exchange withdrew its acceptance.", now);
    }

    private void Match(SimulatedOrder order, MarketView market, UnixNanos now)
    {
        if (order.IsDone || !IsOpen(order, now)) return;
        if (order.Effective is not ("MKT" or "LMT"))
        {
            if (order.Terms.OrderType is "TRAIL" or "TRAIL LIMIT") order.StopPrice = Matching.Trail(order, market);
            if (!Matching.Triggers(order, market)) return;
            order.IsTriggered = true;
            order.WhyHeld = "";
            if (order.Terms.OrderType == "TRAIL LIMIT" && order.Terms.LmtPriceOffset is { } offset)
                order.LimitPrice = order.IsBuy ? order.StopPrice + offset : order.StopPrice - offset;
            if (order.Status == OrderStatuses.PreSubmitted)
            {
                order.Status = OrderStatuses.Submitted;
                Tell(order);
            }

            order.IsResting = false;
        }

        if (Pegging.IsPegged(order.Terms.OrderType) && !Repeg(order, market, now)) return;
        var fill = Matching.Fill(order, market);
        var isMaker = order.IsResting && order.Effective == "LMT";
        order.IsResting = true;   // it has met the market
        if (fill is not { } part) return;
        Take(order, market, part);
        Fill(order, part.Price, part.Quantity, isMaker ? 1 : 2, now);
    }

    /// <summary>Shares of a quote or a trade can be taken once; of a combo those of its legs.</summary>
    private void Take(SimulatedOrder order, MarketView market, MarketFill fill)
    {
        if (fill.IsOfTrade) market.TakeTrade(fill.Quantity);
        else if (order.Contract.SecType != "BAG") TakeQuote(market, order.IsBuy, fill.Quantity);
        foreach (var leg in order.Contract.Legs) TakeQuote(_marketOf(leg.Contract), leg.IsBuy == order.IsBuy, fill.Quantity * leg.Ratio);
    }

    private static void TakeQuote(MarketView market, bool isBuy, decimal quantity)
    {
        if (isBuy) market.TakeAsk(quantity);
        else market.TakeBid(quantity);
    }

    private MarketView MarketOf(SimulatedContract contract) => contract.SecType == "BAG" ? Combos.MarketOf(contract, _marketOf) : _marketOf(contract);

    private ImmutableArray<SimulatedContract> FollowedBy(OrderTerms terms, SimulatedContract contract)
    {
        IEnumerable<SimulatedContract> own = contract.SecType == "BAG" ? contract.Legs.Select(static l => l.Contract) : [contract];
        if (terms.PegBench is { } peg && ContractOf(peg.ContractId) is { } benchmark) own = own.Append(benchmark);
        return [.. own.Concat(OrderConditions.Watched(terms, ContractOf)).DistinctBy(static c => c.ConId)];
    }

    /// <summary>A combo trades while all its legs do.</summary>
    private bool IsOpen(SimulatedOrder order, UnixNanos now)
    {
        IEnumerable<SimulatedContract> parts = order.Contract.SecType == "BAG" ? order.Contract.Legs.Select(static l => l.Contract) : [order.Contract];
        return parts.All(c => _calendarOf(c).IsOpen(now.Value / UnixNanos.PerMinute, liquidOnly: !order.Terms.OutsideRth));
    }

    private void After(UnixNanos now, TimeSpan delay, Action<UnixNanos> step) =>
        _steps.Enqueue(step, (now + (long)delay.TotalNanoseconds, ++_lastStep));

    private void Tell(SimulatedOrder order, bool hasStatus = true) =>
        _tell(new OrderEvent(order.ClientId, View(order), HasStatus: hasStatus));

    private void Refuse(int clientId, int orderId, int code, string text) => _tell(new OrderErrorEvent(clientId, orderId, code, text));
}
