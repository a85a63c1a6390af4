using System.Collections.Immutable;

namespace Argonaut.Catalog;

/// <summary>What an export did. <c>RowsSource = RowsWritten + RowsSkipped + RowsRejected</c>.</summary>
public sealed record ExportOutcome
{
    /// <summary><c>trade_tick</c>, <c>quote_tick</c>, <c>bar</c>, <c>order_book_deltas</c>.</summary>
    public required string DataType { get; init; }

    /// <summary>Instrument id or bar type.</summary>
    public required string Identifier { get; init; }

    public required long RowsSource { get; init; }

    /// <summary>Rows that are in the files named here, whether written now or found unchanged.</summary>
    public required long RowsWritten { get; init; }

    /// <summary>Rows of intervals where <see cref="OnOverlap.Skip"/> left an existing file.</summary>
    public required long RowsSkipped { get; init; }

    public required long RowsRejected { get; init; }

    public required ImmutableSortedDictionary<string, long> RejectedByReason { get; init; }

    /// <summary>The first 1,000 rejected rows.</summary>
    public required ImmutableArray<RowReject> Rejects { get; init; }

    /// <summary>Rounded values by column.</summary>
    public required ImmutableSortedDictionary<string, long> RowsAdjusted { get; init; }

    /// <summary>The first 100 rounded values.</summary>
    public required ImmutableArray<RowAdjustment> Adjustments { get; init; }

    public required ImmutableArray<ExportedFile> Files { get; init; }

    /// <summary>Size of the written rows as CSV of the flat columns, with a header line.</summary>
    public required long BytesAsCsv { get; init; }

    /// <summary>Things the user should know that did not stop the export.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>True when each file was read back before it was published; nothing is published that fails.</summary>
    public required bool IsVerified { get; init; }

    public long BytesTotal => Files.Sum(f => f.Bytes);

    /// <summary><c>success</c>, <c>unchanged</c>, <c>no_data</c> or <c>partial</c> (rows were rejected or skipped).</summary>
    public string Status => RowsSource == 0 ? "no_data"
        : RowsRejected > 0 || RowsSkipped > 0 ? "partial"
        : Files.All(f => f.State == ExportedFileState.Unchanged) ? "unchanged" : "success";
}
