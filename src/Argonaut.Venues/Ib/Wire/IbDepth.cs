namespace Argonaut.Venues.Ib.Wire;

/// <summary>What a depth message does to its row (ib-tws-protocol.md 8.9).</summary>
public enum IbDepthOperation
{
    /// <summary>The rows from the position on move one down.</summary>
    Insert = 0,
    Update = 1,

    /// <summary>The rows below move one up.</summary>
    Delete = 2,
}

/// <summary>Answer 12, or 13 with the market maker: one change of one row. Position 0 is the best row of its side.</summary>
public readonly ref struct IbDepthUpdate
{
    public int RequestId { get; private init; }

    public int Position { get; private init; }

    public IbDepthOperation Operation { get; private init; }

    /// <summary>The wire's side 1. Side 0 is the ask: the reverse of an order side's numbers.</summary>
    public bool IsBid { get; private init; }

    /// <summary>Decimal text of the wire, magnified like every wire price.</summary>
    public ReadOnlySpan<byte> Price { get; private init; }

    public ReadOnlySpan<byte> Size { get; private init; }

    /// <summary>Market maker, or exchange when <see cref="IsSmartDepth"/>; empty in message 12.</summary>
    public ReadOnlySpan<byte> MarketMaker { get; private init; }

    public bool IsSmartDepth { get; private init; }

    /// <param name="messageId">12 or 13.</param>
    /// <exception cref="WireFormatException">Too few fields, or an operation or side or position that does not exist.</exception>
    public static IbDepthUpdate Read(ref IbFieldReader r, int messageId)
    {
        r.Skip();
        var requestId = r.ReadInt();
        var position = r.ReadInt();
        var marketMaker = messageId == IbAnswer.MarketDepthL2 ? r.ReadSpan() : default;
        var operation = r.ReadInt();
        var side = r.ReadInt();
        if (position < 0) WireFormatException.Throw($"Expected a depth row of 0 or more, found {position}.");
        if (operation is < 0 or > 2) WireFormatException.Throw($"Expected a depth operation of 0 to 2, found {operation}.");
        if (side is < 0 or > 1) WireFormatException.Throw($"Expected a depth side of 0 or 1, found {side}.");
        return new IbDepthUpdate
        {
            RequestId = requestId, Position = position, Operation = (IbDepthOperation)operation, IsBid = side == 1,
            MarketMaker = marketMaker, Price = r.ReadSpan(), Size = r.ReadSpan(),
            IsSmartDepth = messageId == IbAnswer.MarketDepthL2 && r.ReadBool(),
        };
    }
}
