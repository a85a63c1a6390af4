using Argonaut.Domain.Data;
using Argonaut.Trading.Books;

namespace Argonaut.Unit.Trading.Books;

/// <summary>Rows by position, as a person would write it down, and what stands at each price.</summary>
internal sealed class NaivePositionBook(int rows)
{
    public List<BookLevel> Bids { get; } = [];

    public List<BookLevel> Asks { get; } = [];

    public bool Apply(RowChange change)
    {
        var side = change.Side == OrderSide.Buy ? Bids : Asks;
        if (change.Position < 0 || change.Position >= rows) return false;
        if (change.Position >= (change.Operation == RowOperation.Insert ? side.Count + 1 : side.Count)) return false;
        switch (change.Operation)
        {
            case RowOperation.Insert:
                side.Insert(change.Position, new BookLevel(change.Price, change.Size));
                if (side.Count > rows) side.RemoveAt(rows);
                break;
            case RowOperation.Update:
                side[change.Position] = new BookLevel(change.Price, change.Size);
                break;
            default:
                side.RemoveAt(change.Position);
                break;
        }

        return true;
    }

    /// <summary>Prices from the best with the sum of their rows; prices without size are not there.</summary>
    public static BookLevel[] Levels(List<BookLevel> rows, bool isBid)
    {
        var levels = rows.GroupBy(row => row.Price).Select(group => new BookLevel(group.Key, group.Sum(row => row.Size))).Where(level => level.Size > 0);
        return [.. isBid ? levels.OrderByDescending(level => level.Price) : levels.OrderBy(level => level.Price)];
    }
}
