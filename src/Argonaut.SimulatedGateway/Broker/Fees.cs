using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>Commissions (ib-tws-protocol.md 12.1, rule 9): of US stocks as the specification says, of others in the order of magnitude of public price lists.</summary>
internal static class Fees
{
    /// <summary>Of a whole order so far, in <see cref="CurrencyOf"/>.</summary>
    /// <param name="value">Price times size times multiplier, in the contract's currency.</param>
    public static decimal Of(SimulatedContract contract, decimal quantity, decimal value) => contract.SecType switch
    {
        "STK" when contract.Currency == "USD" => Math.Max(1.00m, 0.005m * quantity),
        "STK" => Math.Max(3.00m, 0.0005m * Math.Abs(value)),
        "OPT" => Math.Max(1.00m, 0.65m * quantity),
        "FUT" => 2.25m * quantity,
        "CASH" => 2.00m,
        "CRYPTO" => Math.Max(1.75m, 0.0018m * Math.Abs(value)),
        _ => Math.Max(5.00m, 0.001m * Math.Abs(value)),
    };

    /// <summary>Pairs are charged in the account's currency.</summary>
    public static string CurrencyOf(SimulatedContract contract) => contract.SecType == "CASH" ? SimulatedAccount.BaseCurrency : contract.Currency;
}
