using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>What an import did, or would do. <c>rows_source = rows_new + rows_duplicate + rows_conflict + rows_refused</c>.</summary>
public sealed record ImportItem
{
    public required string? JobId { get; init; }

    /// <summary><c>success</c>, <c>unchanged</c> (nothing was new), <c>no_data</c> or <c>partial</c> (conflicts, refused rows or files).</summary>
    public required string Status { get; init; }

    /// <summary>True: nothing was written.</summary>
    public required bool DryRun { get; init; }

    /// <summary>As it was named.</summary>
    public required string Path { get; init; }

    /// <summary>Of definitions that were not known.</summary>
    public required string Source { get; init; }

    public required long RowsSource { get; init; }

    /// <summary>Rows that were, or would be, written.</summary>
    public required long RowsNew { get; init; }

    /// <summary>Rows that are stored already with equal values.</summary>
    public required long RowsDuplicate { get; init; }

    /// <summary>Rows whose place holds other values; what is stored stays.</summary>
    public required long RowsConflict { get; init; }

    public required long RowsRefused { get; init; }

    public required ImmutableArray<ImportSeriesItem> Series { get; init; }

    /// <summary>Instruments that the import makes known.</summary>
    public required ImmutableArray<string> NewInstruments { get; init; }

    /// <summary>Files that hold nothing that can be imported.</summary>
    public required ImmutableArray<CatalogFault> RefusedFiles { get; init; }

    /// <summary>What else a person should know.</summary>
    public required ImmutableArray<string> Notes { get; init; }
}

/// <summary>The rows of one kind and instrument (bars: bar type).</summary>
public sealed record ImportSeriesItem
{
    public required string DataType { get; init; }

    /// <summary>Under which it is stored here.</summary>
    public required string InstrumentId { get; init; }

    public required string? BarType { get; init; }

    public required string? Timeframe { get; init; }

    /// <summary><c>known</c>, <c>from_files</c> or <c>missing</c>.</summary>
    public required string Definition { get; init; }

    public required int Files { get; init; }

    public required long RowsSource { get; init; }

    public required long RowsNew { get; init; }

    public required long RowsDuplicate { get; init; }

    public required long RowsConflict { get; init; }

    public required long RowsRefused { get; init; }

    /// <summary>Values that are no multiple of the precision the file states; they are rounded to it.</summary>
    public required long ValuesRounded { get; init; }

    /// <summary>Rows with a price between the steps of the instrument; they are stored with a mark.</summary>
    public required long RowsOffGrid { get; init; }

    /// <summary>Of <c>ts_init</c>; null when no row can be used.</summary>
    public required string? Start { get; init; }

    public required string? StartIso { get; init; }

    public required string? End { get; init; }

    public required string? EndIso { get; init; }

    /// <summary>The first reasons of refused rows, and what stopped the series.</summary>
    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>The first conflicts: what the file has and what is stored.</summary>
    public required ImmutableArray<string> Conflicts { get; init; }
}
