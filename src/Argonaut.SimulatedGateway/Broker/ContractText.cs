using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>Contracts as the fields of an answer.</summary>
internal static class ContractText
{
    /// <param name="noRight">What stands for the right of a contract that is no option: <c>?</c> in orders, empty elsewhere.</param>
    public static ContractFields Of(SimulatedContract c, string exchange, string noRight = "") => new(
        c.ConId, c.Symbol, c.SecType, c.LastTradeDate, c.Strike, c.Right.Length > 0 ? c.Right : noRight, c.Multiplier, exchange, c.Currency, c.LocalSymbol, c.TradingClass);
}
