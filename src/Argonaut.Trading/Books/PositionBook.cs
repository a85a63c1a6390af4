using Argonaut.Domain.Data;

namespace Argonaut.Trading.Books;

/// <summary>
/// A book as a source keeps it that speaks of rows by their position, and what each of its messages changes at the prices: several rows of
/// one price (of several market makers) are one level with the sum of their sizes. One caller at a time; nothing is allocated per change.
/// </summary>
/// <param name="rows">Rows of each side that the source was asked for, 1 and up; a row beyond them falls off without a message.</param>
public sealed class PositionBook(int rows)
{
    private readonly Side _bids = new(OrderSide.Buy, rows);
    private readonly Side _asks = new(OrderSide.Sell, rows);

    /// <summary>Applies one message.</summary>
    /// <param name="change">A position that the book does not have makes it useless: it no longer knows what the source means.</param>
    /// <param name="changes">Receives what changed at prices: what goes first, then what comes. Nothing when the sums stayed.</param>
    /// <returns>False: no such position; the book and <paramref name="changes"/> are as before.</returns>
    public bool TryApply(in RowChange change, List<LevelChange> changes) =>
        (change.Side == OrderSide.Buy ? _bids : _asks).TryApply(change, changes);

    /// <summary>The source says that the book is empty.</summary>
    public void Clear()
    {
        _bids.Count = 0;
        _asks.Count = 0;
    }

    /// <summary>The whole book as changes: a clear, the bids and the asks, each from the best.</summary>
    public void AddSnapshot(List<LevelChange> changes)
    {
        changes.Add(LevelChange.Clear);
        _bids.AddLevels(changes);
        _asks.AddLevels(changes);
    }

    /// <summary>A copy of the rows of a side, by position.</summary>
    public BookLevel[] RowsOf(OrderSide side) => (side == OrderSide.Buy ? _bids : _asks).Copy();

    /// <summary>Puts rows in place of all that the book has.</summary>
    /// <exception cref="ArgumentException">More rows than a side can have.</exception>
    public void Restore(ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        _bids.Restore(bids);
        _asks.Restore(asks);
    }

    private sealed class Side(OrderSide side, int rows)
    {
        private readonly BookLevel[] _rows = new BookLevel[rows + 1];   // one more for the moment of an insert

        public int Count { get; set; }

        public bool TryApply(in RowChange change, List<LevelChange> changes)
        {
            var at = change.Position;
            if (at < 0 || at >= rows || at >= (change.Operation == RowOperation.Insert ? Count + 1 : Count)) return false;
            var row = new BookLevel(change.Price, change.Size);
            var (gone, come) = (default(BookLevel), row);
            switch (change.Operation)
            {
                case RowOperation.Insert:
                    if (Count == rows) gone = _rows[rows - 1];
                    break;
                case RowOperation.Update:
                    gone = _rows[at];
                    break;
                default:
                    (gone, come) = (_rows[at], default);
                    break;
            }

            var (goneBefore, comeBefore) = (SizeAt(gone.Price), SizeAt(come.Price));
            switch (change.Operation)
            {
                case RowOperation.Insert:
                    Array.Copy(_rows, at, _rows, at + 1, Count - at);
                    _rows[at] = row;
                    if (Count < rows) Count++;
                    break;
                case RowOperation.Update:
                    _rows[at] = row;
                    break;
                default:
                    Array.Copy(_rows, at + 1, _rows, at, Count - at - 1);
                    Count--;
                    break;
            }

            if (gone.Price != come.Price) AddChange(gone.Price, goneBefore, changes);
            AddChange(come.Price, comeBefore, changes);
            return true;
        }

        public BookLevel[] Copy() => _rows[..Count];

        public void Restore(ReadOnlySpan<BookLevel> levels)
        {
            if (levels.Length > rows) throw new ArgumentException($"Expected at most {rows} rows, found {levels.Length}.", nameof(levels));
            levels.CopyTo(_rows);
            Count = levels.Length;
        }

        public void AddLevels(List<LevelChange> changes)
        {
            for (var i = 0; i < Count; i++)
            {
                var price = _rows[i].Price;
                if (IsFirstOf(price, i) && SizeAt(price) is > 0 and var size) changes.Add(new LevelChange(BookAction.Add, side, price, size));
            }
        }

        private void AddChange(long price, long before, List<LevelChange> changes)
        {
            var after = SizeAt(price);
            if (after == before) return;
            var action = before == 0 ? BookAction.Add : after == 0 ? BookAction.Delete : BookAction.Update;
            changes.Add(new LevelChange(action, side, price, after));
        }

        private long SizeAt(long price)
        {
            var sum = 0L;
            for (var i = 0; i < Count; i++)
                if (_rows[i].Price == price) sum = checked(sum + _rows[i].Size);
            return sum;
        }

        private bool IsFirstOf(long price, int at)
        {
            for (var i = 0; i < at; i++)
                if (_rows[i].Price == price) return false;
            return true;
        }
    }
}
