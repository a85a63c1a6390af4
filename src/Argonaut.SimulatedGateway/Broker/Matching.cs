namespace Argonaut.SimulatedGateway.Broker;

/// <summary>When an order's price is reached and what it gets from a quote: pure rules (ib-tws-protocol.md 9.3, 11.4).</summary>
internal static class Matching
{
    /// <summary>True when a held order's stop or touch price is reached.</summary>
    public static bool Triggers(SimulatedOrder order, MarketView market)
    {
        var price = order.Terms.OrderType is "TRAIL" or "TRAIL LIMIT" ? order.StopPrice : order.Terms.AuxPrice;
        if (price is not { } trigger) return false;
        // A stop waits for the market to go against it, a touch order for it to come to it.
        var waitsForRise = order.IsBuy == (order.Terms.OrderType is not ("MIT" or "LIT"));
        foreach (var seen in Watched(order.IsBuy, order.Terms.TriggerMethod, market))
            if (seen is { } at && (waitsForRise ? at >= trigger : at <= trigger)) return true;
        return false;
    }

    /// <summary>Where the stop of a trailing order is after this market; it never moves away from the market.</summary>
    public static decimal? Trail(SimulatedOrder order, MarketView market)
    {
        if (Watched(order.IsBuy, order.Terms.TriggerMethod, market).FirstOrDefault(static p => p is not null) is not { } price) return order.StopPrice;
        var distance = order.Terms.TrailingPercent is { } percent ? price * percent / 100 : order.Terms.AuxPrice ?? 0;
        var stop = order.IsBuy ? price + distance : price - distance;
        if (order.StopPrice is not { } before) return stop;
        return order.IsBuy ? Math.Min(before, stop) : Math.Max(before, stop);
    }

    /// <summary>What the order gets from the present quote, or a pegged one from the trade that was just reported; null: nothing.</summary>
    public static MarketFill? Fill(SimulatedOrder order, MarketView market) =>
        FromQuote(order, market) ?? (Pegging.IsPegged(order.Terms.OrderType) ? FromTrade(order, market) : null);

    private static MarketFill? FromQuote(SimulatedOrder order, MarketView market)
    {
        if ((order.IsBuy ? market.Ask : market.Bid) is not { } price) return null;
        var quantity = Math.Min(order.IsBuy ? market.AskSize : market.BidSize, order.Remaining);
        if (price <= 0 && order.Contract.SecType != "BAG") return null;   // a combo can cost less than nothing
        if (order.Effective == "LMT")
        {
            if (order.IsBuy ? price > order.Limit : price < order.Limit) return null;
            if (order.IsResting && !Pegging.IsPegged(order.Terms.OrderType)) price = order.Limit;
        }
        else if (order.Effective != "MKT")
        {
            return null;
        }

        return IsEnough(order, quantity) ? new MarketFill(price, quantity, IsOfTrade: false) : null;
    }

    private static MarketFill? FromTrade(SimulatedOrder order, MarketView market)
    {
        if (market.Last is not { } last || (order.IsBuy ? last > order.Limit : last < order.Limit)) return null;
        var quantity = Math.Min(market.TradeSize, order.Remaining);
        return IsEnough(order, quantity) ? new MarketFill(order.Limit, quantity, IsOfTrade: true) : null;
    }

    private static bool IsEnough(SimulatedOrder order, decimal quantity)
    {
        if (quantity <= 0) return false;
        if ((order.Terms.AllOrNone || order.Terms.Tif == "FOK") && quantity < order.Remaining) return false;
        return order.Filled > 0 || order.Terms.MinQty is not { } least || quantity >= least;
    }

    /// <summary>The prices that a trigger method looks at; last for what trades, bid or ask for pairs (11.4).</summary>
    public static IEnumerable<decimal?> Watched(bool isBuy, int triggerMethod, MarketView market)
    {
        var side = isBuy ? market.Ask : market.Bid;
        return triggerMethod switch
        {
            1 or 4 => [side],
            7 => [market.Last, side],
            8 => [market.Bid is { } bid && market.Ask is { } ask ? (bid + ask) / 2 : null],
            3 => [Both(isBuy, market.Last, market.PreviousLast)],
            _ => [market.Contract.HasTrades ? market.Last : side],
        };
    }

    private static decimal? Both(bool isBuy, decimal? last, decimal? previous) =>
        last is { } a && previous is { } b ? isBuy ? Math.Min(a, b) : Math.Max(a, b) : null;
}
