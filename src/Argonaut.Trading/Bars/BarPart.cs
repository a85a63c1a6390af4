using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;

namespace Argonaut.Trading.Bars;

/// <summary>
/// What is known of some ticks of one interval. Adding is commutative and associative, so parts may come in any order: the open is the
/// price of the earliest place, the close that of the latest, and equal places (only of bars that were stored) fall back on the price.
/// </summary>
internal struct BarPart
{
    public long Open;
    public long High;
    public long Low;
    public long Close;
    public long Volume;
    public Int128 Notional;
    public TickPlace First;
    public TickPlace Last;
    public int Count;
    public BarSource Source;
    public bool HasCount;
    public bool HasNotional;

    /// <summary>True while no tick and no bar is in it.</summary>
    public readonly bool IsEmpty => Source == 0;

    /// <summary>The price of a trade or of a quote; the caller sees to it that the tick is of the kind that has it.</summary>
    public static BarPart OfTick(in MarketEvent tick, PriceType priceType)
    {
        var place = new TickPlace(tick.TsInit, tick.Stream, tick.Sequence);
        return priceType switch
        {
            PriceType.Last => OfTrade(tick.A, tick.B, place),
            PriceType.Mid => OfQuote(MidPrice.Of(tick.A, tick.B), place),
            PriceType.Bid => OfQuote(tick.A, place),
            _ => OfQuote(tick.B, place),
        };
    }

    public static BarPart OfTrade(long price, long size, in TickPlace place) => new()
    {
        Open = price, High = price, Low = price, Close = price, Volume = size, Notional = (Int128)price * size,
        First = place, Last = place, Count = 1, Source = BarSource.Ticks, HasCount = true, HasNotional = true,
    };

    /// <summary>A quote's price: no volume, and no count, because a count of quotes is not a count of trades.</summary>
    public static BarPart OfQuote(long price, in TickPlace place) => new()
    {
        Open = price, High = price, Low = price, Close = price, First = place, Last = place, Source = BarSource.Ticks,
    };

    public static BarPart Of(in Bar bar) => new()
    {
        Open = bar.Open, High = bar.High, Low = bar.Low, Close = bar.Close, Volume = bar.Volume,
        Notional = bar.Notional ?? 0, HasNotional = bar.Notional is not null,
        Count = bar.TradeCount ?? 0, HasCount = bar.TradeCount is not null,
        First = TickPlace.FirstAt(bar.OpenTsInit), Last = TickPlace.LastAt(bar.CloseTsInit), Source = bar.Source,
    };

    public void Add(in BarPart other)
    {
        if (other.IsEmpty) return;
        if (IsEmpty)
        {
            this = other;
            return;
        }

        var first = other.First.CompareTo(First);
        if (first < 0 || (first == 0 && other.Open < Open))
        {
            First = other.First;
            Open = other.Open;
        }

        var last = other.Last.CompareTo(Last);
        if (last > 0 || (last == 0 && other.Close > Close))
        {
            Last = other.Last;
            Close = other.Close;
        }

        if (other.High > High) High = other.High;
        if (other.Low < Low) Low = other.Low;
        AddVolume(other);
        HasCount &= other.HasCount;
        Count = HasCount ? Count + other.Count : 0;
        if (other.Source != BarSource.Ticks && other.Source > Source) Source = other.Source;
    }

    public readonly Bar ToBar(InstrumentKey instrument, Timeframe timeframe, long open, bool isClosed, int revision) => new(
        instrument, timeframe, new UnixNanos(open), Open, High, Low, Close, Volume,
        HasCount ? Count : null, HasNotional ? Notional : null, First.TsInit, Last.TsInit, Source, isClosed, revision);

    /// <summary>A sum beyond 64 bits stays at the largest value and forgets its average price: wrong input must not stop the loop.</summary>
    private void AddVolume(in BarPart other)
    {
        var sum = unchecked(Volume + other.Volume);
        if (((Volume ^ sum) & (other.Volume ^ sum)) < 0)
        {
            Volume = long.MaxValue;
            HasNotional = false;
            Notional = 0;
            return;
        }

        Volume = sum;
        HasNotional &= other.HasNotional;
        Notional = HasNotional ? Notional + other.Notional : 0;
    }
}
