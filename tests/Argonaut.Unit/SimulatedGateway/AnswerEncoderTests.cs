using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Numbers;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Tests.Shared;
using Argonaut.Venues.Ib.Wire;
using Xunit;

namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>What a vector means, encoded by the gateway, gives the vector's fields up to number formatting (ib-tws-protocol.md 13).</summary>
public sealed class AnswerEncoderTests
{
    private static readonly TickEncoder Ticks = new(Contract([""], "STK"));

    private static readonly Dictionary<string, Action<IbFrameWriter, IbVector>> Encoders = new()
    {
        ["managedAccounts"] = (to, v) => AnswerEncoder.ManagedAccounts(to, Text(v, "accountsList")),
        ["nextValidId"] = (to, v) => AnswerEncoder.NextValidId(to, Int(v, "orderId")),
        ["currentTime"] = (to, v) => AnswerEncoder.CurrentTime(to, Int(v, "time")),
        ["currentTimeInMillis"] = (to, v) => AnswerEncoder.CurrentTimeInMillis(to, Int(v, "timeInMillis")),
        ["error"] = (to, v) => AnswerEncoder.Error(
            to, v.Version, Int(v, "reqId"), (int)Int(v, "errorCode"), Text(v, "errorString"), Int(v, "errorTime"), Text(v, "advancedOrderRejectJson")),
        ["contractDetails"] = (to, v) => Details(to, v, AnswerEncoder.ContractDetails),
        ["bondContractDetails"] = (to, v) => Details(to, v, AnswerEncoder.BondContractDetails),
        ["contractDetailsEnd"] = (to, v) => AnswerEncoder.ContractDetailsEnd(to, (int)Int(v, "reqId")),
        ["marketDataType"] = (to, v) => AnswerEncoder.MarketDataType(to, (int)Int(v, "reqId"), (int)Int(v, "marketDataType")),
        ["tickReqParams"] = (to, v) => AnswerEncoder.TickReqParams(
            to, (int)Int(v, "tickerId"), Text(v, "minTick"), Text(v, "bboExchange"), (int)Int(v, "snapshotPermissions")),
        ["tickSnapshotEnd"] = (to, v) => AnswerEncoder.TickSnapshotEnd(to, (int)Int(v, "reqId")),
        ["tickString"] = (to, v) => AnswerEncoder.TickString(to, (int)Int(v, "reqId"), (int)Int(v, "tickType"), Text(v, "value")),
        ["tickGeneric"] = (to, v) => AnswerEncoder.TickGeneric(to, (int)Int(v, "reqId"), (int)Int(v, "tickType"), Text(v, "value")),
        ["userInfo"] = (to, v) => AnswerEncoder.UserInfo(to, (int)Int(v, "reqId"), Text(v, "whiteBrandingId")),
        ["headTimestamp"] = (to, v) => AnswerEncoder.HeadTimestamp(to, (int)Int(v, "reqId"), Text(v, "headTimestamp")),
        ["marketRule"] = (to, v) => AnswerEncoder.MarketRule(to, (int)Int(v, "marketRuleId"),
        [
            .. v.Meaning.GetProperty("priceIncrements").EnumerateArray().Select(i => (Text(i, "lowEdge", "0"), Text(i, "increment", "0"))),
        ]),
        ["symbolSamples"] = (to, v) => AnswerEncoder.SymbolSamples(to, (int)Int(v, "reqId"),
        [
            .. v.Meaning.GetProperty("contractDescriptions").EnumerateArray().Select(Sample),
        ]),
        ["mktDepthExchanges"] = (to, v) => AnswerEncoder.MarketDepthExchanges(to,
        [
            .. v.Meaning.GetProperty("depthMktDataDescriptions").EnumerateArray().Select(d =>
                (Text(d, "exchange"), Text(d, "secType"), Text(d, "listingExch"), Text(d, "serviceDataType"), Text(d, "aggGroup"))),
        ]),
        ["tickPrice"] = (to, v) =>
        {
            var price = v.Meaning.TryGetProperty("events", out var events) ? events[0] : v.Meaning;
            var size = events.ValueKind == JsonValueKind.Array ? events[1].GetProperty("size").GetString()! : v.Fields[5];
            Ticks.Price(to, (int)price.GetProperty("reqId").GetInt64(), price.GetProperty("tickType").GetInt32(), Mantissa(price.GetProperty("price").ToString()),
                Mantissa(size), int.Parse(v.Fields[6]));
        },
        ["tickSize"] = (to, v) => Ticks.Size(to, (int)Int(v, "reqId"), v.Meaning.TryGetProperty("tickType", out var type) ? type.GetInt32() : 0, Mantissa(Text(v, "size"))),
        ["tickByTick"] = TickByTick,
        ["realtimeBar"] = (to, v) => BarsOf(v).RealTime(to, (int)Int(v, "reqId"), Int(v, "time"), BarOf(v.Meaning, v), 0),
        ["historicalDataUpdate"] = (to, v) =>
            BarsOf(v).Update(to, (int)Int(v, "reqId"), v.Meaning.GetProperty("bar").GetProperty("date").GetString()!, BarOf(v.Meaning.GetProperty("bar"), v)),
        ["historicalTicks"] = (to, v) => Ticks.HistoricalMidpoints(to, (int)Int(v, "reqId"), HistoricalTicks(v), v.Meaning.GetProperty("done").GetBoolean()),
        ["historicalTicksLast"] = (to, v) => TicksOf(v).HistoricalTrades(to, (int)Int(v, "reqId"), HistoricalTicks(v), v.Meaning.GetProperty("done").GetBoolean()),
        ["historicalTicksBidAsk"] = (to, v) => Ticks.HistoricalQuotes(to, (int)Int(v, "reqId"), HistoricalTicks(v), v.Meaning.GetProperty("done").GetBoolean()),
    };

