using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Session;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>
/// Carries out what <see cref="SimulatedBroker"/> decides: it lets one caller in at a time, feeds it ticks and time, and hands its events to
/// the sessions. It follows the market only of contracts that have working orders or positions.
/// </summary>
internal sealed class BrokerDesk
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly ISimulatedMarket _market;
    private readonly Func<int, IEnumerable<ClientSession>> _sessions;
    private readonly SimulatedBroker _broker;
    private readonly DayStart _dayStart = new();
    private readonly Dictionary<int, Feed> _feeds = [];
    private readonly Dictionary<int, MarketView> _views = [];

    /// <param name="sessions">Those of a client; -1: all.</param>
    public BrokerDesk(GatewayOptions options, ISimulatedMarket market, Func<int, IEnumerable<ClientSession>> sessions, Func<string, int, ArmedFault?> takeFault)
    {
        _market = market;
        _sessions = sessions;
        _broker = new SimulatedBroker(
            options.Broker, options.Account.Split(',', StringSplitOptions.RemoveEmptyEntries), options.FirstOrderId, ViewOf, market.CalendarOf, takeFault, Tell)
        {
            Pairs = [.. market.Contracts.All.Where(static c => c.SecType == "CASH")],
            ContractOf = market.Contracts.ById,
        };
    }

    public ITimer StartTimer() => _market.Clock.Time.CreateTimer(_ => Do(static (_, _) => { }), null, Step, Step);

    /// <summary>Runs a command; what is due by the clock comes first.</summary>
    public void Do(Action<SimulatedBroker, UnixNanos> command)
    {
        lock (_gate)
        {
            var now = _market.Clock.Now;
            _dayStart.Roll(now.UtcDate, _broker);
            _broker.Advance(now);
            command(_broker, now);
            Follow();
        }
    }

    /// <summary>Answers a question about the present state.</summary>
    public T Ask<T>(Func<SimulatedBroker, DayStart, T> question)
    {
        lock (_gate) return question(_broker, _dayStart);
    }

    private void OnTick(SimulatedContract contract, in MarketTick tick)
    {
        lock (_gate)
        {
            var now = _market.Clock.Now;
            _broker.Advance(now);
            _broker.OnTick(contract, tick, now);
        }
    }

    /// <summary>Subscribes and unsubscribes so that exactly what is needed is followed.</summary>
    private void Follow()
    {
        var needed = new Dictionary<int, SimulatedContract>();
        foreach (var order in _broker.Orders)
            if (!order.IsDone)
                foreach (var contract in order.Followed) needed.TryAdd(contract.ConId, contract);
        foreach (var account in _broker.Accounts)
            foreach (var position in account.Positions.Values)
                if (position.Quantity != 0) needed.TryAdd(position.Contract.ConId, position.Contract);
        foreach (var (id, contract) in needed)
        {
            if (_feeds.ContainsKey(id)) continue;
            var feed = new Feed(contract, this);
            _views[id] = WithDay(Seeded(contract));
            _feeds[id] = feed;
            _market.Subscribe(feed);
        }

        foreach (var (id, feed) in _feeds.ToList())
        {
            if (needed.ContainsKey(id)) continue;
            _market.Unsubscribe(feed);
            _feeds.Remove(id);
            _views.Remove(id);
        }
    }

    /// <summary>The followed market, or its latest values from history.</summary>
    private MarketView ViewOf(SimulatedContract contract) => _views.GetValueOrDefault(contract.ConId) ?? Seeded(contract);

    private MarketView Seeded(SimulatedContract contract)
    {
        var view = new MarketView(contract);
        if (_market.HistoryOf(contract) is not { } history) return view;
        var reader = new HistoryReader(history, _market.CalendarOf(contract), _market.Clock);
        var next = _market.Clock.NowSeconds + 1;
        if (contract.HasTrades && reader.Backward(next, 1, new TickFilter(Trades: true)) is [.., var trade]) view.Apply(trade);
        if (contract.HasQuotes && reader.Backward(next, 1, new TickFilter(Trades: false)) is [.., var quote]) view.Apply(quote);
        return view;
    }

    /// <summary>The day so far and the close before it, for conditions.</summary>
    private MarketView WithDay(MarketView view)
    {
        if (_market.HistoryOf(view.Contract) is not { } history) return view;
        var today = _market.Clock.Today;
        var midnight = UnixSeconds.Of(today);
        var basis = view.Contract.HasTrades ? BarBasis.Trades : BarBasis.Bid;
        var day = history.ReadBar(midnight, _market.Clock.NowSeconds, basis, liquidOnly: false);
        var before = history.ReadBar(midnight - UnixSeconds.PerDay, midnight, basis, liquidOnly: false);
        view.StartDay(today, day.Volume, before.IsEmpty ? null : before.Close);
        return view;
    }

    private void Tell(BrokerEvent told)
    {
        foreach (var session in _sessions(told.ClientId)) session.OnBroker(told);
    }

    private sealed class Feed(SimulatedContract contract, BrokerDesk desk) : ITickSubscriber
    {
        public SimulatedContract Contract => contract;

        public bool WantsTrades => contract.HasTrades;

        public bool WantsQuotes => contract.HasQuotes;

        public void OnTick(in MarketTick tick) => desk.OnTick(contract, tick);

        public ValueTask WaitForRoomAsync(CancellationToken ct) => ValueTask.CompletedTask;
    }
}
