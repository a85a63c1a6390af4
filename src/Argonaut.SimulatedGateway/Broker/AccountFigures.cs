using System.Collections.Immutable;
using System.Globalization;
using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>Profit of an account or of one position, in the account's currency (a position: in its own).</summary>
internal readonly record struct Profit(decimal Daily, decimal Unrealized, decimal Realized);

/// <summary>An account's figures at present prices (ib-tws-protocol.md 8.10). All from cash, positions and marks; nothing is remembered here.</summary>
/// <param name="markOf">The mark in wire units; null when nothing is known of the contract.</param>
/// <param name="rateOf">Value of one unit of a currency in the account's.</param>
internal sealed class AccountFigures(SimulatedAccount account, Func<SimulatedContract, decimal?> markOf, Func<string, decimal> rateOf)
{
    private static readonly ImmutableArray<string> SummaryOrder =
    [
        "AccountType", "NetLiquidation", "TotalCashValue", "SettledCash", "AccruedCash", "BuyingPower", "EquityWithLoanValue",
        "PreviousDayEquityWithLoanValue", "GrossPositionValue", "ReqTEquity", "ReqTMargin", "SMA", "InitMarginReq", "MaintMarginReq", "AvailableFunds",
        "ExcessLiquidity", "Cushion", "FullInitMarginReq", "FullMaintMarginReq", "FullAvailableFunds", "FullExcessLiquidity", "LookAheadNextChange",
        "LookAheadInitMarginReq", "LookAheadMaintMarginReq", "LookAheadAvailableFunds", "LookAheadExcessLiquidity", "HighestSeverity",
        "DayTradesRemaining", "Leverage",
    ];

    public decimal TotalCash => account.Cash.Sum(c => c.Value * rateOf(c.Key));

    /// <summary>Cash plus what the holdings are worth; of futures their open profit; pairs are cash already.</summary>
    public decimal NetLiquidation => TotalCash + account.Positions.Values.Sum(p => Worth(p) * rateOf(p.Contract.Currency));

    public decimal GrossPositionValue =>
        account.Positions.Values.Where(static p => p.Contract.SecType is not ("CASH" or "FUT")).Sum(p => Math.Abs(p.ValueAt(Mark(p))) * rateOf(p.Contract.Currency));

    public decimal InitialMargin => account.Positions.Values.Sum(p => InitialMarginOf(p.Contract, p.Quantity, Mark(p)));

    public decimal MaintenanceMargin => account.Positions.Values.Sum(p => MaintenanceMarginOf(p.Contract, p.Quantity, Mark(p)));

    public decimal AvailableFunds => NetLiquidation - InitialMargin;

    public decimal Unrealized => account.Positions.Values.Sum(p => UnrealizedOf(p) * rateOf(p.Contract.Currency));

    public decimal Realized => account.Positions.Values.Sum(p => p.Realized * rateOf(p.Contract.Currency));

    public decimal Mark(Position position) => markOf(position.Contract) ?? (position.Quantity == 0 ? 0 : PriceOfCost(position));

    public decimal UnrealizedOf(Position position) => position.ValueAt(Mark(position)) - position.Cost;

    /// <summary>Half the value of a stock, a tenth of a future's, the whole value of everything else; pairs 3 %. Close to what accounts of that kind ask, not exact.</summary>
    public decimal InitialMarginOf(SimulatedContract contract, decimal quantity, decimal wirePrice) => MarginOf(contract, quantity, wirePrice, 0.5m);

    public decimal MaintenanceMarginOf(SimulatedContract contract, decimal quantity, decimal wirePrice) => MarginOf(contract, quantity, wirePrice, 0.25m);

