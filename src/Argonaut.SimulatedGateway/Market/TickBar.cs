namespace Argonaut.SimulatedGateway.Market;

/// <summary>
/// Ticks of an interval put together, in tape order. Prices are mantissas at the contract's wire scale (midpoints: one decimal more),
/// the volume at its size scale.
/// </summary>
public record struct TickBar
{
    public long Open { get; private set; }
    public long High { get; private set; }
    public long Low { get; private set; }
    public long Close { get; private set; }
    public long Volume { get; private set; }

    /// <summary>Sum of price times size; of <see cref="BarBasis.BidAsk"/> the sum of asks.</summary>
    public Int128 Notional { get; private set; }

    /// <summary>Only of <see cref="BarBasis.BidAsk"/>: the sum of bids.</summary>
    public Int128 BidSum { get; private set; }

    public int Count { get; private set; }

    public readonly bool IsEmpty => Count == 0;

    /// <summary>Volume-weighted price, rounded towards zero; the close when nothing was traded.</summary>
    public readonly long Average => Volume > 0 ? (long)(Notional / Volume) : Close;

    public void Add(long price, long size)
    {
        if (Count == 0) Open = High = Low = price;
        else if (price > High) High = price;
        else if (price < Low) Low = price;
        Close = price;
        Volume += size;
        Notional += (Int128)price * size;
        Count++;
    }

    public void AddSpread(long bid, long ask)
    {
        if (Count == 0) (High, Low) = (ask, bid);
        if (ask > High) High = ask;
        if (bid < Low) Low = bid;
        BidSum += bid;
        Notional += ask;
        Count++;
    }

    /// <summary>Appends the bar of the interval that follows.</summary>
    public void Append(in TickBar later)
    {
        if (later.Count == 0) return;
        if (Count == 0)
        {
            this = later;
            return;
        }

        High = Math.Max(High, later.High);
        Low = Math.Min(Low, later.Low);
        Close = later.Close;
        Volume += later.Volume;
        Notional += later.Notional;
        BidSum += later.BidSum;
        Count += later.Count;
    }

    /// <summary>The same bar with every price <c>(price + by) * factor</c>.</summary>
    /// <param name="perTick">The sums are over ticks (<see cref="BarBasis.BidAsk"/>) instead of over size.</param>
    public readonly TickBar Moved(long by, long factor, bool perTick)
    {
        var bar = this;
        if (Count == 0) return bar;
        bar.Open = (Open + by) * factor;
        bar.High = (High + by) * factor;
        bar.Low = (Low + by) * factor;
        bar.Close = (Close + by) * factor;
        bar.Notional = (Notional + (Int128)by * (perTick ? Count : Volume)) * factor;
        bar.BidSum = (BidSum + (Int128)by * (perTick ? Count : 0)) * factor;
        return bar;
    }

    /// <summary>The bar with the means of <see cref="BarBasis.BidAsk"/> in place.</summary>
    public readonly TickBar WithMeans()
    {
        if (Count == 0) return this;
        var bar = this;
        bar.Open = (long)(BidSum / Count);
        bar.Close = (long)(Notional / Count);
        return bar;
    }
}
