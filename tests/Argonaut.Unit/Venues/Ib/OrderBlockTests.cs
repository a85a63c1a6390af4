using Argonaut.Venues.Ib.Wire;
using Xunit;
using static Argonaut.Unit.Venues.Ib.WireFrames;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>The optional blocks of orders, which the vectors leave out (ib-tws-protocol.md 8.11, 8.13).</summary>
public sealed class OrderBlockTests
{
    private static readonly IbContract Apple = new() { ConId = 265_598, Symbol = "AAPL", SecType = "STK", Exchange = "SMART", Currency = "USD" };

    private static readonly IbOrder Plain = new() { OrderId = 5, Action = "BUY", TotalQuantity = "100", OrderType = "LMT", LimitPrice = "150.25" };

    [Theory]
    [InlineData(178, 114)]
    [InlineData(182, 114)]
    [InlineData(183, 115)]
    [InlineData(184, 116)]
    [InlineData(186, 116)]
    [InlineData(187, 118)]
    [InlineData(188, 118)]
    [InlineData(189, 119)]
    [InlineData(190, 117)]
    [InlineData(191, 117)]
    [InlineData(192, 118)]
    [InlineData(198, 118)]
    [InlineData(199, 119)]
    [InlineData(200, 119)]
    public void A_plain_order_has_the_fields_of_its_version(int version, int fields) =>
        Assert.Equal(fields, Fields(Plain, version).Length);

    [Fact]
    public void Attributes_that_servers_refuse_are_never_sent()
    {
        var fields = Fields(Plain with { IsETradeOnly = true, IsFirmQuoteOnly = true, NbboPriceCap = "151" }, 178);
        Assert.Equal(["0", "0", ""], fields[52..55]);
    }

    [Fact]
    public void A_hedging_order_of_a_volatility_order_adds_eight_fields()
    {
        var terms = new IbVolatilityTerms
        {
            Volatility = "0.2", VolatilityType = 2, OrderType = "LMT", AuxPrice = "10.5", ConId = 265_598, SettlingFirm = "SF",
            ClearingAccount = "CA", ClearingIntent = "IB", OpenClose = "O", IsShortSale = true, ShortSaleSlot = 1, DesignatedLocation = "X",
            IsUpdatedContinuously = true, ReferencePriceType = 1,
        };
        var fields = Fields(Plain with { Volatility = terms }, 178);
        Assert.Equal(122, fields.Length);
        Assert.Equal("0.2|2|LMT|10.5|265598|SF|CA|IB|O|1|1|X|1|1", string.Join('|', fields[62..76]));
    }

    [Fact]
    public void A_scale_order_adds_seven_fields()
    {
        var scale = new IbScaleTerms
        {
            InitialSize = 10, NextSize = 5, PriceIncrement = "0.05", PriceAdjustValue = "0.01", PriceAdjustInterval = 60, ProfitOffset = "0.1",
            ResetsAutomatically = true, InitialPosition = 3, InitialFillQuantity = 4, IsRandom = true,
        };
        var fields = Fields(Plain with { Scale = scale }, 178);
        Assert.Equal(121, fields.Length);
        Assert.Equal("10|5|0.05|0.01|60|0.1|1|3|4|1", string.Join('|', fields[70..80]));
        Assert.Equal(114, Fields(Plain with { Scale = scale with { PriceIncrement = "0" } }, 178).Length);
    }

    [Fact]
    public void A_hedge_adds_its_parameter()
    {
        var fields = Fields(Plain with { HedgeType = "B", HedgeParameter = "0.8" }, 178);
        Assert.Equal(115, fields.Length);
        Assert.Equal(["B", "0.8"], fields[76..78]);
    }

    [Fact]
    public void A_delta_neutral_contract_adds_three_fields()
    {
        var fields = Fields(Plain with { DeltaNeutralContract = new IbDeltaNeutralContract(265_598, "0.45", "185.5") }, 178);
        Assert.Equal(117, fields.Length);
        Assert.Equal(["1", "265598", "0.45", "185.5"], fields[81..85]);
    }

    [Fact]
    public void Every_type_of_condition_has_its_own_fields()
    {
        IbOrderCondition[] conditions =
        [
            new IbPriceCondition(true, true, "7000", 756_733, "SMART", 2), new IbTimeCondition(false, false, "20261120-15:00:00"),
            new IbMarginCondition(true, true, 30), new IbExecutionCondition(true, "STK", "SMART", "AAPL"),
            new IbVolumeCondition(false, true, 1_000, 756_733, "SMART"), new IbChangeCondition(true, false, "2.5", 756_733, "SMART"),
        ];
        var order = Plain with { Conditions = [.. conditions], ConditionsIgnoreRth = true, ConditionsCancelOrder = true };
        const string Expected = "6|1|a|1|7000|756733|SMART|2|3|o|0|20261120-15:00:00|4|a|1|30|5|a|STK|SMART|AAPL"
            + "|6|o|1|1000|756733|SMART|7|a|0|2.5|756733|SMART|1|1";
        var count = Expected.Split('|').Length;
        Assert.Equal(Expected, string.Join('|', Fields(order, 178)[89..(89 + count)]));

        var r = After(Payload("0|" + Expected));
        Assert.Equal(conditions, r.ReadConditions());
    }