    /// <summary>All figures of a summary as key, text and currency; the currency of a figure that is no money is empty.</summary>
    public IEnumerable<(string Key, string Value, string Currency)> Summary()
    {
        var (netLiquidation, cash, initial, maintenance) = (NetLiquidation, TotalCash, InitialMargin, MaintenanceMargin);
        var (available, excess) = (netLiquidation - initial, netLiquidation - maintenance);
        foreach (var key in SummaryOrder)
        {
            decimal? money = key switch
            {
                "NetLiquidation" or "EquityWithLoanValue" or "ReqTEquity" => netLiquidation,
                "PreviousDayEquityWithLoanValue" => account.InitialCash,
                "TotalCashValue" or "SettledCash" => cash,
                "AccruedCash" => 0,
                "BuyingPower" => Math.Max(0, available) * 4,
                "GrossPositionValue" => GrossPositionValue,
                "ReqTMargin" or "InitMarginReq" or "FullInitMarginReq" or "LookAheadInitMarginReq" => initial,
                "MaintMarginReq" or "FullMaintMarginReq" or "LookAheadMaintMarginReq" => maintenance,
                "SMA" or "AvailableFunds" or "FullAvailableFunds" or "LookAheadAvailableFunds" => available,
                "ExcessLiquidity" or "FullExcessLiquidity" or "LookAheadExcessLiquidity" => excess,
                _ => null,
            };
            if (money is { } amount) yield return (key, Money(amount), SimulatedAccount.BaseCurrency);
            else
                yield return (key, key switch
                {
                    "AccountType" => "INDIVIDUAL",
                    "Cushion" => netLiquidation == 0 ? "0" : (excess / netLiquidation).ToString("0.######", CultureInfo.InvariantCulture),
                    "DayTradesRemaining" => "-1",
                    "Leverage" => netLiquidation == 0 ? "0" : (GrossPositionValue / netLiquidation).ToString("0.##", CultureInfo.InvariantCulture),
                    _ => "0",
                }, "");
        }
    }

    /// <summary>Cash and profit per currency, and of all together as <c>BASE</c>.</summary>
    public IEnumerable<(string Key, string Value, string Currency)> Ledger()
    {
        foreach (var line in Ledger("BASE", TotalCash, account.Positions.Values, rateOf, 1)) yield return line;
        foreach (var (currency, cash) in account.Cash.OrderBy(static c => c.Key, StringComparer.Ordinal))
            foreach (var line in Ledger(currency, cash, account.Positions.Values.Where(p => p.Contract.Currency == currency), static _ => 1, rateOf(currency)))
                yield return line;
    }

    /// <summary>Two decimals, as a gateway shows money.</summary>
    public static string Money(decimal amount) => Math.Round(amount, 2).ToString("0.00", CultureInfo.InvariantCulture);

    private IEnumerable<(string, string, string)> Ledger(string currency, decimal cash, IEnumerable<Position> positions, Func<string, decimal> rate, decimal exchangeRate)
    {
        var held = positions.ToList();
        var stocks = held.Where(static p => p.Contract.SecType == "STK").Sum(p => p.ValueAt(Mark(p)) * rate(p.Contract.Currency));
        yield return ("CashBalance", Money(cash), currency);
        yield return ("TotalCashBalance", Money(cash), currency);
        yield return ("StockMarketValue", Money(stocks), currency);
        yield return ("NetLiquidationByCurrency", Money(cash + held.Sum(p => Worth(p) * rate(p.Contract.Currency))), currency);
        yield return ("UnrealizedPnL", Money(held.Sum(p => UnrealizedOf(p) * rate(p.Contract.Currency))), currency);
        yield return ("RealizedPnL", Money(held.Sum(p => p.Realized * rate(p.Contract.Currency))), currency);
        yield return ("ExchangeRate", exchangeRate.ToString("0.00######", CultureInfo.InvariantCulture), currency);
    }

    private decimal Worth(Position p) => p.Contract.SecType switch
    {
        "CASH" => 0,
        "FUT" => UnrealizedOf(p),
        _ => p.ValueAt(Mark(p)),
    };

    private decimal MarginOf(SimulatedContract contract, decimal quantity, decimal wirePrice, decimal stockShare)
    {
        var value = Math.Abs(quantity) * wirePrice / contract.PriceMagnifier * SimulatedAccount.MultiplierOf(contract) * rateOf(contract.Currency);
        return value * contract.SecType switch
        {
            "STK" => stockShare,
            "FUT" => 0.1m,
            "CASH" => 0.03m,
            "OPT" when quantity < 0 => 2m,
            _ => 1m,
        };
    }

    private static decimal PriceOfCost(Position p) => p.AverageCost / SimulatedAccount.MultiplierOf(p.Contract) * p.Contract.PriceMagnifier;
}
