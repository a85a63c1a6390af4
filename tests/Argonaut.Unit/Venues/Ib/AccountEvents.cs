using System.Text.Json.Nodes;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Accounts, positions and profit with the reference decoder's names.</summary>
internal static class AccountEvents
{
    public static JsonObject Value(IbAccountValue v) => ResponseEvents.Event("updateAccountValue", ("key", v.Key), ("val", v.Value),
        ("currency", v.Currency), ("accountName", v.Account));

    public static JsonObject UpdateMulti(IbAccountValue v) => ResponseEvents.Event("accountUpdateMulti", ("reqId", v.RequestId),
        ("account", v.Account), ("modelCode", v.ModelCode), ("key", v.Key), ("value", v.Value), ("currency", v.Currency));

    public static JsonObject Summary(IbAccountSummaryValue v) => ResponseEvents.Event("accountSummary", ("reqId", v.RequestId),
        ("account", v.Account), ("tag", v.Tag), ("value", v.Value), ("currency", v.Currency));

    public static JsonObject Portfolio(IbPortfolioValue v)
    {
        var contract = ContractEvents.Contract(v.Contract, "0");
        return ResponseEvents.Event("updatePortfolio", ("contract", contract), ("position", v.Position), ("marketPrice", v.MarketPrice),
            ("marketValue", v.MarketValue), ("averageCost", v.AverageCost), ("unrealizedPNL", v.UnrealizedPnL),
            ("realizedPNL", v.RealizedPnL), ("accountName", v.Account));
    }

    public static JsonObject Position(IbPosition p) => ResponseEvents.Event("position", ("account", p.Account),
        ("contract", ContractEvents.Contract(p.Contract)), ("position", p.Position), ("avgCost", p.AverageCost));

    public static JsonObject PositionMulti(IbPosition p) => ResponseEvents.Event("positionMulti", ("reqId", p.RequestId),
        ("account", p.Account), ("modelCode", p.ModelCode), ("contract", ContractEvents.Contract(p.Contract)), ("pos", p.Position),
        ("avgCost", p.AverageCost));

    public static JsonObject PnL(IbPnL p) => ResponseEvents.Event("pnl", ("reqId", p.RequestId), ("dailyPnL", p.Daily),
        ("unrealizedPnL", p.Unrealized), ("realizedPnL", p.Realized));

    public static JsonObject PnLSingle(IbPositionPnL p) => ResponseEvents.Event("pnlSingle", ("reqId", p.RequestId), ("pos", p.Position),
        ("dailyPnL", p.Daily), ("unrealizedPnL", p.Unrealized), ("realizedPnL", p.Realized), ("value", p.Value));
}
