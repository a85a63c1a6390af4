using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>One row of answer 78.</summary>
public sealed record IbFamilyCode(string Account, string Code);

/// <summary>Answers about the login (ib-tws-protocol.md 6.1, requests 79 and 80). Every method starts after the message id.</summary>
public static class IbProfileDecoder
{
    /// <summary>Answer 78.</summary>
    public static ImmutableArray<IbFamilyCode> FamilyCodes(ref IbFieldReader r)
    {
        var rows = new IbFamilyCode[r.ReadCount()];
        for (var i = 0; i < rows.Length; i++) rows[i] = new IbFamilyCode(r.ReadString(), r.ReadString());
        return ImmutableCollectionsMarshal.AsImmutableArray(rows);
    }

    /// <summary>Answer 77.</summary>
    public static (int RequestId, ImmutableArray<IbSoftDollarTier> Tiers) SoftDollarTiers(ref IbFieldReader r)
    {
        var requestId = r.ReadInt();
        var rows = new IbSoftDollarTier[r.ReadCount()];
        for (var i = 0; i < rows.Length; i++) rows[i] = new IbSoftDollarTier(r.ReadString(), r.ReadString(), r.ReadString());
        return (requestId, ImmutableCollectionsMarshal.AsImmutableArray(rows));
    }
}
