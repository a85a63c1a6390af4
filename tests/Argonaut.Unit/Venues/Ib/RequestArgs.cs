using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>The arguments of a request vector, with the reference's names, as our records.</summary>
internal static class RequestArgs
{
    public static IbContract Contract(JsonObject args)
    {
        var c = args["contract"]!;
        return new IbContract
        {
            ConId = (int?)c["conId"] ?? 0, Symbol = Text(c["symbol"]), SecType = Text(c["secType"]),
            LastTradeDate = Text(c["lastTradeDateOrContractMonth"] ?? c["expiry"]), Strike = Text(c["strike"]), Right = Text(c["right"]),
            Multiplier = Text(c["multiplier"]), Exchange = Text(c["exchange"]), PrimaryExchange = Text(c["primaryExchange"] ?? c["primaryExch"]),
            Currency = Text(c["currency"]), LocalSymbol = Text(c["localSymbol"]), TradingClass = Text(c["tradingClass"]),
        };
    }

    public static List<IbComboLeg> Legs(JsonObject args) => [.. (args["contract"]!["comboLegs"]?.AsArray() ?? [])
        .Select(l => new IbComboLeg((int)l!["conId"]!, (int)l["ratio"]!, (string)l["action"]!, (string)l["exchange"]!))];

    public static IbOrder Order(JsonObject args)
    {
        var o = args["order"]!.AsObject();
        return new IbOrder
        {
            OrderId = (int)args["orderId"]!, Action = Text(o["action"]), TotalQuantity = Text(o["totalQuantity"]),
            OrderType = Text(o["orderType"]), LimitPrice = Text(o["lmtPrice"]), AuxPrice = Text(o["auxPrice"]), TimeInForce = Text(o["tif"]),
            OcaGroup = Text(o["ocaGroup"]), OcaType = (int?)o["ocaType"] ?? 0, Account = Text(o["account"]), OrderRef = Text(o["orderRef"]),
            IsTransmitted = o["transmit"] is not { } transmit || Flag(transmit), ParentId = (int?)o["parentId"] ?? 0,
            IsOutsideRth = Flag(o["outsideRth"]), IsWhatIf = Flag(o["whatIf"]), CashQuantity = Text(o["cashQty"]),
            TrailingPercent = Text(o["trailingPercent"]), TrailStopPrice = Text(o["trailStopPrice"]),
            AlgoStrategy = Text(o["algoStrategy"]), AlgoParameters = TagValues(o["algoParams"]),
            StartingPrice = Text(o["startingPrice"]), StockReferencePrice = Text(o["stockRefPrice"]),
            Combo = args["contract"]!["comboLegs"] is null
                ? null : new IbCombo([.. Legs(args)], [], TagValues(o["smartComboRoutingParams"])),
            PegBenchmark = o["referenceContractId"] is not { } reference ? null : new IbPegBenchmark((int)reference,
                Flag(o["isPeggedChangeAmountDecrease"]), Text(o["peggedChangeAmount"]), Text(o["referenceChangeAmount"]),
                Text(o["referenceExchangeId"])),
            PegOffsets = new IbPegOffsets { MidOffsetAtWhole = Text(o["midOffsetAtWhole"]), MidOffsetAtHalf = Text(o["midOffsetAtHalf"]) },
            Conditions = [.. (o["conditions"]?.AsArray() ?? []).Select(c => Condition(c!))],
            ConditionsIgnoreRth = Flag(o["conditionsIgnoreRth"]),
        };
    }

    public static IbExecutionFilter Filter(JsonNode f) => new()
    {
        ClientId = (int?)f["clientId"] ?? 0, Account = Text(f["acctCode"]), Time = Text(f["time"]), Symbol = Text(f["symbol"]),
        SecType = Text(f["secType"]), Exchange = Text(f["exchange"]), Side = Text(f["side"]), LastDays = (int?)f["lastNDays"],
        Dates = [.. (f["specificDates"]?.AsArray() ?? []).Select(Text)],
    };

    public static string Text(JsonNode? node) => node?.ToString() ?? "";

    public static bool Flag(JsonNode? node) => node?.ToString() is "1" or "true";

    private static IbOrderCondition Condition(JsonNode c)
    {
        var isAnd = c["isConjunctionConnection"] is not { } link || Flag(link);
        return c["time"] is { } time
            ? new IbTimeCondition(isAnd, Flag(c["isMore"]), Text(time))
            : new IbPriceCondition(isAnd, Flag(c["isMore"]), Text(c["price"]), (int)c["conId"]!, Text(c["exchange"]), (int)c["triggerMethod"]!);
    }

    private static ImmutableArray<IbTagValue> TagValues(JsonNode? values) =>
        [.. (values?.AsArray() ?? []).Select(v => new IbTagValue(Text(v!["tag"]), Text(v["value"])))];
}
