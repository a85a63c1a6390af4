using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Trading.Accounts;

/// <summary>What the broker said of orders, fills and positions at one moment.</summary>
/// <param name="ListedAt">When all orders were listed last on this connection; null: not yet, so what is here is of before.</param>
public sealed record BrokerPicture(
    UnixNanos? ListedAt, ImmutableArray<BrokerOrder> Orders, ImmutableArray<BrokerFill> Fills, ImmutableArray<BrokerPosition> Positions)
{
    public static BrokerPicture Empty { get; } = new(null, [], [], []);
}
