using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Books;
using Argonaut.Venues.Ib.Recording;

namespace Argonaut.Venues.Ib;

/// <summary>The book of one depth request, and when it was last told as a whole.</summary>
internal sealed class IbDepthBook(int rows, bool isSmart)
{
    private long _hour = -1;

    public PositionBook Book { get; } = new(rows);

    /// <summary>One book over all exchanges: the cancel must say so again.</summary>
    public bool IsSmart => isSmart;

    public int Rows => rows;

    /// <summary>The source was away since: rows that it did not send then would show nowhere, even when others come.</summary>
    public bool MayHaveMissed { get; set; }

    /// <summary>What the line says while it flows.</summary>
    public string Detail { get; } = $"order book, {rows} rows a side{(isSmart ? ", all exchanges" : "")}";

    /// <summary>Goes on as a recording did.</summary>
    public static IbDepthBook Of(DepthNote note)
    {
        var book = new IbDepthBook(note.Rows, note.IsSmart) { _hour = note.Hour, MayHaveMissed = note.MayHaveMissed };
        book.Book.Restore(ToRows(note.Bids), ToRows(note.Asks));
        return book;
    }

    public DepthNote ToNote() => new(rows, isSmart, _hour, MayHaveMissed, ToNumbers(OrderSide.Buy), ToNumbers(OrderSide.Sell));

    /// <summary>True for the first update, and for the first one of each hour of UTC: a range that begins with an hour then begins with a whole book.</summary>
    public bool TakeSnapshotDue(UnixNanos at)
    {
        var hour = at.Value / UnixNanos.PerHour;
        if (hour == _hour) return false;
        _hour = hour;
        return true;
    }

    private static BookLevel[] ToRows(long[] numbers) => [.. numbers.Chunk(2).Select(r => new BookLevel(r[0], r[1]))];

    private long[] ToNumbers(OrderSide side) => [.. Book.RowsOf(side).SelectMany(r => (long[])[r.Price, r.Size])];
}
