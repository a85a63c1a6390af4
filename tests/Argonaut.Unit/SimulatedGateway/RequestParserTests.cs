using System.Globalization;
using System.Text;
using System.Text.Json;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Venues.Ib.Wire;
using Xunit;

namespace Argonaut.Tests.Unit.SimulatedGateway;

public sealed class RequestParserTests
{
    /// <summary>Kinds the gateway answers, and how their arguments are called in the vectors.</summary>
    private static readonly Dictionary<string, Func<GatewayRequest, Dictionary<string, object>>> Supported = new()
    {
        ["startApi"] = r => Of((StartApiRequest)r, x => [("clientId", x.ClientId), ("optionalCapabilities", x.OptionalCapabilities)]),
        ["reqContractDetails"] = r => Of((ContractDetailsRequest)r, x => [("reqId", x.RequestId), ("contract", x)]),
        ["reqMarketDataType"] = r => Of((MarketDataTypeRequest)r, x => [("marketDataType", x.Type)]),
        ["reqMktData"] = r => Of((MarketDataRequest)r, x =>
        [
            ("reqId", x.RequestId), ("contract", x), ("genericTickList", x.GenericTicks), ("snapshot", x.IsSnapshot),
            ("regulatorySnapshot", x.IsRegulatorySnapshot),
        ]),
        ["cancelMktData"] = Cancelled,
        ["reqTickByTickData"] = r => Of((TickByTickRequest)r, x =>
            [("reqId", x.RequestId), ("contract", x), ("tickType", x.TickType), ("numberOfTicks", x.NumberOfTicks), ("ignoreSize", x.IgnoreSize)]),
        ["cancelTickByTickData"] = Cancelled,
        ["reqRealTimeBars"] = r => Of((RealTimeBarsRequest)r, x =>
            [("reqId", x.RequestId), ("contract", x), ("barSize", x.BarSize), ("whatToShow", x.WhatToShow), ("useRTH", x.UseRth)]),
        ["cancelRealTimeBars"] = Cancelled,
        ["reqHistoricalData"] = r => Of((HistoricalDataRequest)r, x =>
        [
            ("reqId", x.RequestId), ("contract", x), ("endDateTime", x.EndDateTime), ("durationStr", x.Duration), ("barSizeSetting", x.BarSize),
            ("whatToShow", x.WhatToShow), ("useRTH", x.UseRth), ("formatDate", x.FormatDate), ("keepUpToDate", x.KeepUpToDate),
        ]),
        ["cancelHistoricalData"] = Cancelled,
        ["reqHistoricalTicks"] = r => Of((HistoricalTicksRequest)r, x =>
        [
            ("reqId", x.RequestId), ("contract", x), ("startDateTime", x.Start), ("endDateTime", x.End), ("numberOfTicks", x.NumberOfTicks),
            ("whatToShow", x.WhatToShow), ("useRth", x.UseRth), ("ignoreSize", x.IgnoreSize),
        ]),
        ["reqHeadTimestamp"] = r => Of((HeadTimestampRequest)r, x =>
            [("reqId", x.RequestId), ("contract", x), ("whatToShow", x.WhatToShow), ("useRTH", x.UseRth), ("formatDate", x.FormatDate)]),
        ["cancelHeadTimestamp"] = Cancelled,
        ["reqCurrentTime"] = r => Of((PlainRequest)r, x => []),
        ["reqCurrentTimeInMillis"] = r => Of((PlainRequest)r, x => []),
        ["reqManagedAccts"] = r => Of((PlainRequest)r, x => []),
        ["reqMktDepthExchanges"] = r => Of((PlainRequest)r, x => []),
        ["reqIds"] = r => Of((IdsRequest)r, x => [("numIds", x.Count)]),
        ["reqMatchingSymbols"] = r => Of((MatchingSymbolsRequest)r, x => [("reqId", x.RequestId), ("pattern", x.Pattern)]),
        ["reqMarketRule"] = r => Of((MarketRuleRequest)r, x => [("marketRuleId", x.RuleId)]),
        ["reqMktDepth"] = r => Of((MarketDepthRequest)r, x => [("reqId", x.RequestId), ("contract", x), ("numRows", x.Rows), ("isSmartDepth", x.IsSmart)]),
        ["cancelMktDepth"] = r => Of((CancelRequest)r, x => [("reqId", x.RequestId), ("isSmartDepth", true)]),
        ["reqSmartComponents"] = r => Of((SmartComponentsRequest)r, x => [("reqId", x.RequestId), ("bboExchange", x.BboExchange)]),
        ["reqSecDefOptParams"] = r => Of((OptionChainRequest)r, x =>
        [
            ("reqId", x.RequestId), ("underlyingSymbol", x.UnderlyingSymbol), ("futFopExchange", x.FutFopExchange),
            ("underlyingSecType", x.UnderlyingSecType), ("underlyingConId", x.UnderlyingConId),
        ]),
        ["placeOrder"] = r => Of((PlaceOrderRequest)r, x => [("orderId", x.OrderId), ("contract", x), ("order", x.Order)]),
        ["cancelOrder"] = r => Of((CancelOrderRequest)r, x => [("orderId", x.OrderId), ("orderCancel", "{}")]),
        ["reqGlobalCancel"] = r => Of((GlobalCancelRequest)r, x => [("orderCancel", "{}")]),
        ["reqOpenOrders"] = r => Of((PlainRequest)r, x => []),
        ["reqAllOpenOrders"] = r => Of((PlainRequest)r, x => []),
        ["reqAutoOpenOrders"] = r => Of((AutoOpenOrdersRequest)r, x => [("bAutoBind", x.AutoBind)]),
        ["reqCompletedOrders"] = r => Of((CompletedOrdersRequest)r, x => [("apiOnly", x.ApiOnly)]),
        ["reqExecutions"] = r => Of((ExecutionsRequest)r, x => [("reqId", x.RequestId), ("execFilter", x)]),
        ["reqPositions"] = r => Of((PlainRequest)r, x => []),
        ["cancelPositions"] = r => Of((PlainRequest)r, x => []),
        ["reqPositionsMulti"] = r => Of((PositionsMultiRequest)r, x => [("reqId", x.RequestId), ("account", x.Account), ("modelCode", x.ModelCode)]),
        ["cancelPositionsMulti"] = Cancelled,
        ["reqAccountUpdates"] = r => Of((AccountUpdatesRequest)r, x => [("subscribe", x.IsSubscribe), ("acctCode", x.Account)]),
        ["reqAccountUpdatesMulti"] = r => Of((AccountUpdatesMultiRequest)r, x =>
            [("reqId", x.RequestId), ("account", x.Account), ("modelCode", x.ModelCode), ("ledgerAndNLV", x.LedgerAndNlv)]),
        ["cancelAccountUpdatesMulti"] = Cancelled,
        ["reqAccountSummary"] = r => Of((AccountSummaryRequest)r, x => [("reqId", x.RequestId), ("groupName", x.Group), ("tags", x.Tags)]),
        ["cancelAccountSummary"] = Cancelled,
        ["reqPnL"] = r => Of((PnLRequest)r, x => [("reqId", x.RequestId), ("account", x.Account), ("modelCode", x.ModelCode)]),
        ["cancelPnL"] = Cancelled,
        ["reqPnLSingle"] = r => Of((PnLSingleRequest)r, x =>
            [("reqId", x.RequestId), ("account", x.Account), ("modelCode", x.ModelCode), ("conid", x.ConId)]),
        ["cancelPnLSingle"] = Cancelled,
        ["reqUserInfo"] = r => Of((UserInfoRequest)r, x => [("reqId", x.RequestId)]),
    };

