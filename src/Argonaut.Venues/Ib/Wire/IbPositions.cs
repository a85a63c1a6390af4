namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 61, or 71 with its request and model. Decimals are wire text; a position of 0 tells once that it was closed.</summary>
/// <param name="AverageCost">Includes the multiplier of futures and options, and commissions of stocks.</param>
/// <param name="RequestId">0 in answer 61, which belongs to no request.</param>
public sealed record IbPosition(
    string Account, IbContract Contract, string Position, string AverageCost, int RequestId = 0, string ModelCode = "");

/// <summary>Answer 94. Decimals are wire text, empty when not available.</summary>
public sealed record IbPnL(int RequestId, string Daily, string Unrealized, string Realized);

/// <summary>Answer 95.</summary>
public sealed record IbPositionPnL(int RequestId, string Position, string Daily, string Unrealized, string Realized, string Value);

/// <summary>Answers about positions and their profit (ib-tws-protocol.md 8.10). Every method starts after the message id.</summary>
public static class IbPositionDecoder
{
    /// <summary>Answer 61.</summary>
    public static IbPosition Position(ref IbFieldReader r)
    {
        r.Skip();
        return new IbPosition(r.ReadString(), r.ReadContract(), r.ReadDecimal(), r.ReadDecimal());
    }

    /// <summary>Answer 71.</summary>
    public static IbPosition PositionMulti(ref IbFieldReader r)
    {
        r.Skip();
        var requestId = r.ReadInt();
        return new IbPosition(r.ReadString(), r.ReadContract(), r.ReadDecimal(), r.ReadDecimal(), requestId, r.ReadString());
    }

    /// <summary>Answer 72: the request id whose image is complete. Answer 62 has nothing to read.</summary>
    public static int MultiEnd(ref IbFieldReader r)
    {
        r.Skip();
        return r.ReadInt();
    }

    /// <summary>Answer 94.</summary>
    public static IbPnL PnL(ref IbFieldReader r) => new(r.ReadInt(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal());

    /// <summary>Answer 95.</summary>
    public static IbPositionPnL PnLSingle(ref IbFieldReader r) => new(
        r.ReadInt(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal());
}
