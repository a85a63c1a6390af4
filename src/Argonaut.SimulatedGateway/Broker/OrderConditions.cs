using System.Globalization;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>What the conditions of an order look at.</summary>
/// <param name="ContractOf">By contract id; null when there is none.</param>
/// <param name="Cushion">Excess liquidity of the order's account over its net liquidation, in percent.</param>
internal sealed record ConditionContext(
    Func<int, SimulatedContract?> ContractOf, Func<SimulatedContract, MarketView> MarketOf, SimulatedAccount Account, Func<decimal> Cushion, UnixNanos Now);

/// <summary>Whether the conditions of an order hold (ib-tws-protocol.md 8.11). They are joined from left to right, <c>a</c> before <c>o</c>.</summary>
internal static class OrderConditions
{
    private const int Price = 1;
    private const int Time = 3;
    private const int Margin = 4;
    private const int Trade = 5;
    private const int Volume = 6;
    private const int Change = 7;

    /// <summary>What is wrong with them; null when nothing is.</summary>
    public static (int Code, string Text)? Find(OrderTerms order, Func<int, SimulatedContract?> contractOf)
    {
        foreach (var condition in order.Conditions)
        {
            if (condition.Type == Time && !WireTimes.TryParse(condition.Fields[1], out _)) return (391, "The time or time-zone entered is invalid.");
            if (condition.Type is Price or Margin or Volume or Change && !decimal.TryParse(condition.Fields[1], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                return Invalid($"the condition's value '{condition.Fields[1]}' is no number");
            if (condition.Type is Price or Volume or Change && ContractOf(condition, contractOf) is null)
                return Invalid($"the condition's contract {condition.Fields[2]} is unknown");
        }

        return null;
    }

    /// <summary>The contracts that they watch.</summary>
    public static IEnumerable<SimulatedContract> Watched(OrderTerms order, Func<int, SimulatedContract?> contractOf) =>
        order.Conditions.Where(static c => c.Type is Price or Volume or Change).Select(c => ContractOf(c, contractOf)).OfType<SimulatedContract>();

    public static bool Hold(SimulatedOrder order, ConditionContext context)
    {
        var all = order.Terms.Conditions;
        var isTrue = true;
        for (var i = 0; i < all.Length; i++)
        {
            isTrue = isTrue && Holds(order, all[i], context);
            if (all[i].IsAnd && i + 1 < all.Length) continue;
            if (isTrue) return true;
            isTrue = true;   // the next alternative
        }

        return false;
    }

    private static bool Holds(SimulatedOrder order, OrderCondition condition, ConditionContext context)
    {
        if (condition.Type == Trade) return WasTraded(order, condition, context);
        var isMore = condition.Fields[0] is not ("" or "0");
        if (condition.Type == Time)
            return WireTimes.TryParse(condition.Fields[1], out var second) && isMore == context.Now.Value >= second * UnixNanos.PerSecond;
        var threshold = decimal.Parse(condition.Fields[1], NumberStyles.Float, CultureInfo.InvariantCulture);
        if (condition.Type == Margin) return Compare(context.Cushion(), threshold, isMore);
        var contract = ContractOf(condition, context.ContractOf)!;
        var market = context.MarketOf(contract);
        return condition.Type switch
        {
            Price => Matching.Watched(order.IsBuy, int.Parse(condition.Fields[4], CultureInfo.InvariantCulture), market)
                .Any(p => p is { } price && Compare(price, threshold, isMore)),
            Volume => Compare(market.DayVolume, threshold, isMore),
            _ => (market.Last ?? market.Mark) is { } last && market.PreviousClose is { } close and not 0
                && Compare((last - close) / close * 100, threshold, isMore),
        };
    }

    /// <summary>A fill of that symbol in the order's account since the order was made.</summary>
    private static bool WasTraded(SimulatedOrder order, OrderCondition condition, ConditionContext context)
    {
        var (secType, exchange, symbol) = (condition.Fields[0], condition.Fields[1], condition.Fields[2]);
        return context.Account.Executions.Any(e => e.At >= order.CreatedAt && e.Contract.Symbol == symbol && e.Contract.SecType == secType
            && (exchange is "" or "*" or "SMART" || e.Exchange == exchange));
    }

    private static bool Compare(decimal value, decimal threshold, bool isMore) => isMore ? value >= threshold : value <= threshold;

    private static SimulatedContract? ContractOf(OrderCondition condition, Func<int, SimulatedContract?> contractOf) =>
        int.TryParse(condition.Fields[2], NumberStyles.Integer, CultureInfo.InvariantCulture, out var id) ? contractOf(id) : null;

    private static (int, string) Invalid(string cause) => (321, $"Error validating request.-'bN' : cause - {cause}");
}
