using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>Why an order is refused before it exists (ib-tws-protocol.md 5.5, 12.1 rule 10): pure checks of what was asked.</summary>
internal static class OrderChecks
{
    /// <param name="contractOf">By contract id; null when there is none.</param>
    /// <returns>Code and text; null when nothing is wrong.</returns>
    public static (int Code, string Text)? Find(
        OrderTerms terms, SimulatedContract contract, IReadOnlyCollection<string> accounts, Func<int, SimulatedContract?> contractOf, BrokerOptions options)
    {
        if (terms.ETradeOnly) return (10268, "The 'EtradeOnly' order attribute is not supported.");
        if (terms.FirmQuoteOnly) return (10269, "The 'FirmQuoteOnly' order attribute is not supported.");
        if (terms.NbboPriceCap is not null) return (10270, "The 'NbboPriceCap' order attribute is not supported.");
        if (terms.Action is not ("BUY" or "SELL" or "SSHORT")) return (321, $"Error validating request.-'bN' : cause - Invalid order action '{terms.Action}'");
        if (terms.Account.Length == 0 && accounts.Count > 1) return (435, "You must specify an account.");
        if (terms.Account.Length > 0 && !accounts.Contains(terms.Account)) return (321, $"Error validating request.-'bN' : cause - Invalid account code '{terms.Account}'.");
        if (terms.Account.Length > 0 && terms.FaGroup.Length > 0) return (201, "Order rejected - reason:Account and FA group cannot be given together.");
        if (!contract.HasQuotes) return (201, "Order rejected - reason:No trading permissions.");
        return Times(terms, contract) ?? OrderConditions.Find(terms, contractOf) ?? Algos.Find(terms) ?? Sizes(terms, contract, options)
            ?? Prices(terms, contract, contractOf);
    }

    /// <summary>A price that does not lie on the grid of the contract.</summary>
    public static bool IsOffGrid(decimal? price, SimulatedContract contract) => price is { } known && known % Pegging.TickOf(contract) != 0;

    /// <summary>Which types which kinds of contract know; as the broker's own list of order types has it.</summary>
    private static bool IsOffered(string type, SimulatedContract contract) => type switch
    {
        "MKT" or "LMT" or "STP" or "STP LMT" or "TRAIL" or "TRAIL LIMIT" or "MIT" or "LIT" or "MTL" => true,
        "MOC" => contract.SecType is "STK" or "FUT",
        "LOC" or "MIDPRICE" or "PEG MID" or "PEG BEST" => contract.SecType == "STK",
        "REL" or "PEG BENCH" => contract.SecType is "STK" or "OPT" or "FUT",
        _ => false,
    };

    private static (int, string)? Times(OrderTerms terms, SimulatedContract contract)
    {
        if (!IsOffered(terms.OrderType, contract)) return (387, "Unsupported order type for this exchange and security type.");
        if (terms.Tif is not ("" or "DAY" or "GTC" or "IOC" or "GTD" or "FOK" or "DTC" or "OPG"))
            return (321, $"Error validating request.-'bN' : cause - Invalid time in force '{terms.Tif}'");
        if (terms.OrderType is "MOC" or "LOC" && terms.Tif is not ("" or "DAY")) return Incompatible(terms);
        if (terms.Tif == "OPG" && (terms.OrderType is not ("MKT" or "LMT") || contract.SecType is not ("STK" or "OPT"))) return Incompatible(terms);
        if (terms.Tif == "GTD" && !WireTimes.TryParse(terms.GoodTillDate, out _)) return (391, "The time or time-zone entered is invalid.");
        if (terms.GoodAfterTime.Length > 0 && !WireTimes.TryParse(terms.GoodAfterTime, out _)) return (391, "The time or time-zone entered is invalid.");
        return null;
    }

    private static (int, string)? Sizes(OrderTerms terms, SimulatedContract contract, BrokerOptions options)
    {
        if (contract.SecType == "CRYPTO" && terms is { OrderType: "MKT", Action: "BUY", CashQty: null or 0 })
            return (10289, "You must set Cash Quantity for this order.");
        if (terms.TotalQuantity is null or 0 && terms.CashQty is null or 0) return (434, "The order size cannot be zero.");
        if (terms.TotalQuantity < 0) return (434, "The order size cannot be negative.");
        return terms.TotalQuantity > options.MaxOrderSize ? (201, "Order rejected - reason:The order size exceeds the limit of this account.") : null;
    }

    private static (int, string)? Prices(OrderTerms terms, SimulatedContract contract, Func<int, SimulatedContract?> contractOf)
    {
        var hasLimit = terms.LmtPrice is not null || (terms.OrderType == "LMT" && contract.SecType == "BAG" && Combos.LimitOf(contract, terms) is not null);
        if (terms.OrderType is "LMT" or "STP LMT" or "LIT" or "LOC" or "PEG BEST" && !hasLimit) return Missing("limit price");
        if (terms.OrderType is "STP" or "STP LMT" or "MIT" or "LIT" && terms.AuxPrice is null) return Missing("stop price");
        if (terms.OrderType is "TRAIL" or "TRAIL LIMIT" && terms.AuxPrice is null && terms.TrailingPercent is null) return Missing("trailing amount");
        if (terms.OrderType == "PEG BENCH")
        {
            if (terms.PegBench is not { ReferenceChangeAmount: > 0 } peg || terms.StartingPrice is null) return Missing("starting price or reference change");
            if (contractOf(peg.ContractId) is null) return (321, $"Error validating request.-'bN' : cause - The reference contract {peg.ContractId} is unknown.");
        }

        return IsOffGrid(terms.LmtPrice, contract) || (terms.OrderType is not ("TRAIL" or "TRAIL LIMIT") && IsOffGrid(terms.AuxPrice, contract))
            ? (110, "The price does not conform to the minimum price variation for this contract.")
            : null;
    }

    private static (int, string) Incompatible(OrderTerms terms) => (111, $"The TIF '{terms.Tif}' and the order type '{terms.OrderType}' are incompatible.");

    private static (int, string) Missing(string what) => (321, $"Error validating request.-'bN' : cause - The {what} is missing.");
}
