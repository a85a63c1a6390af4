using System.Collections.Immutable;
using Argonaut.Domain.Data;

namespace Argonaut.Trading.Books;

/// <summary>
/// A book made from its deltas, as NautilusTrader makes one: sorted prices of each side. It allocates only to grow. One writer at a time;
/// <see cref="Copy"/> may run beside it and then gives a torn picture, which its caller must recognise and throw away.
/// </summary>
public sealed class LevelBook
{
    private readonly Side _bids = new(isBid: true);
    private readonly Side _asks = new(isBid: false);

    /// <summary>A clear was seen: what the book holds is all that its source has shown.</summary>
    public bool IsKnown { get; private set; }

    public int BidCount => _bids.Count;

    public int AskCount => _asks.Count;

    /// <summary>The level at a place, from the best; default when there is none.</summary>
    public BookLevel Bid(int place) => _bids.At(place);

    /// <summary>The level at a place, from the best; default when there is none.</summary>
    public BookLevel Ask(int place) => _asks.At(place);

    /// <summary>
    /// Applies one delta. Adding and updating both set the size; deleting what is not there does nothing, and a size of 0 deletes.
    /// </summary>
    /// <returns>False: the delta did not fit the book (an add of a price that is there, an update or delete of one that is not).</returns>
    public bool Apply(in BookDelta delta)
    {
        if (delta.Action == BookAction.Clear)
        {
            IsKnown = true;
            if (delta.Side != OrderSide.Sell) _bids.Count = 0;
            if (delta.Side != OrderSide.Buy) _asks.Count = 0;
            return true;
        }

        var side = delta.Side == OrderSide.Buy ? _bids : _asks;
        return delta.Action == BookAction.Delete || delta.Size <= 0
            ? side.Remove(delta.Price)
            : side.Set(delta.Price, delta.Size) == (delta.Action == BookAction.Add);
    }

    /// <summary>Both sides from the best, at most so many levels of each.</summary>
    public (ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks) Copy(int levels) => (_bids.Copy(levels), _asks.Copy(levels));

    private sealed class Side(bool isBid)
    {
        private BookLevel[] _levels = new BookLevel[32];

        public int Count { get; set; }

        public BookLevel At(int place) => place < Count ? _levels[place] : default;

        /// <summary>True when the price is new.</summary>
        public bool Set(long price, long size)
        {
            var at = Find(price);
            var isNew = at == Count || _levels[at].Price != price;
            if (isNew)
            {
                if (Count == _levels.Length) Array.Resize(ref _levels, Count * 2);
                Array.Copy(_levels, at, _levels, at + 1, Count - at);
                Count++;
            }

            _levels[at] = new BookLevel(price, size);
            return isNew;
        }

        public bool Remove(long price)
        {
            var at = Find(price);
            if (at == Count || _levels[at].Price != price) return false;
            Array.Copy(_levels, at + 1, _levels, at, Count - at - 1);
            Count--;
            return true;
        }

        public ImmutableArray<BookLevel> Copy(int levels)
        {
            var all = _levels;
            return ImmutableArray.Create(all, 0, Math.Clamp(Math.Min(Count, levels), 0, all.Length));
        }

        /// <summary>The place of the first level that is not better than the price.</summary>
        private int Find(long price)
        {
            var (low, high) = (0, Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                var found = _levels[middle].Price;
                if (isBid ? found > price : found < price) low = middle + 1;
                else high = middle;
            }

            return low;
        }
    }
}
