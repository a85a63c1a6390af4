using System.Globalization;
using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Venues.Ib.Wire;
using Xunit;

namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>Orders from the wire to the broker and back: the bytes of the vectors, and what our own client writes and reads.</summary>
public sealed class OrderWireTests
{
    private static readonly IbContract Apple = new()
    {
        ConId = 265_598, Symbol = "AAPL", SecType = "STK", Exchange = "SMART", PrimaryExchange = "NASDAQ", Currency = "USD", LocalSymbol = "AAPL", TradingClass = "NMS",
    };

    private static readonly IbOrder Plain = new() { OrderId = 5, Action = "BUY", TotalQuantity = "10", OrderType = "LMT", LimitPrice = "90.25", Account = "DU1234567", OrderRef = "ARGO-1" };

    private static readonly (string Name, IbOrder Order)[] Kinds =
    [
        ("limit", Plain),
        ("market on close", Plain with { OrderType = "MOC", LimitPrice = "" }),
        ("limit on close", Plain with { OrderType = "LOC" }),
        ("opening", Plain with { TimeInForce = "OPG" }),
        ("relative", Plain with { OrderType = "REL", AuxPrice = "0.01" }),
        ("midpoint", Plain with { OrderType = "MIDPRICE" }),
        ("pegged to the middle", Plain with { OrderType = "PEG MID", PegOffsets = new IbPegOffsets { MidOffsetAtWhole = "0.01", MidOffsetAtHalf = "0.005" } }),
        ("pegged to the best", Plain with { OrderType = "PEG BEST", PegOffsets = new IbPegOffsets { MinCompeteSize = 100, CompeteAgainstBestOffset = "0.02" } }),
        ("pegged up to the middle", Plain with { OrderType = "PEG BEST", PegOffsets = new IbPegOffsets { MinCompeteSize = 100, CompeteAgainstBestOffset = IbPegOffsets.UpToMid, MidOffsetAtWhole = "0.01", MidOffsetAtHalf = "0.005" } }),
        ("pegged to a benchmark", Plain with { OrderType = "PEG BENCH", LimitPrice = "", StartingPrice = "90", PegBenchmark = new IbPegBenchmark(272_093, true, "0.05", "1", "ISLAND") }),
        ("algorithm", Plain with { AlgoStrategy = "Vwap", AlgoParameters = [new IbTagValue("maxPctVol", "0.2"), new IbTagValue("noTakeLiq", "1")] }),
        ("group", Plain with { OcaGroup = "G", OcaType = 2 }),
        ("good till date", Plain with { TimeInForce = "GTD", GoodTillDate = "20261120-20:00:00" }),
        ("conditions", Plain with
        {
            Conditions =
            [
                new IbPriceCondition(true, true, "7000", 265_598, "SMART", 2), new IbTimeCondition(false, true, "20991120-15:00:00"),
                new IbMarginCondition(true, false, 1), new IbExecutionCondition(true, "STK", "SMART", "NONE"),
                new IbVolumeCondition(true, true, 1_000_000_000, 265_598, "SMART"), new IbChangeCondition(true, true, "900", 265_598, "SMART"),
            ],
            ConditionsIgnoreRth = true,
        }),
    ];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var (name, _) in Kinds)
            foreach (var version in (int[])[178, 193, 200]) cases.Add(name, version);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_our_client_writes_the_broker_shows_and_our_client_reads(string kind, int version)
    {
        var order = Kinds.Single(k => k.Name == kind).Order;
        var w = new IbFrameWriter();
        w.PlaceOrder(Apple, order, version);
        var shown = Shown(Assert.IsType<PlaceOrderRequest>(RequestParser.Parse(w.Written.Span[4..], version)), version);
        Assert.Equal((order.OrderId, order.Action, order.TotalQuantity, order.OrderType, order.TimeInForce, order.OrderRef, order.Account),
            (shown.OrderId, shown.Action, shown.TotalQuantity, shown.OrderType, shown.TimeInForce, shown.OrderRef, shown.Account));
        Assert.Equal((Number(order.LimitPrice), Number(order.AuxPrice)), (Number(shown.LimitPrice), Number(shown.AuxPrice)));
        Assert.Equal(order.Conditions, shown.Conditions);
        Assert.Equal((order.ConditionsIgnoreRth, order.ConditionsCancelOrder), (shown.ConditionsIgnoreRth, shown.ConditionsCancelOrder));
        Assert.Equal((order.AlgoStrategy, order.OcaGroup, order.GoodTillDate), (shown.AlgoStrategy, shown.OcaGroup, shown.GoodTillDate));
        Assert.Equal(order.AlgoParameters, shown.AlgoParameters);
        Assert.Equal(order.PegBenchmark, shown.PegBenchmark);
        Assert.Equal(order.PegOffsets, shown.PegOffsets);
    }

    [Theory]
    [InlineData(178)]
    [InlineData(193)]
    [InlineData(200)]
    public void A_combo_comes_back_with_its_legs_and_its_description(int version)
    {
        var bag = new IbContract { Symbol = "AAPL,MSFT", SecType = "BAG", Exchange = "SMART", Currency = "USD" };
        var combo = new IbCombo(
            [new IbComboLeg(265_598, 2, "BUY", "SMART", 0, 0, "", -1), new IbComboLeg(272_093, 1, "SELL", "SMART", 0, 0, "", -1)], [], [new IbTagValue("NonGuaranteed", "1")]);
        var w = new IbFrameWriter();
        w.PlaceOrder(bag, Plain with { LimitPrice = "-500", Combo = combo }, version);
        var shown = Shown(Assert.IsType<PlaceOrderRequest>(RequestParser.Parse(w.Written.Span[4..], version)), version);
        Assert.Equal("265598|2,272093|-1", shown.Combo!.Description);
        Assert.Equal(combo.Legs, shown.Combo.Legs);
        Assert.Equal(combo.Routing, shown.Combo.Routing);
        Assert.Equal(-500m, Number(shown.LimitPrice));
    }

    /// <summary>The bytes of other clients; the two combos have legs that this market does not know.</summary>
    [Fact]
    public void Every_order_of_the_vectors_is_taken_and_shown_as_it_was_asked()
    {
        var vectors = IbVector.Load().Where(v => v.Kind == "placeOrder" && v.Direction == "request").ToList();
        Assert.True(vectors.Count >= 20, $"Expected the orders of the vectors, found {vectors.Count}.");
        foreach (var vector in vectors)
        {
            var request = Assert.IsType<PlaceOrderRequest>(RequestParser.Parse(vector.Payload, vector.Version));
            if (request.Contract.SecType == "BAG")
            {
                Assert.Equal(313, BrokerUnderTest.WhyNoCombo(request.Order));
                continue;
            }

            var shown = Shown(request, vector.Version);
            var group = request.Order.ParentId == 0 ? request.Order.OcaGroup : shown.OcaGroup;   // the broker makes one for the children of a bracket
            Assert.Equal((request.OrderId, request.Order.Action, request.Order.OrderType, group, request.Order.AlgoStrategy, request.Order.Conditions.Length),
                (shown.OrderId, shown.Action, shown.OrderType, shown.OcaGroup, shown.AlgoStrategy, shown.Conditions.Length));
        }
    }

    /// <summary>The order as our client reads it from the first openOrder that the broker tells.</summary>
    private static IbOrder Shown(PlaceOrderRequest request, int version)
    {
        var broker = new BrokerUnderTest(accounts: "DU1234567");
        broker.Quote(150.24m, 150.26m);
        broker.Quote(409.98m, 410.02m, contract: BrokerUnderTest.Other);
        broker.Quote(1.0851m, 1.0852m, contract: BrokerUnderTest.Euro);
        if (request.Order.ParentId != 0) broker.Place(request.Order.ParentId, BrokerUnderTest.Limit("BUY", 10, 100m) with { Transmit = false });
        var contract = request.Contract.SecType == "BAG" ? BrokerUnderTest.Combo(request.Order) : BrokerUnderTest.Find(request.Contract);
        broker.Broker.Place(7, request, contract, broker.Now);
        broker.Pass(1);
        var told = broker.Told.OfType<OrderEvent>().FirstOrDefault(o => o.Order.Identity.OrderId == request.OrderId);
        if (told is null && !request.Order.Transmit) told = new OrderEvent(7, SimulatedBroker.View(broker.Order(request.OrderId)));
        Assert.True(told is not null, string.Join("; ", broker.Told.OfType<OrderErrorEvent>().Select(e => $"{e.Code} {e.Text}")));
        var w = new IbFrameWriter();
        OrderEncoder.OpenOrder(w, version, told.Order.Identity, told.Order.Contract, told.Order.Terms, told.Order.State);
        var r = new IbFieldReader(w.Written.Span[4..]);
        r.Skip();
        var order = IbOpenOrder.Read(ref r, version).Order;
        Assert.True(r.IsAtEnd);
        return order;
    }

    private static decimal Number(string text) => text.Length == 0 ? 0 : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
