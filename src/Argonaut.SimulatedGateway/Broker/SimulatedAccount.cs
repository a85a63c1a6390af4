using System.Globalization;
using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>A holding in one contract; money in the contract's currency.</summary>
internal sealed record Position(SimulatedContract Contract)
{
    public decimal Quantity { get; init; }

    /// <summary>What the holding cost, negative when short; with commissions for stocks.</summary>
    public decimal Cost { get; init; }

    /// <summary>Profit of what was closed, and the commissions that are not in the cost.</summary>
    public decimal Realized { get; init; }

    /// <summary>Per unit and with the multiplier, as the wire shows it; 0 without a holding.</summary>
    public decimal AverageCost => Quantity == 0 ? 0 : Cost / Quantity;

    public decimal ValueAt(decimal wirePrice) => Quantity * wirePrice / Contract.PriceMagnifier * SimulatedAccount.MultiplierOf(Contract);
}

/// <summary>
/// Cash and positions of one account as the sum of its executions: nothing else changes them, so they always agree with each other.
/// Futures pay their profit when they are closed; pairs exchange cash and are also shown as positions.
/// </summary>
internal sealed class SimulatedAccount(string name, decimal initialCash)
{
    public const string BaseCurrency = "USD";

    private readonly List<Execution> _executions = [];
    private readonly Dictionary<int, Position> _positions = [];
    private readonly Dictionary<string, decimal> _cash = new() { [BaseCurrency] = initialCash };

    public string Name => name;

    public decimal InitialCash => initialCash;

    public IReadOnlyDictionary<string, decimal> Cash => _cash;

    /// <summary>Also those that were closed.</summary>
    public IReadOnlyDictionary<int, Position> Positions => _positions;

    /// <summary>As they are now: corrected, with the last known commission.</summary>
    public IReadOnlyList<Execution> Executions => _executions;

    /// <summary>Books an execution.</summary>
    /// <returns>The same with what it realized.</returns>
    public Execution Book(Execution execution)
    {
        var booked = Apply(execution);
        _executions.Add(booked);
        return booked;
    }

    /// <summary>Replaces the execution with the same root and books everything again.</summary>
    public Execution Replace(Execution correction)
    {
        var at = _executions.FindIndex(e => e.Root == correction.Root);
        if (at < 0) return Book(correction);
        var all = _executions.ToList();
        all[at] = correction;
        _executions.Clear();
        _positions.Clear();
        _cash.Clear();
        _cash[BaseCurrency] = initialCash;
        foreach (var execution in all) Book(execution);
        return _executions[at];
    }

    public static decimal MultiplierOf(SimulatedContract contract) =>
        contract.SecType == "BOND" ? 0.01m
        : contract.Multiplier.Length > 0 ? decimal.Parse(contract.Multiplier, CultureInfo.InvariantCulture) : 1;

    private Execution Apply(Execution e)
    {
        var contract = e.Contract;
        if (contract.SecType == "BAG") return e;   // its legs are held and paid
        var before = _positions.GetValueOrDefault(contract.ConId) ?? new Position(contract);
        var signed = e.SignedQuantity;
        var closing = Math.Sign(before.Quantity) == -Math.Sign(signed) ? Math.Min(Math.Abs(signed), Math.Abs(before.Quantity)) : 0;
        var opening = Math.Abs(signed) - closing;
        var closedCost = closing == 0 ? 0 : closing == Math.Abs(before.Quantity) ? before.Cost : before.AverageCost * closing * Math.Sign(before.Quantity);
        var profit = closing * e.UnitValue * Math.Sign(before.Quantity) - closedCost;
        var isStock = contract.SecType == "STK";
        var inOwnCurrency = Fees.CurrencyOf(contract) == contract.Currency ? e.Commission : 0;
        var openingShare = isStock && signed != 0 ? inOwnCurrency * opening / Math.Abs(signed) : 0;
        var realized = profit - (inOwnCurrency - openingShare);
        _positions[contract.ConId] = before with
        {
            Quantity = before.Quantity + signed,
            Cost = before.Cost - closedCost + opening * e.UnitValue * Math.Sign(signed) + openingShare,
            Realized = before.Realized + realized,
        };

        Pay(Fees.CurrencyOf(contract), -e.Commission);
        switch (contract.SecType)
        {
            case "FUT":
                Pay(contract.Currency, profit);
                break;
            case "CASH":
                Pay(contract.Symbol, signed);
                Pay(contract.Currency, -signed * e.UnitValue);
                break;
            default:
                Pay(contract.Currency, -signed * e.UnitValue);
                break;
        }

        return e with { Realized = closing > 0 ? realized : null };
    }

    private void Pay(string currency, decimal amount) => _cash[currency] = _cash.GetValueOrDefault(currency) + amount;
}
