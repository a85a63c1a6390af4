using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>A fill. A correction replaces the execution whose id differs only after the last dot.</summary>
/// <param name="Price">In wire (magnified) units.</param>
/// <param name="Realized">What closing a position brought, commission included; null when it only opened one.</param>
internal sealed record Execution(
    string ExecId, UnixNanos At, SimulatedContract Contract, string Exchange, string Account, int ClientId, int OrderId, long PermId, string OrderRef, bool IsBuy,
    decimal Quantity, decimal Price, decimal CumQuantity, decimal AveragePrice, int Liquidity, decimal Commission, decimal? Realized = null)
{
    /// <summary>The id without the number of the correction.</summary>
    public string Root => ExecId[..ExecId.LastIndexOf('.')];

    public decimal SignedQuantity => IsBuy ? Quantity : -Quantity;

    /// <summary>Value of one unit in the contract's currency: price over magnifier, times multiplier.</summary>
    public decimal UnitValue => Price / Contract.PriceMagnifier * SimulatedAccount.MultiplierOf(Contract);
}
