using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>One row of answer 80.</summary>
/// <param name="ServiceDataType"><c>Deep2</c>: rows name their market maker; <c>Deep</c>: they do not.</param>
/// <param name="AggGroup">Null when unset.</param>
public sealed record IbDepthExchange(string Exchange, string SecType, string ListingExchange, string ServiceDataType, int? AggGroup);

/// <summary>One row of answer 82: the exchange behind one bit, and behind one letter of a tick's exchange text.</summary>
public sealed record IbSmartComponent(int BitNumber, string Exchange, string ExchangeLetter);

/// <summary>Answers 91 and 92: the request has to be made again with this contract and exchange (CFDs, metals).</summary>
public readonly record struct IbReroute(int RequestId, int ConId, string Exchange)
{
    public static IbReroute Read(ref IbFieldReader r) => new(r.ReadInt(), r.ReadInt(), r.ReadString());
}

/// <summary>Answers about exchanges (ib-tws-protocol.md 8.1, 8.9). Every method starts after the message id.</summary>
public static class IbExchangeDecoder
{
    /// <summary>Answer 80.</summary>
    public static ImmutableArray<IbDepthExchange> DepthExchanges(ref IbFieldReader r)
    {
        var rows = new IbDepthExchange[r.ReadCount()];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new IbDepthExchange(r.ReadString(), r.ReadString(), r.ReadString(), r.ReadString(), r.ReadOptionalInt());
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(rows);
    }

    /// <summary>Answer 82.</summary>
    public static (int RequestId, ImmutableArray<IbSmartComponent> Components) SmartComponents(ref IbFieldReader r)
    {
        var requestId = r.ReadInt();
        var rows = new IbSmartComponent[r.ReadCount()];
        for (var i = 0; i < rows.Length; i++) rows[i] = new IbSmartComponent(r.ReadInt(), r.ReadString(), r.ReadString());
        return (requestId, ImmutableCollectionsMarshal.AsImmutableArray(rows));
    }
}