    [Fact]
    public void Every_request_vector_of_a_supported_kind_is_read_field_by_field()
    {
        var seen = new HashSet<string>();
        foreach (var vector in IbVector.Load().Where(v => v.Direction == "request" && Supported.ContainsKey(v.Kind)))
        {
            var request = RequestParser.Parse(vector.Payload, vector.Version);
            Assert.Equal(int.Parse(vector.Fields[0]), request.MessageId);
            var read = Supported[vector.Kind](request);
            foreach (var arg in vector.Args.EnumerateObject().Where(a => !a.Name.EndsWith("Options", StringComparison.Ordinal)))
                if (arg.Name == "contract") CompareContract(vector, request, arg.Value);
                else if (arg.Name == "order") CompareOrder(vector.Name, arg.Value, (OrderTerms)read["order"]);
                else if (arg.Name == "execFilter") CompareFilter(vector.Name, arg.Value, (ExecutionsRequest)read["execFilter"]);
                else AssertSame(vector.Name + "." + arg.Name, arg.Value, read[arg.Name]);
            seen.Add(vector.Kind);
        }

        Assert.Equal(Supported.Keys.Order(), seen.Order());
    }

    [Fact]
    public void There_is_no_request_vector_that_is_not_read() =>
        Assert.Empty(IbVector.Load().Where(v => v.Direction == "request" && v.Kind != "handshake" && v.Kind != "framing" && !Supported.ContainsKey(v.Kind)).Select(v => v.Kind).Distinct());

