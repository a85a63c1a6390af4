using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>Price increments by rule id, as the text of message 93: for prices from <c>LowEdge</c> upwards.</summary>
public static class MarketRules
{
    public const string Penny = "26";

    private static readonly FrozenDictionary<int, ImmutableArray<(string LowEdge, string Increment)>> Rules =
        new Dictionary<int, ImmutableArray<(string, string)>>
        {
            [26] = [("0", "0.01")],
            [32] = [("0", "0.01")],
            [67] = [("0", "0.25")],
            [109] = [("0", "0.01")],
            [239] = [("0", "0.00005")],
            [240] = [("0", "0.005")],
            [557] = [("0", "0.0001")],
            [1788] = [("0", "0.25")],
            [1789] = [("0", "0.01")],
            [1921] = [("0", "0.0001")],
        }.ToFrozenDictionary();

    public static bool TryFind(int id, out ImmutableArray<(string LowEdge, string Increment)> increments) =>
        Rules.TryGetValue(id, out increments);
}