    [Fact]
    public void An_unknown_type_of_condition_is_a_format_error() => Assert.Throws<WireFormatException>(() =>
    {
        var r = After(Payload("0|1|2|a|1"));
        r.ReadConditions();
    });

    [Theory]
    [InlineData("PEG BEST", "SMART", "0.02", "100|0.02")]
    [InlineData("PEG BEST", "SMART", IbPegOffsets.UpToMid, "100|Infinity|0.01|0.005")]
    [InlineData("PEG MID", "SMART", "0.02", "0.01|0.005")]
    [InlineData("PEG BEST", "IBKRATS", "0.02", "200|100|0.02")]
    [InlineData("LMT", "IBKRATS", "", "200")]
    [InlineData("LMT", "SMART", "", "")]
    public void Pegged_orders_carry_their_offsets_behind_the_manual_time(string type, string exchange, string best, string expected)
    {
        var offsets = new IbPegOffsets
        {
            MinTradeQuantity = 200, MinCompeteSize = 100, CompeteAgainstBestOffset = best, MidOffsetAtWhole = "0.01", MidOffsetAtHalf = "0.005",
        };
        var fields = Text(w => w.PlaceOrder(Apple with { Exchange = exchange }, Plain with { OrderType = type, PegOffsets = offsets }, 178))
            .Split('|');
        Assert.Equal(expected, string.Join('|', fields[114..]));
    }

    [Fact]
    public void A_combo_carries_prices_of_its_legs()
    {
        var combo = new IbCombo([new IbComboLeg(1, 2, "BUY", "SMART", 1, 2, "X", 0)], ["1.5"], [new IbTagValue("NonGuaranteed", "1")]);
        var text = Text(w => w.PlaceOrder(Apple with { SecType = "BAG" }, Plain with { Combo = combo }, 178)).Split('|');
        Assert.Equal("1|1|2|BUY|SMART|1|2|X|0|1|1.5|1|NonGuaranteed|1", string.Join('|', text[35..49]));
    }

    [Fact]
    public void The_optional_blocks_of_an_open_order_are_read()
    {
        var plain = Vector.LoadAll().Single(v => v.Name == "resp.openOrder.lmtPreSubmitted.v178").Fields.Select(f => (string)f!).ToList();
        Assert.Equal("None", plain[61]);
        // From the back, so that the positions in front stay right.
        Replace(plain, 110, "1|3|o|1|20261120-15:00:00|1|0");
        Replace(plain, 89, "1|265598|0.45|185.5");
        Replace(plain, 84, "B|0.8");
        Replace(plain, 83, "0.05|0.01|60|0.1|1|3|4|1");
        Replace(plain, 79, "1|1.5");
        Replace(plain, 78, "1|7|2|BUY|SMART|1|2|X|0");
        Replace(plain, 63, "265598");
        var payload = Payload(string.Join('|', plain));
        var r = After(payload);
        var order = IbOpenOrder.Read(ref r, 178).Order;
        Assert.True(r.IsAtEnd);
        Assert.Equal(265_598, order.Volatility.ConId);
        Assert.Equal(new IbComboLeg(7, 2, "BUY", "SMART", 1, 2, "X", 0), Assert.Single(order.Combo!.Legs));
        Assert.Equal(["1.5"], order.Combo.LegPrices);
        Assert.Equal(("0.05", "0.01", 60, "0.1", true, 3, 4, true), (order.Scale.PriceIncrement, order.Scale.PriceAdjustValue,
            order.Scale.PriceAdjustInterval, order.Scale.ProfitOffset, order.Scale.ResetsAutomatically, order.Scale.InitialPosition,
            order.Scale.InitialFillQuantity, order.Scale.IsRandom));
        Assert.Equal(("B", "0.8"), (order.HedgeType, order.HedgeParameter));
        Assert.Equal(new IbDeltaNeutralContract(265_598, "0.45", "185.5"), order.DeltaNeutralContract);
        Assert.Equal(new IbTimeCondition(false, true, "20261120-15:00:00"), Assert.Single(order.Conditions));
        Assert.True(order.ConditionsIgnoreRth);
        Assert.False(order.ConditionsCancelOrder);
    }

    [Fact]
    public void Shares_of_an_advisors_accounts_are_read_from_the_preview()
    {
        var r = new IbFieldReader(Payload("USD|1|2|3|4|5|6|7|8|9|100|too large|1|DU1|10|20|20|10|10|0"));
        var preview = IbMarginPreview.Read(ref r);
        Assert.True(r.IsAtEnd);
        Assert.Equal(new IbMargin("7", "8", "9"), preview.AfterOutsideRth);
        Assert.Equal(new IbOrderAllocation("DU1", "10", "20", "20", "10", "10", false), Assert.Single(preview.Allocations));
    }

    private static string[] Fields(IbOrder order, int version) => Text(w => w.PlaceOrder(Apple, order, version)).Split('|');

    private static void Replace(List<string> fields, int at, string with)
    {
        fields.RemoveAt(at);
        fields.InsertRange(at, with.Split('|'));
    }
}