    [Theory]
    [InlineData("req.alt.placeOrder.lmt.v178")]
    [InlineData("req.alt.c.placeOrder.lmt.v178")]
    public void Other_clients_mean_the_same_order(string other)
    {
        var first = (PlaceOrderRequest)Parsed("req.placeOrder.lmtBuy.v178");
        var second = (PlaceOrderRequest)Parsed(other);
        // Some write the opening of a position out, which is what an empty field means for stocks.
        Assert.Equal(0, second.Order.DiscretionaryAmt);
        Assert.NotEqual(true, second.Order.UsePriceMgmtAlgo);
        Assert.Equal(
            first.Order.ToString(),
            (second.Order with { DisplaySize = first.Order.DisplaySize, ExemptCode = -1, OpenClose = "", DiscretionaryAmt = 0, UsePriceMgmtAlgo = first.Order.UsePriceMgmtAlgo }).ToString());
    }

    [Fact]
    public void A_combo_keeps_its_legs()
    {
        var vector = IbVector.Load().Single(v => v.Name == "req.mktData.bag.v178");
        var request = Assert.IsType<MarketDataRequest>(RequestParser.Parse(vector.Payload, 178));
        Assert.Equal([new ComboLeg(728716651, 1, "BUY", "SMART"), new ComboLeg(728716652, 1, "SELL", "SMART")], request.Legs);
    }

