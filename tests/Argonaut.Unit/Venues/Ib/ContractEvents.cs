using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Answers about contracts with the reference decoder's names.</summary>
internal static class ContractEvents
{
    private static readonly string[] FundNames =
    [
        "fundName", "fundFamily", "fundType", "fundFrontLoad", "fundBackLoad", "fundBackLoadTimeInterval", "fundManagementFee", "fundClosed",
        "fundClosedForNewInvestors", "fundClosedForNewMoney", "fundNotifyAmount", "fundMinimumInitialPurchase",
        "fundSubsequentMinimumPurchase", "fundBlueSkyStates", "fundBlueSkyTerritories",
    ];

    public static JsonObject Details(IbContractDetails d)
    {
        var details = new JsonObject
        {
            ["contract"] = ContractOf(d.Contract, d.LastTradeDay),
            ["marketName"] = d.MarketName, ["minTick"] = d.MinTick, ["orderTypes"] = d.OrderTypes, ["validExchanges"] = d.ValidExchanges,
            ["priceMagnifier"] = d.PriceMagnifier, ["underConId"] = d.UnderConId, ["longName"] = d.LongName,
            ["contractMonth"] = d.ContractMonth, ["industry"] = d.Industry, ["category"] = d.Category, ["subcategory"] = d.Subcategory,
            ["timeZoneId"] = d.TimeZoneId, ["tradingHours"] = d.TradingHours, ["liquidHours"] = d.LiquidHours, ["aggGroup"] = d.AggGroup,
            ["underSymbol"] = d.UnderSymbol, ["underSecType"] = d.UnderSecType, ["marketRuleIds"] = d.MarketRuleIds,
            ["secIdList"] = TagValues(d.SecIds), ["realExpirationDate"] = d.RealExpirationDate, ["lastTradeTime"] = d.LastTradeTime,
            ["stockType"] = d.StockType, ["minSize"] = d.MinSize, ["sizeIncrement"] = d.SizeIncrement,
            ["suggestedSizeIncrement"] = d.SuggestedSizeIncrement,
            ["fundDistributionPolicyIndicator"] = Policy(d.Fund.ElementAtOrDefault(15)), ["fundAssetType"] = Asset(d.Fund.ElementAtOrDefault(16)),
        };
        for (var i = 0; i < FundNames.Length && i < d.Fund.Length; i++) details[FundNames[i]] = d.Fund[i];
        return ResponseEvents.Event("contractDetails", ("reqId", d.RequestId), ("contractDetails", details));
    }

    public static JsonObject Bond(IbBondDetails b) => ResponseEvents.Event("bondContractDetails", ("reqId", b.RequestId), ("contractDetails",
        new JsonObject
        {
            ["contract"] = ContractOf(b.Contract, ""), ["cusip"] = b.Cusip, ["coupon"] = b.Coupon, ["maturity"] = b.Maturity,
            ["lastTradeTime"] = b.MaturityTime, ["issueDate"] = b.IssueDate, ["ratings"] = b.Ratings, ["bondType"] = b.BondType,
            ["couponType"] = b.CouponType, ["convertible"] = b.IsConvertible, ["callable"] = b.IsCallable, ["putable"] = b.IsPutable,
            ["descAppend"] = b.DescriptionAppend, ["marketName"] = b.MarketName, ["minTick"] = b.MinTick, ["orderTypes"] = b.OrderTypes,
            ["validExchanges"] = b.ValidExchanges, ["nextOptionDate"] = b.NextOptionDate, ["nextOptionType"] = b.NextOptionType,
            ["nextOptionPartial"] = b.IsNextOptionPartial, ["notes"] = b.Notes, ["longName"] = b.LongName, ["timeZoneId"] = b.TimeZoneId,
            ["tradingHours"] = b.TradingHours, ["liquidHours"] = b.LiquidHours, ["secIdList"] = TagValues(b.SecIds),
            ["aggGroup"] = b.AggGroup, ["marketRuleIds"] = b.MarketRuleIds, ["minSize"] = b.MinSize, ["sizeIncrement"] = b.SizeIncrement,
            ["suggestedSizeIncrement"] = b.SuggestedSizeIncrement,
            ["fundDistributionPolicyIndicator"] = Policy(null), ["fundAssetType"] = Asset(null),
        }));

    public static JsonObject Samples((int RequestId, ImmutableArray<IbSymbolSample> Samples) answer)
    {
        var rows = new JsonArray();
        foreach (var sample in answer.Samples)
        {
            var contract = ContractOf(sample.Contract, "");
            contract["description"] = sample.Description;
            contract["issuerId"] = sample.IssuerId;
            rows.Add(new JsonObject
            {
                ["contract"] = contract,
                ["derivativeSecTypes"] = new JsonArray([.. sample.DerivativeSecTypes.Select(t => (JsonNode)t)]),
            });
        }

        return ResponseEvents.Event("symbolSamples", ("reqId", answer.RequestId), ("contractDescriptions", rows));
    }

    public static JsonObject Rule((int RuleId, ImmutableArray<IbPriceIncrement> Increments) rule)
    {
        var rows = new JsonArray();
        foreach (var row in rule.Increments) rows.Add(new JsonObject { ["lowEdge"] = row.LowEdge, ["increment"] = row.Increment });
        return ResponseEvents.Event("marketRule", ("marketRuleId", rule.RuleId), ("priceIncrements", rows));
    }

    /// <param name="noRight">What the reference has where there is no option: it keeps the filler of the wire.</param>
    public static JsonObject Contract(IbContract c, string noRight = "")
    {
        var contract = ContractOf(c, "");
        if (c.Right.Length == 0) contract["right"] = noRight;
        return contract;
    }

    private static JsonObject ContractOf(IbContract c, string lastTradeDay) => new()
    {
        ["conId"] = c.ConId, ["symbol"] = c.Symbol, ["secType"] = c.SecType, ["lastTradeDateOrContractMonth"] = c.LastTradeDate,
        ["lastTradeDate"] = lastTradeDay, ["strike"] = c.Strike, ["right"] = c.Right, ["multiplier"] = c.Multiplier, ["exchange"] = c.Exchange,
        ["primaryExchange"] = c.PrimaryExchange, ["currency"] = c.Currency, ["localSymbol"] = c.LocalSymbol, ["tradingClass"] = c.TradingClass,
    };

    private static JsonArray TagValues(ImmutableArray<IbTagValue> values)
    {
        var rows = new JsonArray();
        foreach (var value in values) rows.Add(new JsonObject { ["tag"] = value.Tag, ["value"] = value.Value });
        return rows;
    }

    private static string Policy(string? code) => "FundDistributionPolicyIndicator." + code switch
    {
        null or "" => "NoneItem",
        "N" => "AccumulationFund",
        "Y" => "IncomeFund",
        _ => code,
    };

    private static string Asset(string? code) => "FundAssetType." + code switch
    {
        null or "" => "NoneItem",
        "000" => "Others",
        "001" => "MoneyMarket",
        "002" => "FixedIncome",
        "003" => "MultiAsset",
        "004" => "Equity",
        _ => code,
    };
}
