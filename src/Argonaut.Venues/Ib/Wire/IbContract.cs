namespace Argonaut.Venues.Ib.Wire;

/// <summary>What identifies a contract in requests and answers (ib-tws-protocol.md 7.1). Unset text is empty, an unset id is 0.</summary>
public sealed record IbContract
{
    public int ConId { get; init; }

    public string Symbol { get; init; } = "";

    public string SecType { get; init; } = "";

    /// <summary><c>YYYYMM</c> or <c>YYYYMMDD</c>.</summary>
    public string LastTradeDate { get; init; } = "";

    /// <summary>Decimal text; empty when unset.</summary>
    public string Strike { get; init; } = "";

    /// <summary><c>C</c>, <c>P</c> or empty.</summary>
    public string Right { get; init; } = "";

    public string Multiplier { get; init; } = "";

    public string Exchange { get; init; } = "";

    public string PrimaryExchange { get; init; } = "";

    public string Currency { get; init; } = "";

    public string LocalSymbol { get; init; } = "";

    public string TradingClass { get; init; } = "";
}
