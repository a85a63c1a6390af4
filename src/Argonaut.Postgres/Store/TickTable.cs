using System.Collections.Immutable;
using Argonaut.Domain.Data;

namespace Argonaut.Postgres.Store;

/// <summary>One of the tick tables: its name and columns. The first columns of a page or stream are the same for all.</summary>
internal sealed class TickTable
{
    public static readonly TickTable Trades = new(MarketEventKind.Trade, DayTable.Trades, DayTable.TradeChunks, ["ts_event", "ts_init", "price", "size"]);

    public static readonly TickTable Quotes = new(MarketEventKind.Quote, DayTable.Quotes, DayTable.QuoteChunks, ["ts_event", "ts_init", "bid", "ask", "bid_size", "ask_size"]);

    /// <summary>Book deltas have the columns of trades: what a delta does stands in its flags (<see cref="BookDelta"/>).</summary>
    public static readonly TickTable Deltas = new(MarketEventKind.BookDelta, DayTable.Deltas, DayTable.DeltaChunks, ["ts_event", "ts_init", "price", "size"]);

    public static readonly ImmutableArray<TickTable> All = [Trades, Quotes, Deltas];

    private TickTable(MarketEventKind kind, DayTable days, DayTable chunks, string[] values)
    {
        Kind = kind;
        Days = days;
        Chunks = chunks;
        LongColumns = values.Length + 1;
        Columns = string.Join(", ", [.. values, "seq", "instrument", "stream", "flags"]);
    }

    public MarketEventKind Kind { get; }

    public DayTable Days { get; }

    /// <summary>Where its packed days are.</summary>
    public DayTable Chunks { get; }

    public string Name => Days.Name;

    /// <summary>Of eight bytes: times, values and the sequence. Two of four and one of two bytes follow.</summary>
    public int LongColumns { get; }

    /// <summary>In the order of the binary rows.</summary>
    public string Columns { get; }

    public int ColumnCount => LongColumns + 3;

    /// <summary>Bytes of one row in PostgreSQL's binary COPY format: a count, and a length before each value.</summary>
    public int RowBytes => 2 + LongColumns * 12 + 2 * 8 + 6;

    public static TickTable Of(MarketEventKind kind) => kind switch
    {
        MarketEventKind.Trade => Trades,
        MarketEventKind.Quote => Quotes,
        MarketEventKind.BookDelta => Deltas,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Ticks are trades, quotes or book deltas."),
    };
}