    [Fact]
    public void A_vectors_meaning_is_encoded_to_its_fields()
    {
        var seen = new HashSet<string>();
        foreach (var vector in IbVector.Load().Where(v => v.Direction == "response" && Encoders.ContainsKey(v.Kind) && !IsOutOfReach(v)))
        {
            var writer = new IbFrameWriter();
            Encoders[vector.Kind](writer, vector);
            var fields = Encoding.UTF8.GetString(writer.Written.Span[4..]).TrimEnd('\0');
            Assert.Equal(string.Join('|', vector.Fields.Select(Normal)).TrimEnd('|'), string.Join('|', fields.Split('\0').Select(Normal)).TrimEnd('|'), StringComparer.Ordinal);
            Assert.Equal(writer.Written.Length - 4, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(writer.Written.Span));
            seen.Add(vector.Kind);
        }

        Assert.Equal(Encoders.Keys.Order(), seen.Order());
    }

    [Theory]
    [InlineData(178)]
    [InlineData(200)]
    public void Bars_have_their_start_and_end_in_the_first_message_or_in_one_of_their_own(int version)
    {
        var vector = IbVector.Load().Single(v => v.Name == (version == 178 ? "resp.historicalData.daily.v178" : "resp.historicalData.daily.v196"));
        var bars = vector.Meaning.GetProperty("events").EnumerateArray().Where(e => e.TryGetProperty("bar", out _))
            .Select(e => e.GetProperty("bar")).Select(b => (b.GetProperty("date").GetString()!, BarOf(b, vector))).ToList();
        var writer = new IbFrameWriter();
        BarsOf(vector).Historical(writer, version, 9000, "20230413  16:31:22", "20230415  16:31:22", bars);
        var frames = Frames(writer.Written.Span);
        Assert.Equal(vector.Fields.Select(Normal), frames[0].Select(Normal));
        if (version == 178) Assert.Single(frames);
        else Assert.Equal(["108", "9000", "20230413  16:31:22", "20230415  16:31:22"], frames[1]);
    }

    [Fact]
    public void A_replayed_tick_carries_nanoseconds_only_when_asked()
    {
        var tick = new MarketTick(MarketEventKind.Trade, Mantissa("1.5"), Mantissa("3"), 0, 0, 0, 0, new UnixNanos(1_767_364_200_000_000_007), new UnixNanos(1_767_364_200_000_000_009));
        var writer = new IbFrameWriter();
        TicksOf("SIM").Trade(writer, 5, 2, tick, withNanos: true);
        TicksOf("SIM").Trade(writer, 5, 2, tick, withNanos: false);
        var frames = Frames(writer.Written.Span);
        Assert.Equal(["99", "5", "2", "1767364200.000000007", "1.5", "3", "0", "SIM", "", "1767364200000000009"], frames[0]);
        Assert.Equal(["99", "5", "2", "1767364200", "1.5", "3", "0", "SIM", ""], frames[1]);
    }

