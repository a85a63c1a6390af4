using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>The broker with a market and a clock in the test's hands.</summary>
internal sealed class BrokerUnderTest
{
    private static readonly TapeMarket Market = new(new TapeMarketOptions { HistoryDays = 2 }, FixedTime.Friday);

    public static readonly SimulatedContract Apple = Find("AAPL", "STK");
    public static readonly SimulatedContract Future = Find("ES", "FUT");
    public static readonly SimulatedContract Euro = Find("EUR", "CASH");
    public static readonly SimulatedContract Yen = Find("USD", "CASH");
    public static readonly SimulatedContract Vodafone = Find("VOD", "STK");
    public static readonly SimulatedContract Other = Find("MSFT", "STK");
    public static readonly SimulatedContract Option = Find("AAPL", "OPT");

    private readonly Dictionary<int, MarketView> _views = [];
    private readonly GatewayFaults _armed;

    public BrokerUnderTest(BrokerOptions? options = null, string accounts = "DUSIM01", bool realCalendar = false, UnixNanos? start = null)
    {
        Now = start ?? new UnixNanos(1_795_185_000_000_000_000);   // Friday, 20 November 2026, 14:30 UTC
        _armed = new GatewayFaults(new MarketClock(FixedTime.Friday));
        Broker = new SimulatedBroker(
            options ?? new BrokerOptions(), accounts.Split(','), 1, ViewOf, c => realCalendar ? c.Calendar : c.Calendar.AroundTheClock(),
            (name, client) => _armed.TryTake(name, client, 0, out var fault) ? fault : null, Told.Add)
        {
            Pairs = [Euro, Yen, Find("GBP", "CASH")],
            ContractOf = Market.Contracts.ById,
        };
    }

    public SimulatedBroker Broker { get; }

    public List<BrokerEvent> Told { get; } = [];

    public UnixNanos Now { get; private set; }

    public SimulatedAccount Account => Broker.Accounts[0];

    public void Arm(string fault, params ReadOnlySpan<(string, string)> parameters) => _armed.Arm(fault, parameters);

    public static OrderTerms Limit(string action, decimal quantity, decimal price) => new() { Action = action, TotalQuantity = quantity, OrderType = "LMT", LmtPrice = price, Tif = "GTC" };

    public static OrderTerms AtMarket(string action, decimal quantity) => new() { Action = action, TotalQuantity = quantity, OrderType = "MKT" };

    public static OrderTerms Stop(string action, decimal quantity, decimal price) => new() { Action = action, TotalQuantity = quantity, OrderType = "STP", AuxPrice = price, Tif = "GTC" };

    /// <returns>What was told since before it.</returns>
    public List<BrokerEvent> Place(int id, OrderTerms terms, SimulatedContract? contract = null, int client = 7, bool settle = true)
    {
        var before = Told.Count;
        contract ??= Apple;
        Broker.Place(client, new PlaceOrderRequest(3, id, new ContractQuery { ConId = contract.ConId, Exchange = "SMART" }, "", "", terms), contract, Now);
        if (settle) Pass(1);
        return Told[before..];
    }

    public List<BrokerEvent> Cancel(int id, int client = 7, bool knows = true)
    {
        var before = Told.Count;
        Broker.Cancel(client, id, knows, Now);
        Pass(1);
        return Told[before..];
    }

    public void Pass(double seconds)
    {
        Now += (long)(seconds * 1e9);
        Broker.Advance(Now);
    }

    public List<BrokerEvent> Quote(decimal bid, decimal ask, long bidSize = 100, long askSize = 100, SimulatedContract? contract = null)
    {
        contract ??= Apple;
        return Tick(contract, new MarketTick(MarketEventKind.Quote, Mantissa(bid, contract), Mantissa(ask, contract), bidSize * Unit(contract), askSize * Unit(contract), 0, 0, Now));
    }

    public List<BrokerEvent> Trade(decimal price, long size = 1, SimulatedContract? contract = null)
    {
        contract ??= Apple;
        return Tick(contract, new MarketTick(MarketEventKind.Trade, Mantissa(price, contract), size * Unit(contract), 0, 0, 0, 0, Now));
    }

    /// <summary>A combo of these legs, as the gateway makes it of an order.</summary>
    public static SimulatedContract Combo(OrderTerms terms)
    {
        var (combo, code, text) = Combos.Make(new ContractQuery { SecType = "BAG", Exchange = "SMART" }, terms, Market.Contracts);
        return combo ?? throw new InvalidOperationException($"{code} {text}");
    }

    public static SimulatedContract Find(ContractQuery query) => Market.Contracts.Find(query).Single();

    public static int WhyNoCombo(OrderTerms terms) => Combos.Make(new ContractQuery { SecType = "BAG", Exchange = "SMART" }, terms, Market.Contracts).Code;

    public SimulatedOrder Order(int id, int client = 7) => Broker.Orders.Single(o => o.OrderId == id && o.ClientId == client);

    private List<BrokerEvent> Tick(SimulatedContract contract, MarketTick tick)
    {
        var before = Told.Count;
        Broker.OnTick(contract, tick, Now);
        return Told[before..];
    }

    private MarketView ViewOf(SimulatedContract contract)
    {
        if (!_views.TryGetValue(contract.ConId, out var view)) _views[contract.ConId] = view = new MarketView(contract);
        return view;
    }

    private static long Mantissa(decimal price, SimulatedContract c) => (long)(price * Argonaut.Domain.Numbers.FixedPoint.PowerOfTen(c.WirePriceScale));

    private static long Unit(SimulatedContract c) => Argonaut.Domain.Numbers.FixedPoint.PowerOfTen(c.SizeScale);

    private static SimulatedContract Find(string symbol, string secType) => Market.Contracts.All.First(c => c.Symbol == symbol && c.SecType == secType);
}
