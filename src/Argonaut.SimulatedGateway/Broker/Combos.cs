using System.Collections.Immutable;
using System.Globalization;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>
/// Combos (<c>BAG</c>, ib-tws-protocol.md 7.2, 8.11): a contract made of an order's legs, priced by their quotes. One unit of the combo's price
/// is the legs' prices, each times its ratio and its multiplier over the largest multiplier: a stock at ratio 100 against one option counts once.
/// </summary>
internal static class Combos
{
    private const int FirstConId = 900_000_000;
    private const int ConIds = 100_000_000;

    /// <returns>The combo, or why the broker does not take it.</returns>
    public static (SimulatedContract? Combo, int Code, string Text) Make(ContractQuery asked, OrderTerms order, ContractBook book)
    {
        if (order.Legs.Length == 0) return (null, 314, "Security type 'BAG' requires combo leg details.");
        var legs = ImmutableArray.CreateBuilder<ContractLeg>();
        foreach (var (leg, number) in order.Legs.Select(static (l, i) => (l, i + 1)))
        {
            if (book.ById(leg.ConId) is not { HasQuotes: true } contract || leg.Ratio < 1 || leg.Action is not ("BUY" or "SELL" or "SSHORT"))
                return (null, 313, $"The combo details for leg '{number}' are invalid.");
            legs.Add(new ContractLeg(contract, leg.Ratio, leg.Action == "BUY"));
        }

        var first = legs[0].Contract;
        if (legs.Count < 2 || legs.Any(l => l.Contract.Currency != first.Currency || l.Contract.PriceMagnifier != first.PriceMagnifier)
            || legs.Select(static l => l.Contract.ConId).Distinct().Count() < legs.Count)
            return (null, 312, "The combo details are invalid.");
        var exact = legs.MaxBy(static l => l.Contract.WirePriceScale)!.Contract;
        var multiplier = legs.Max(static l => SimulatedAccount.MultiplierOf(l.Contract));
        return (new SimulatedContract
        {
            ConId = ConIdOf(legs),
            Symbol = asked.Symbol.Length > 0 ? asked.Symbol : string.Join(',', legs.Select(static l => l.Contract.Symbol).Distinct()),
            SecType = "BAG",
            Exchange = asked.Exchange.Length > 0 ? asked.Exchange : "SMART",
            Currency = first.Currency,
            LocalSymbol = asked.Symbol,
            TradingClass = "COMB",
            Multiplier = multiplier == 1 ? "" : multiplier.ToString(CultureInfo.InvariantCulture),
            MinTick = exact.MinTick,
            ValidExchanges = [asked.Exchange.Length > 0 ? asked.Exchange : "SMART"],
            PriceMagnifier = first.PriceMagnifier,
            WirePriceScale = exact.WirePriceScale,
            TickMantissa = exact.TickMantissa,
            Calendar = first.Calendar,
            Legs = legs.ToImmutable(),
        }, 0, "");
    }

    /// <summary>What the leg counts in the combo's price; negative when who buys the combo sells it.</summary>
    public static decimal WeightOf(SimulatedContract combo, ContractLeg leg) =>
        (leg.IsBuy ? leg.Ratio : -leg.Ratio) * SimulatedAccount.MultiplierOf(leg.Contract) / SimulatedAccount.MultiplierOf(combo);

    /// <summary>The quote of a combo from those of its legs; a side that a leg does not have, the combo does not have.</summary>
    public static MarketView MarketOf(SimulatedContract combo, Func<SimulatedContract, MarketView> marketOf)
    {
        decimal? bid = 0, ask = 0;
        decimal bidSize = decimal.MaxValue, askSize = decimal.MaxValue;
        foreach (var leg in combo.Legs)
        {
            var (market, weight) = (marketOf(leg.Contract), WeightOf(combo, leg));
            ask += weight * (leg.IsBuy ? market.Ask : market.Bid);
            bid += weight * (leg.IsBuy ? market.Bid : market.Ask);
            askSize = Math.Min(askSize, Math.Floor((leg.IsBuy ? market.AskSize : market.BidSize) / leg.Ratio));
            bidSize = Math.Min(bidSize, Math.Floor((leg.IsBuy ? market.BidSize : market.AskSize) / leg.Ratio));
        }

        return MarketView.OfCombo(combo, bid, ask, bidSize, askSize);
    }

    /// <summary>What each leg pays so that together they pay the combo's price: the other side's quote, and the difference on one leg.</summary>
    public static IReadOnlyList<decimal> PricesOf(SimulatedContract combo, bool isBuy, decimal price, Func<SimulatedContract, MarketView> marketOf)
    {
        var prices = combo.Legs.Select(leg =>
        {
            var market = marketOf(leg.Contract);
            return (leg.IsBuy == isBuy ? market.Ask : market.Bid) ?? market.Mark ?? 0;
        }).ToList();
        var rest = price - combo.Legs.Select((leg, i) => WeightOf(combo, leg) * prices[i]).Sum();
        var at = Math.Max(0, combo.Legs.ToList().FindIndex(leg => Math.Abs(WeightOf(combo, leg)) == 1));
        prices[at] += rest / WeightOf(combo, combo.Legs[at]);
        return prices;
    }

    /// <summary>The combo's limit from the prices of all its legs; null when they are not all given.</summary>
    public static decimal? LimitOf(SimulatedContract combo, OrderTerms order) =>
        order.LegPrices.Length == combo.Legs.Length && order.LegPrices.All(static p => p is not null)
            ? combo.Legs.Select((leg, i) => WeightOf(combo, leg) * order.LegPrices[i]!.Value).Sum()
            : null;

    /// <summary><c>265598|1,272093|-1</c>.</summary>
    public static string Description(SimulatedContract combo) =>
        string.Join(',', combo.Legs.Select(static l => string.Create(CultureInfo.InvariantCulture, $"{l.Contract.ConId}|{(l.IsBuy ? l.Ratio : -l.Ratio)}")));

    /// <summary>The same legs have the same id.</summary>
    private static int ConIdOf(IEnumerable<ContractLeg> legs)
    {
        var hash = 2_166_136_261u;   // FNV-1a
        foreach (var leg in legs)
            foreach (var part in (int[])[leg.Contract.ConId, leg.IsBuy ? leg.Ratio : -leg.Ratio])
                hash = unchecked((hash ^ (uint)part) * 16_777_619u);
        return FirstConId + (int)(hash % ConIds);
    }
}