    [Fact]
    public void A_traded_volume_is_written_as_one_text()
    {
        var writer = new IbFrameWriter();
        var tick = new MarketTick(MarketEventKind.Trade, Mantissa("185.51"), Mantissa("100"), 0, 0, 0, 0, new UnixNanos(1_752_606_307_123_000_000));
        Ticks.RealTimeVolume(writer, 1001, tick, Mantissa("1234567"), Mantissa("185.4321"));
        Assert.Equal(["46", "6", "1001", "48", "185.51;100;1752606307123;1234567;185.4321;true"], Frames(writer.Written.Span)[0]);
    }

    [Fact]
    public void A_tick_is_written_without_allocating()
    {
        var writer = new IbFrameWriter();
        var quote = new MarketTick(MarketEventKind.Quote, 18550, 18552, 100, 300, 0, 0, new UnixNanos(1_752_606_307_000_000_000), new UnixNanos(5));
        for (var i = 0; i < 100; i++) Write();
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 10_000; i++) Write();
        }));

        void Write()
        {
            writer.Clear();
            Ticks.Quote(writer, 2001, quote, withNanos: true);
            Ticks.Trade(writer, 2001, 2, quote, withNanos: false);
        }
    }

    /// <summary>
    /// Funds do not exist here, a size is never left out, historical trades have no special conditions, and two samples have bars that
    /// contradict themselves: the gateway cannot say that.
    /// </summary>
    private static bool IsOutOfReach(IbVector v) =>
        v.Name.Contains("fund", StringComparison.Ordinal) || v.Name.StartsWith("resp.tickSize.unset", StringComparison.Ordinal)
        || v.Fields.Contains(" O X") || v.Fields.Any(f => f.StartsWith("1.7976931348623157", StringComparison.Ordinal) || f == "9223372036854775807")
        || v.Name.StartsWith("resp.realTimeBar.0", StringComparison.Ordinal) || v.Name.StartsWith("resp.realTimeBar.1", StringComparison.Ordinal);

    private static string Normal(string field)
    {
        if (field is "1.7976931348623157E308") return "";
        return decimal.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("0.##################", CultureInfo.InvariantCulture)
            : field;
    }

    private static List<string[]> Frames(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<string[]>();
        while (!bytes.IsEmpty)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes);
            frames.Add(Encoding.UTF8.GetString(bytes.Slice(4, length - 1)).Split('\0'));
            bytes = bytes[(4 + length)..];
        }

        return frames;
    }

    private static void TickByTick(IbFrameWriter to, IbVector v)
    {
        var m = v.Meaning;
        var id = (int)Int(v, "reqId");
        var at = new UnixNanos(Int(v, "time") * UnixNanos.PerSecond);
        switch (v.Fields[2])
        {
            case "3":
                Ticks.Quote(to, id, new MarketTick(
                    MarketEventKind.Quote, Mantissa(Text(m, "bidPrice")), Mantissa(Text(m, "askPrice")), Mantissa(Text(m, "bidSize")),
                    Mantissa(Text(m, "askSize")), 0, Mask(m, "tickAttribBidAsk", "bidPastLow", "askPastHigh"), at), withNanos: false);
                break;
            case "4":
                var middle = Mantissa(Text(m, "midPoint"));
                Ticks.MidPoint(to, id, new MarketTick(MarketEventKind.Quote, middle, middle, 0, 0, 0, 0, at), withNanos: false);
                break;
            default:
                var tick = new MarketTick(
                    MarketEventKind.Trade, Mantissa(Text(m, "price")), Mantissa(Text(m, "size")), 0, 0, 0,
                    Mask(m, "tickAttribLast", "pastLimit", "unreported"), at);
                TicksOf(Text(m, "exchange")).Trade(to, id, int.Parse(v.Fields[2]), tick, withNanos: false);
                if (Text(m, "specialConditions").Length > 0) ReplaceLast(to, Text(m, "specialConditions"));
                break;
        }
    }

    /// <summary>The gateway's trades have no special conditions: the vector's is put in so that the rest can be compared.</summary>
    private static void ReplaceLast(IbFrameWriter to, string conditions)
    {
        var fields = Frames(to.Written.Span)[0];
        fields[^1] = conditions;
        to.Clear();
        to.BeginRaw();
        foreach (var field in fields) to.Text(field);
        to.End();
    }

    private static byte Mask(JsonElement m, string name, string first, string second)
    {
        if (!m.TryGetProperty(name, out var mask)) return 0;
        return (byte)((mask.TryGetProperty(first, out _) ? 1 : 0) + (mask.TryGetProperty(second, out _) ? 2 : 0));
    }

    private static List<MarketTick> HistoricalTicks(IbVector v) =>
    [
        .. v.Meaning.GetProperty("ticks").EnumerateArray().Select(t => new MarketTick(
            v.Kind == "historicalTicksLast" ? MarketEventKind.Trade : MarketEventKind.Quote,
            Mantissa(Text(t, v.Kind == "historicalTicksBidAsk" ? "priceBid" : "price")),
            v.Kind switch
            {
                "historicalTicksBidAsk" => Mantissa(Text(t, "priceAsk")),
                "historicalTicksLast" => Mantissa(Text(t, "size")),
                _ => Mantissa(Text(t, "price")),
            },
            v.Kind == "historicalTicksBidAsk" ? Mantissa(Text(t, "sizeBid")) : 0,
            v.Kind == "historicalTicksBidAsk" ? Mantissa(Text(t, "sizeAsk")) : 0,
            (byte)(v.Kind == "historicalTicksLast" ? Math.Max(0, Exchanges(v).IndexOf(Text(t, "exchange"))) : 0), 0, new UnixNanos(t.GetProperty("time").GetInt64() * UnixNanos.PerSecond))),
    ];

    private static ImmutableArray<string> Exchanges(IbVector v) =>
        [.. v.Meaning.GetProperty("ticks").EnumerateArray().Select(t => Text(t, "exchange")).Distinct()];

    private static TickEncoder TicksOf(IbVector v) => new(Contract(Exchanges(v) is { Length: > 0 } some ? some : [""], "STK"));

    private static TickEncoder TicksOf(string exchange) => new(Contract([exchange], "STK"));

    /// <summary>Bars without volume are those of pairs.</summary>
    private static BarEncoder BarsOf(IbVector v) => new(Contract([""], v.Fields.Contains("-1") ? "CASH" : "STK"), v.Fields.Contains("-1") ? BarBasis.Bid : BarBasis.Trades);

    private static TickBar BarOf(JsonElement bar, IbVector v)
    {
        var made = new TickBar();
        var (open, high, low, close) = (Price("open", "open_"), Price("high"), Price("low"), Price("close"));
        if (v.Fields.Contains("-1"))
        {
            foreach (var price in (long[])[open, high, low, close]) made.Add(price, 0);
            return made;
        }

        var count = bar.TryGetProperty("barCount", out var n) ? n.GetInt32() : bar.GetProperty("count").GetInt32();
        var volume = Mantissa(bar.GetProperty("volume").GetString()!);
        var average = Mantissa(Text(bar, "wap"));
        made.Add(open, 0);
        made.Add(high, 0);
        made.Add(low, 0);
        for (var i = 5; i < count; i++) made.Add(low, 0);
        made.Add(average, volume);
        var last = new TickBar();
        last.Add(close, 0);
        made.Append(last);
        return made;

        long Price(params string[] names) => Mantissa(names.Select(name => Text(bar, name)).First(t => t.Length > 0));
    }

    private delegate void DetailsEncoder(IbFrameWriter to, int version, int requestId, SimulatedContract contract, string exchange, string trading, string liquid);

    private static void Details(IbFrameWriter to, IbVector v, DetailsEncoder encode)
    {
        var d = v.Meaning.GetProperty("contractDetails");
        var c = d.GetProperty("contract");
        var lastTrade = Text(c, "lastTradeDateOrContractMonth");
        var time = Text(d, "lastTradeTime");
        var made = Contract([""], Text(c, "secType")) with
        {
            ConId = c.GetProperty("conId").GetInt32(),
            Symbol = Text(c, "symbol"),
            LastTradeDateText = time.Length > 0 ? $"{lastTrade} {time} {Text(d, "timeZoneId")}" : lastTrade,
            Strike = Text(c, "strike", "0"),
            Right = Text(c, "right"),
            Multiplier = Text(c, "multiplier"),
            Currency = Text(c, "currency"),
            LocalSymbol = Text(c, "localSymbol"),
            TradingClass = Text(c, "tradingClass"),
            PrimaryExchange = Text(c, "primaryExchange"),
            MarketName = Text(d, "marketName"),
            MinTick = Text(d, "minTick"),
            OrderTypes = Text(d, "orderTypes"),
            ValidExchanges = [.. Text(d, "validExchanges").Split(',')],
            PriceMagnifier = d.TryGetProperty("priceMagnifier", out var magnifier) ? magnifier.GetInt32() : 1,
            UnderConId = d.TryGetProperty("underConId", out var under) ? under.GetInt32() : 0,
            LongName = Text(d, "longName"),
            ContractMonth = Text(d, "contractMonth"),
            Industry = Text(d, "industry"),
            Category = Text(d, "category"),
            Subcategory = Text(d, "subcategory"),
            TimeZoneId = v.Kind == "contractDetails" || v.Version >= 188 ? Text(d, "timeZoneId") : "",
            EvRule = Text(d, "evRule"),
            EvMultiplier = v.Name.Contains("esTimeZone", StringComparison.Ordinal) ? "" : Text(d, "evMultiplier", "0"),
            SecIds = d.TryGetProperty("secIdList", out var ids) ? [.. ids.EnumerateArray().Select(i => (Text(i, "tag"), Text(i, "value")))] : [],
            AggGroup = Text(d, "aggGroup", "2147483647"),
            UnderSymbol = Text(d, "underSymbol"),
            UnderSecType = Text(d, "underSecType"),
            MarketRuleIds = Text(d, "marketRuleIds"),
            RealExpirationDate = Text(d, "realExpirationDate"),
            StockType = Text(d, "stockType"),
            MinSize = Text(d, "minSize"),
            SizeIncrement = Text(d, "sizeIncrement"),
            SuggestedSizeIncrement = Text(d, "suggestedSizeIncrement"),
            Bond = v.Kind == "contractDetails" ? null : new BondTerms
            {
                Cusip = Text(d, "cusip"),
                Coupon = Text(d, "coupon"),
                Maturity = string.Join(' ', new[] { Text(d, "maturity"), Text(d, "lastTradeTime"), Text(d, "timeZoneId") }.Where(t => t.Length > 0)),
                IssueDate = Text(d, "issueDate"),
                Ratings = Text(d, "ratings"),
                BondType = Text(d, "bondType"),
                CouponType = Text(d, "couponType"),
            },
        };
        encode(to, v.Version, v.Meaning.GetProperty("reqId").GetInt32(), made, Text(c, "exchange"), Text(d, "tradingHours"), Text(d, "liquidHours"));
    }

    private static SymbolSample Sample(JsonElement description)
    {
        var c = description.GetProperty("contract");
        return new SymbolSample(
            c.GetProperty("conId").GetInt32(), Text(c, "symbol"), Text(c, "secType"), Text(c, "primaryExchange"), Text(c, "currency"),
            [.. description.GetProperty("derivativeSecTypes").EnumerateArray().Select(t => t.GetString()!)], Text(c, "description"), Text(c, "issuerId"));
    }

    private static SimulatedContract Contract(ImmutableArray<string> exchanges, string secType) => new()
    {
        ConId = 1,
        Symbol = "X",
        SecType = secType,
        Exchange = "SMART",
        Currency = "USD",
        LocalSymbol = "X",
        MinTick = "0.01",
        ValidExchanges = ["SMART"],
        WirePriceScale = 8,
        TickMantissa = 1_000_000,
        SizeScale = 8,
        TradeExchanges = exchanges,
    };

    private static long Mantissa(string text)
    {
        Assert.Equal(NumberParse.Ok, FixedPoint.TryParse(text, 8, out var mantissa));
        return mantissa;
    }

    private static string Text(IbVector v, string name) => Text(v.Meaning, name);

    private static string Text(JsonElement json, string name, string absent = "") =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : absent;

    private static long Int(IbVector v, string name) => v.Meaning.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
}
