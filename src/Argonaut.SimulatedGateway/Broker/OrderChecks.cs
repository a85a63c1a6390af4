using System.Collections.Frozen;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>Why an order is refused before it exists (ib-tws-protocol.md 5.5, 12.1 rule 10): pure checks of what was asked.</summary>
internal static class OrderChecks
{
    private static readonly FrozenSet<string> Types = FrozenSet.Create("MKT", "LMT", "STP", "STP LMT", "TRAIL", "TRAIL LIMIT", "MIT", "LIT", "MTL");
    private static readonly FrozenSet<string> Tifs = FrozenSet.Create("", "DAY", "GTC", "IOC", "GTD", "FOK", "DTC");

    /// <returns>Code and text; null when nothing is wrong.</returns>
    public static (int Code, string Text)? Find(OrderTerms terms, SimulatedContract contract, IReadOnlyCollection<string> accounts, BrokerOptions options)
    {
        if (terms.ETradeOnly) return (10268, "The 'EtradeOnly' order attribute is not supported.");
        if (terms.FirmQuoteOnly) return (10269, "The 'FirmQuoteOnly' order attribute is not supported.");
        if (terms.NbboPriceCap is not null) return (10270, "The 'NbboPriceCap' order attribute is not supported.");
        if (terms.Action is not ("BUY" or "SELL" or "SSHORT")) return (321, $"Error validating request.-'bN' : cause - Invalid order action '{terms.Action}'");
        if (terms.Account.Length == 0 && accounts.Count > 1) return (435, "You must specify an account.");
        if (terms.Account.Length > 0 && !accounts.Contains(terms.Account)) return (321, $"Error validating request.-'bN' : cause - Invalid account code '{terms.Account}'.");
        if (terms.Account.Length > 0 && terms.FaGroup.Length > 0) return (201, "Order rejected - reason:Account and FA group cannot be given together.");
        if (!contract.HasQuotes) return (201, "Order rejected - reason:No trading permissions.");
        if (!Types.Contains(terms.OrderType)) return (387, "Unsupported order type for this exchange and security type.");
        if (terms.Conditions.Length > 0) return (201, "Order rejected - reason:Conditions are not simulated.");
        if (!Tifs.Contains(terms.Tif)) return (201, $"Order rejected - reason:Time in force '{terms.Tif}' is not simulated.");
        if (terms.Tif == "GTD" && !WireTimes.TryParse(terms.GoodTillDate, out _)) return (391, "The time or time-zone entered is invalid.");
        if (terms.GoodAfterTime.Length > 0 && !WireTimes.TryParse(terms.GoodAfterTime, out _)) return (391, "The time or time-zone entered is invalid.");
        return Sizes(terms, contract, options) ?? Prices(terms, contract);
    }

    /// <summary>A price that does not lie on the grid of the contract.</summary>
    public static bool IsOffGrid(decimal? price, SimulatedContract contract)
    {
        if (price is not { } known) return false;
        var tick = contract.TickMantissa / (decimal)Domain.Numbers.FixedPoint.PowerOfTen(contract.WirePriceScale);
        return known % tick != 0;
    }

    private static (int, string)? Sizes(OrderTerms terms, SimulatedContract contract, BrokerOptions options)
    {
        if (contract.SecType == "CRYPTO" && terms is { OrderType: "MKT", Action: "BUY", CashQty: null or 0 })
            return (10289, "You must set Cash Quantity for this order.");
        if (terms.TotalQuantity is null or 0 && terms.CashQty is null or 0) return (434, "The order size cannot be zero.");
        if (terms.TotalQuantity < 0) return (434, "The order size cannot be negative.");
        return terms.TotalQuantity > options.MaxOrderSize ? (201, "Order rejected - reason:The order size exceeds the limit of this account.") : null;
    }

    private static (int, string)? Prices(OrderTerms terms, SimulatedContract contract)
    {
        if (terms.OrderType is "LMT" or "STP LMT" or "LIT" && terms.LmtPrice is null) return (321, "Error validating request.-'bN' : cause - The limit price is missing.");
        if (terms.OrderType is "STP" or "STP LMT" or "MIT" or "LIT" && terms.AuxPrice is null) return (321, "Error validating request.-'bN' : cause - The stop price is missing.");
        if (terms.OrderType is "TRAIL" or "TRAIL LIMIT" && terms.AuxPrice is null && terms.TrailingPercent is null)
            return (321, "Error validating request.-'bN' : cause - The trailing amount is missing.");
        return IsOffGrid(terms.LmtPrice, contract) || (terms.OrderType is not ("TRAIL" or "TRAIL LIMIT") && IsOffGrid(terms.AuxPrice, contract))
            ? (110, "The price does not conform to the minimum price variation for this contract.")
            : null;
    }
}
