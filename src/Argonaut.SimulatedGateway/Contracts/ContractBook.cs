using System.Collections.Immutable;
using System.Globalization;

namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>All contracts of a market and the search that a gateway does over them.</summary>
public sealed class ContractBook(IEnumerable<SimulatedContract> contracts)
{
    public ImmutableArray<SimulatedContract> All { get; } = [.. contracts];

    /// <summary>Contracts that agree with every field the query fills; a contract id decides alone.</summary>
    /// <param name="secIdType"><c>ISIN</c> or <c>CUSIP</c>, empty when the request gives none.</param>
    public ImmutableArray<SimulatedContract> Find(ContractQuery query, string secIdType = "", string secId = "")
    {
        if (query.ConId != 0) return [.. All.Where(c => c.ConId == query.ConId && c.TradesOn(query.Exchange))];
        var hasName = query.Symbol.Length + query.LocalSymbol.Length + secId.Length > 0;
        return hasName ? [.. All.Where(c => Matches(c, query) && MatchesId(c, secIdType, secId))] : [];
    }

    /// <summary>The contract with this id; null when there is none.</summary>
    public SimulatedContract? ById(int conId) => All.FirstOrDefault(c => c.ConId == conId);

    /// <summary>Symbols that begin with the pattern and names that contain it, at most 16 (8.1, reqMatchingSymbols).</summary>
    public ImmutableArray<SimulatedContract> Search(string pattern) =>
    [
        .. All.Where(c => c.SecType is not ("OPT" or "FUT" or "BOND")
                && (c.Symbol.StartsWith(pattern, StringComparison.OrdinalIgnoreCase)
                    || c.LongName.Contains(pattern, StringComparison.OrdinalIgnoreCase)))
            .Take(16),
    ];

    private static bool Matches(SimulatedContract contract, ContractQuery query)
    {
        if (contract.ReplayedAs is { } id)
        {
            var name = query.LocalSymbol.Length > 0 ? query.LocalSymbol : query.Symbol;
            return (name == contract.LocalSymbol || name == contract.Symbol || name == id.Symbol)
                && Agrees(query.Currency, contract.Currency) && contract.TradesOn(query.Exchange)
                && Agrees(query.PrimaryExchange, contract.PrimaryExchange);
        }

        return Agrees(query.Symbol, contract.Symbol)
            && Agrees(query.SecType, contract.SecType)
            && contract.LastTradeDate.StartsWith(query.LastTradeDateOrContractMonth, StringComparison.Ordinal)
            && (query.Strike == 0 || query.Strike == decimal.Parse(contract.Strike, CultureInfo.InvariantCulture))
            && Agrees(query.Right, contract.Right)
            && (contract.Multiplier.Length == 0 || Agrees(query.Multiplier, contract.Multiplier))
            && Agrees(query.Currency, contract.Currency)
            && Agrees(query.LocalSymbol, contract.LocalSymbol)
            && Agrees(query.TradingClass, contract.TradingClass)
            && contract.TradesOn(query.Exchange)
            && (query.PrimaryExchange.Length == 0
                || SimulatedContract.Modern(query.PrimaryExchange) == SimulatedContract.Modern(contract.PrimaryExchange)
                || (contract.PrimaryExchange.Length == 0 && contract.TradesOn(query.PrimaryExchange)));
    }

    private static bool MatchesId(SimulatedContract contract, string secIdType, string secId) =>
        secId.Length == 0 || contract.SecIds.Contains((secIdType, secId));

    private static bool Agrees(string asked, string actual) => asked.Length == 0 || asked == actual;
}
