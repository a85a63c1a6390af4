using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>
/// Where orders stand whose price follows the market (ib-tws-protocol.md 8.11): pure rules. They fill when the quote meets them, and from
/// trades at their price or beyond it.
/// </summary>
internal static class Pegging
{
    public static bool IsPegged(string orderType) => orderType is "REL" or "MIDPRICE" or "PEG MID" or "PEG BEST" or "PEG BENCH";

    /// <param name="benchmark">Price of the reference contract; only of <c>PEG BENCH</c>.</param>
    /// <returns>Wire price, not beyond the order's own limit; null: the market says nothing.</returns>
    public static decimal? LimitOf(SimulatedOrder order, MarketView market, decimal? benchmark)
    {
        var o = order.Terms;
        var limit = o.OrderType switch
        {
            "REL" => Relative(order, market),
            "MIDPRICE" => Rounded(order, Middle(market)),
            "PEG MID" => MidOffset(order, market),
            "PEG BEST" => Best(order, market),
            "PEG BENCH" => Benchmark(order, benchmark),
            _ => null,
        };
        if (limit is not { } price) return null;
        return o.LmtPrice is not { } cap ? price : order.IsBuy ? Math.Min(price, cap) : Math.Max(price, cap);
    }

    /// <summary>The benchmark has left the range that the order allows.</summary>
    public static bool IsOutOfRange(OrderTerms o, decimal benchmark) => benchmark < o.StockRangeLower || benchmark > o.StockRangeUpper;

    public static decimal TickOf(SimulatedContract c) => c.TickMantissa / (decimal)Domain.Numbers.FixedPoint.PowerOfTen(c.WirePriceScale);

    private static decimal? Relative(SimulatedOrder order, MarketView market)
    {
        if ((order.IsBuy ? market.Bid : market.Ask) is not { } own) return null;
        var offset = order.Terms.PercentOffset is { } percent ? own * percent / 100 : order.Terms.AuxPrice ?? 0;
        return Rounded(order, order.IsBuy ? own + offset : own - offset);
    }

    private static decimal? MidOffset(SimulatedOrder order, MarketView market)
    {
        if (Middle(market) is not { } middle) return null;
        var isWhole = middle % TickOf(order.Contract) == 0;
        var offset = (isWhole ? order.Terms.MidOffsetAtWhole : order.Terms.MidOffsetAtHalf) ?? order.Terms.AuxPrice ?? 0;
        return order.IsBuy ? middle - offset : middle + offset;
    }

    private static decimal? Best(SimulatedOrder order, MarketView market)
    {
        if (order.Terms.CompetesUpToMid) return MidOffset(order, market);
        if (Middle(market) is not { } middle) return null;
        var offset = order.Terms.CompeteAgainstBestOffset ?? 0;
        return order.IsBuy ? Math.Min(market.Bid!.Value + offset, middle) : Math.Max(market.Ask!.Value - offset, middle);
    }

    /// <summary>For each whole reference change of the benchmark one pegged change of the price.</summary>
    private static decimal? Benchmark(SimulatedOrder order, decimal? benchmark)
    {
        if (order.Terms is not { PegBench: { } peg, StartingPrice: { } start } || benchmark is not { } now) return null;
        order.BenchmarkStart ??= order.Terms.StockRefPrice ?? now;
        var steps = decimal.Truncate((now - order.BenchmarkStart.Value) / peg.ReferenceChangeAmount);
        return Rounded(order, start + steps * (peg.IsDecrease ? -peg.ChangeAmount : peg.ChangeAmount));
    }

    private static decimal? Middle(MarketView market) => market is { Bid: { } bid, Ask: { } ask } ? (bid + ask) / 2 : null;

    /// <summary>To the grid, away from the other side.</summary>
    private static decimal? Rounded(SimulatedOrder order, decimal? price)
    {
        if (price is not { } known) return null;
        var tick = TickOf(order.Contract);
        return (order.IsBuy ? Math.Floor(known / tick) : Math.Ceiling(known / tick)) * tick;
    }
}
