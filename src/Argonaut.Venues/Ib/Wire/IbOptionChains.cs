using System.Collections.Immutable;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 75: the options of one underlying on one exchange in one trading class.</summary>
/// <param name="Expirations"><c>YYYYMMDD</c>, in the server's order.</param>
/// <param name="Strikes">Decimal text; not every strike exists at every expiration.</param>
public sealed record IbOptionChain(
    int RequestId, string Exchange, int UnderlyingConId, string TradingClass, string Multiplier, ImmutableArray<string> Expirations,
    ImmutableArray<string> Strikes)
{
    public static IbOptionChain Read(ref IbFieldReader r) => new(
        r.ReadInt(), r.ReadString(), r.ReadInt(), r.ReadString(), r.ReadString(), r.ReadStrings(), r.ReadStrings());

    /// <summary>Answer 76: the request id whose chains are complete.</summary>
    public static int ReadEnd(ref IbFieldReader r) => r.ReadInt();
}