    [Theory]
    [InlineData(320, 2001, "reqTickByTickData", "97", "2001", "265598", "AAPL")]
    [InlineData(320, 1001, "cancelMktData", "2", "2", "1001", "too", "many")]
    [InlineData(320, 4001, "cancelHistoricalData", "25", "1", "4001", "x")]
    [InlineData(320, -1, "reqMarketRule", "91", "word")]
    [InlineData(321, -1, "unknown message id 998", "998", "1")]
    [InlineData(320, 7, "placeOrder", "3", "7", "0")]
    [InlineData(321, 3, "exerciseOptions is not supported", "21", "2", "3", "0")]
    public void A_wrong_request_is_refused_with_its_id_and_name(int code, long id, string text, params string[] fields)
    {
        var refusal = Assert.Throws<RequestFormatException>(() => RequestParser.Parse(Payload(fields), 178));
        Assert.Equal(code, refusal.Code);
        Assert.Equal(id, refusal.RequestId);
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_milliseconds_request_exists_only_from_version_197()
    {
        Assert.IsType<PlainRequest>(RequestParser.Parse(Payload("105"), 197));
        Assert.Equal(321, Assert.Throws<RequestFormatException>(() => RequestParser.Parse(Payload("105"), 196)).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("1.7976931348623157E308")]
    [InlineData("1.7976931348623157e+308")]
    public void Every_spelling_of_an_unset_strike_is_read_as_unset(string strike)
    {
        var request = (ContractDetailsRequest)RequestParser.Parse(
            Payload("9", "8", "1", "", "AAPL", "STK", "", strike, "", "", "SMART", "", "USD", "", "", "", "", "", ""), 178);
        Assert.Equal(0, request.Contract.Strike);
    }

    private static GatewayRequest Parsed(string name)
    {
        var vector = IbVector.Load().Single(v => v.Name == name);
        return RequestParser.Parse(vector.Payload, vector.Version);
    }

    /// <summary>Every argument of an order by its own name; one that has no property here fails.</summary>
    private static void CompareOrder(string vector, JsonElement expected, OrderTerms order)
    {
        foreach (var field in expected.EnumerateObject())
        {
            object? read = field.Name switch
            {
                "smartComboRoutingParams" => Tags(order.Routing),
                "algoParams" => Tags(order.AlgoParams),
                "conditions" => order.Conditions.Length,
                "referenceContractId" => order.PegBench!.ContractId,
                "peggedChangeAmount" => order.PegBench!.ChangeAmount,
                "isPeggedChangeAmountDecrease" => order.PegBench!.IsDecrease,
                "referenceChangeAmount" => order.PegBench!.ReferenceChangeAmount,
                "referenceExchangeId" => order.PegBench!.ExchangeId,
                var name => typeof(OrderTerms).GetProperty(char.ToUpperInvariant(name[0]) + name[1..])!.GetValue(order),
            };
            if (field.Name is "smartComboRoutingParams" or "algoParams")
                Assert.Equal(string.Join(';', field.Value.EnumerateArray().Select(t => $"{t.GetProperty("tag")}={t.GetProperty("value")}")), read);
            else if (field.Name == "conditions") Assert.Equal(field.Value.GetArrayLength(), read);
            else if (read is decimal number) Assert.True(number == decimal.Parse(field.Value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture), $"{vector}.{field.Name}: read {number}");
            else AssertSame(vector + "." + field.Name, field.Value, read!);
        }
    }

    private static string Tags(System.Collections.Immutable.ImmutableArray<(string Tag, string Value)> tags) =>
        string.Join(';', tags.Select(t => $"{t.Tag}={t.Value}"));

    private static void CompareFilter(string vector, JsonElement expected, ExecutionsRequest read)
    {
        foreach (var field in expected.EnumerateObject())
            switch (field.Name)
            {
                case "specificDates":
                    Assert.Equal(field.Value.EnumerateArray().Select(d => d.ToString()), read.Dates);
                    break;
                case "acctCode":
                    Assert.Equal(field.Value.GetString(), read.Account);
                    break;
                case "lastNDays":
                    Assert.Equal(field.Value.GetInt32(), read.LastDays);
                    break;
                default:
                    AssertSame(vector + "." + field.Name, field.Value, typeof(ExecutionsRequest).GetProperty(char.ToUpperInvariant(field.Name[0]) + field.Name[1..])!.GetValue(read)!);
                    break;
            }
    }

    private static byte[] Payload(params string[] fields) => Encoding.ASCII.GetBytes(string.Concat(fields.Select(f => f + "\0")));

    private static Dictionary<string, object> Of<T>(T request, Func<T, (string, object)[]> map)
        where T : GatewayRequest => map(request).ToDictionary(p => p.Item1, p => p.Item2);

    private static Dictionary<string, object> Cancelled(GatewayRequest request) => Of((CancelRequest)request, x => [("reqId", x.RequestId)]);

    private static void AssertSame(string where, JsonElement expected, object actual)
    {
        var text = expected.ValueKind switch
        {
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            JsonValueKind.Null => "",
            _ => expected.ToString(),
        };
        var read = actual is bool flag ? flag ? "1" : "0" : Convert.ToString(actual, CultureInfo.InvariantCulture);
        Assert.True(text == read, $"{where}: expected '{text}', read '{read}'");
    }

    private static void CompareContract(IbVector vector, GatewayRequest request, JsonElement expected)
    {
        var contract = request switch
        {
            ContractDetailsRequest r => r.Contract,
            MarketDataRequest r => r.Contract,
            TickByTickRequest r => r.Contract,
            RealTimeBarsRequest r => r.Contract,
            HistoricalDataRequest r => r.Contract,
            HistoricalTicksRequest r => r.Contract,
            MarketDepthRequest r => r.Contract,
            PlaceOrderRequest r => r.Contract,
            _ => ((HeadTimestampRequest)request).Contract,
        };
        var known = new ContractQuery();
        foreach (var field in expected.EnumerateObject())
            switch (field.Name)
            {
                case "conId":
                    known = known with { ConId = field.Value.GetInt32() };
                    break;
                case "symbol":
                    known = known with { Symbol = field.Value.GetString()! };
                    break;
                case "secType":
                    known = known with { SecType = field.Value.GetString()! };
                    break;
                case "lastTradeDateOrContractMonth" or "expiry":
                    known = known with { LastTradeDateOrContractMonth = field.Value.GetString()! };
                    break;
                case "strike":
                    known = known with { Strike = field.Value.GetDecimal() };
                    break;
                case "right":
                    known = known with { Right = field.Value.GetString()! };
                    break;
                case "multiplier":
                    known = known with { Multiplier = field.Value.ToString() };
                    break;
                case "exchange":
                    known = known with { Exchange = field.Value.GetString()! };
                    break;
                case "primaryExchange" or "primaryExch":
                    known = known with { PrimaryExchange = field.Value.GetString()! };
                    break;
                case "currency":
                    known = known with { Currency = field.Value.GetString()! };
                    break;
                case "localSymbol":
                    known = known with { LocalSymbol = field.Value.GetString()! };
                    break;
                case "tradingClass":
                    known = known with { TradingClass = field.Value.GetString()! };
                    break;
                case "comboLegs":
                    break;
                case "secIdType" or "secId":
                    break;
                default:
                    Assert.Fail($"{vector.Name}: contract field {field.Name}");
                    break;
            }

        Assert.Equal(known, contract);
        if (request is ContractDetailsRequest details && vector.Name.Contains("isin", StringComparison.Ordinal))
            Assert.Equal(("ISIN", "US0378331005"), (details.SecIdType, details.SecId));
        Assert.Equal(vector.Fields[0] == IbRequest.ContractDetails.ToString(CultureInfo.InvariantCulture), request is ContractDetailsRequest);
    }
}
