using System.Collections.Frozen;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>
/// The algorithms that the broker accepts, with the parameters that they know. An order with one is accepted, echoed and filled like the same
/// order without it: how an algorithm slices is its owner's secret.
/// </summary>
internal static class Algos
{
    private static readonly FrozenDictionary<string, string[]> Parameters = new Dictionary<string, string[]>
    {
        ["Adaptive"] = ["adaptivePriority"],
        ["ArrivalPx"] = ["maxPctVol", "riskAversion", "startTime", "endTime", "forceCompletion", "allowPastEndTime"],
        ["ClosePx"] = ["maxPctVol", "riskAversion", "startTime", "forceCompletion"],
        ["DarkIce"] = ["displaySize", "startTime", "endTime", "allowPastEndTime"],
        ["AD"] =
        [
            "componentSize", "timeBetweenOrders", "randomizeTime20", "randomizeSize55", "giveUp", "catchUp", "waitForFill", "activeTimeStart", "activeTimeEnd",
        ],
        ["PctVol"] = ["pctVol", "startTime", "endTime", "noTakeLiq"],
        ["Twap"] = ["strategyType", "startTime", "endTime", "allowPastEndTime", "catchUp"],
        ["Vwap"] = ["maxPctVol", "startTime", "endTime", "allowPastEndTime", "noTakeLiq", "speedUp"],
        ["BalanceImpactRisk"] = ["maxPctVol", "riskAversion", "forceCompletion"],
        ["MinImpact"] = ["maxPctVol"],
    }.ToFrozenDictionary();

    /// <summary>Why the algorithm is refused; null when it is not.</summary>
    public static (int Code, string Text)? Find(OrderTerms order)
    {
        if (order.AlgoStrategy.Length == 0) return null;
        if (!Parameters.TryGetValue(order.AlgoStrategy, out var known)) return (439, "Order processing failed. Algorithm definition not found.");
        if (order.OrderType is not ("MKT" or "LMT")) return (442, "Specified algorithm is not allowed for this order.");
        foreach (var (tag, _) in order.AlgoParams)
            if (!known.Contains(tag)) return (443, $"Order processing failed. Unknown algo attribute '{tag}'.");
        return null;
    }
}
