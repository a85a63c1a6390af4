using System.Collections.Immutable;
using Argonaut.Domain.Data;

namespace Argonaut.Server.Export;

/// <summary>What is exported; the API's data types.</summary>
internal enum ExportKind
{
    Trades,
    Quotes,
    Bars,
    BookDeltas,

    /// <summary>Made from the deltas.</summary>
    BookDepths,
}

internal static class ExportKinds
{
    public static string DataTypeOf(ExportKind kind) => kind switch
    {
        ExportKind.Trades => "trade_tick",
        ExportKind.Quotes => "quote_tick",
        ExportKind.Bars => "bar",
        ExportKind.BookDeltas => "order_book_deltas",
        ExportKind.BookDepths => "order_book_depths",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>As in the title of a job.</summary>
    public static string NounOf(ExportKind kind) => kind switch
    {
        ExportKind.Trades => "trades",
        ExportKind.Quotes => "quotes",
        ExportKind.Bars => "bars",
        ExportKind.BookDeltas => "book deltas",
        ExportKind.BookDepths => "book depths",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The stored records that it is made from.</summary>
    public static MarketEventKind RecordOf(ExportKind kind) => kind switch
    {
        ExportKind.Trades => MarketEventKind.Trade,
        ExportKind.Quotes => MarketEventKind.Quote,
        ExportKind.Bars => MarketEventKind.Bar,
        ExportKind.BookDeltas or ExportKind.BookDepths => MarketEventKind.BookDelta,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>What can be made from stored records of a kind.</summary>
    public static ImmutableArray<ExportKind> Of(MarketEventKind record) => [.. Enum.GetValues<ExportKind>().Where(kind => RecordOf(kind) == record)];

    /// <summary>Order books exist only as NautilusTrader's files.</summary>
    public static bool HasFlatForm(ExportKind kind) => RecordOf(kind) != MarketEventKind.BookDelta;
}
