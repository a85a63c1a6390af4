namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 11: one fill. Decimals are wire text; wire prices are magnified.</summary>
public sealed record IbExecution
{
    /// <summary>-1 for a fill as it happens, otherwise the request that asked for it.</summary>
    public required int RequestId { get; init; }

    public int OrderId { get; init; }

    public required IbContract Contract { get; init; }

    /// <summary>Equal but for the part behind the last dot: a correction of the earlier one.</summary>
    public string ExecutionId { get; init; } = "";

    /// <summary>As sent; forms: ib-tws-protocol.md 10.</summary>
    public string Time { get; init; } = "";

    public string Account { get; init; } = "";

    public string Exchange { get; init; } = "";

    /// <summary><c>BOT</c> or <c>SLD</c>.</summary>
    public string Side { get; init; } = "";

    public string Shares { get; init; } = "";

    public string Price { get; init; } = "";

    public long PermId { get; init; }

    public int ClientId { get; init; }

    public int Liquidation { get; init; }

    /// <summary>Of the order so far, with this one.</summary>
    public string CumulativeQuantity { get; init; } = "";

    public string AveragePrice { get; init; } = "";

    public string OrderRef { get; init; } = "";

    public string EvRule { get; init; } = "";

    public double? EvMultiplier { get; init; }

    public string ModelCode { get; init; } = "";

    /// <summary>0 none, 1 added, 2 removed, 3 routed out.</summary>
    public int LastLiquidity { get; init; }

    public bool IsPricePending { get; init; }

    /// <summary>From version 198 on.</summary>
    public string Submitter { get; init; } = "";
}

/// <summary>Answer 59. It can come again with another amount: the last one counts.</summary>
/// <param name="RealizedPnL">Empty when nothing was closed.</param>
/// <param name="YieldRedemptionDate"><c>YYYYMMDD</c>, <c>0</c> or empty.</param>
public sealed record IbCommissionReport(
    string ExecutionId, string Commission, string Currency, string RealizedPnL, string Yield, string YieldRedemptionDate);

/// <summary>Answers about fills (ib-tws-protocol.md 8.13). Every method starts after the message id.</summary>
public static class IbExecutionDecoder
{
    /// <summary>Answer 11.</summary>
    public static IbExecution Execution(ref IbFieldReader r, int serverVersion)
    {
        var (requestId, orderId, contract) = (r.ReadInt(-1), r.ReadInt(), r.ReadContract());
        return new IbExecution
        {
            RequestId = requestId,
            OrderId = orderId,
            Contract = contract,
            ExecutionId = r.ReadString(),
            Time = r.ReadString(),
            Account = r.ReadString(),
            Exchange = r.ReadString(),
            Side = r.ReadString(),
            Shares = r.ReadDecimal(),
            Price = r.ReadDecimal(),
            PermId = r.ReadLong(),
            ClientId = r.ReadInt(),
            Liquidation = r.ReadInt(),
            CumulativeQuantity = r.ReadDecimal(),
            AveragePrice = r.ReadDecimal(),
            OrderRef = r.ReadString(),
            EvRule = r.ReadString(),
            EvMultiplier = r.ReadDouble(),
            ModelCode = r.ReadString(),
            LastLiquidity = r.ReadInt(),
            IsPricePending = r.ReadBool(),
            Submitter = serverVersion >= 198 ? r.ReadString() : "",
        };
    }

    /// <summary>Answer 55: the request id whose fills are complete.</summary>
    public static int End(ref IbFieldReader r)
    {
        r.Skip();
        return r.ReadInt();
    }

    /// <summary>Answer 59.</summary>
    public static IbCommissionReport Commission(ref IbFieldReader r)
    {
        r.Skip();
        return new IbCommissionReport(
            r.ReadString(), r.ReadDecimal(), r.ReadString(), r.ReadDecimal(), r.ReadDecimal(), r.ReadString());
    }
}
