namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 3. Decimals are wire text. Meaning of the status texts: ib-tws-protocol.md 9.4.</summary>
/// <param name="WhyHeld"><c>locate</c>, <c>child</c>, <c>trigger</c>, or empty.</param>
public sealed record IbOrderStatus(
    int OrderId, string Status, string Filled, string Remaining, string AverageFillPrice, long PermId, int ParentId, string LastFillPrice,
    int ClientId, string WhyHeld, string MarketCapPrice)
{
    public static IbOrderStatus Read(ref IbFieldReader r) => new(
        r.ReadInt(), r.ReadString(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal(), r.ReadLong(), r.ReadInt(), r.ReadDecimal(),
        r.ReadInt(), r.ReadString(), r.ReadDecimal());
}

/// <summary>Answer 100: a manual order got an id of this client (client 0 only).</summary>
public readonly record struct IbOrderBound(long PermId, int ClientId, int OrderId)
{
    public static IbOrderBound Read(ref IbFieldReader r) => new(r.ReadLong(), r.ReadInt(), r.ReadInt());
}

/// <summary>Answer 56: what the server made of the delta-neutral contract of an order.</summary>
public readonly record struct IbDeltaNeutralValidation(int RequestId, IbDeltaNeutralContract Contract)
{
    public static IbDeltaNeutralValidation Read(ref IbFieldReader r)
    {
        r.Skip();
        return new IbDeltaNeutralValidation(r.ReadInt(), IbDeltaNeutralContract.Read(ref r));
    }
}

/// <summary>The underlying that hedges a volatility order. Decimal text.</summary>
public sealed record IbDeltaNeutralContract(int ConId, string Delta, string Price)
{
    internal static IbDeltaNeutralContract Read(ref IbFieldReader r) => new(r.ReadInt(), r.ReadDecimal(), r.ReadDecimal());
}
