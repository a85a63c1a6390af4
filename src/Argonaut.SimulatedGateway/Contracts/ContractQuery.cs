namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>CONTRACT12 of a request (ib-tws-protocol.md 7.1). Unset text is empty, unset numbers are 0; rights are <c>C</c>, <c>P</c> or empty.</summary>
public sealed record ContractQuery
{
    public int ConId { get; init; }

    public string Symbol { get; init; } = "";

    public string SecType { get; init; } = "";

    public string LastTradeDateOrContractMonth { get; init; } = "";

    public decimal Strike { get; init; }

    public string Right { get; init; } = "";

    public string Multiplier { get; init; } = "";

    public string Exchange { get; init; } = "";

    public string PrimaryExchange { get; init; } = "";

    public string Currency { get; init; } = "";

    public string LocalSymbol { get; init; } = "";

    public string TradingClass { get; init; } = "";
}
