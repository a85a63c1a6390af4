using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argonaut.Server.Contracts;

/// <summary>One finished Parquet file; the path is relative to the export directory.</summary>
public sealed record ExportFileItem
{
    public required string Path { get; init; }

    public required long Rows { get; init; }

    public required long Bytes { get; init; }

    public required int RowGroups { get; init; }

    public required string Sha256 { get; init; }

    public required string TsInitMin { get; init; }

    public required string TsInitMax { get; init; }
}

public sealed record RejectItem(string Reason, long Rows);

public sealed record VerificationItem
{
    /// <summary><c>passed</c>, or <c>skipped</c> when it was not asked for.</summary>
    public required string Status { get; init; }

    public required long RowsReadBack { get; init; }

    public required bool ChecksumMatch { get; init; }

    public required bool MonotonicTsInit { get; init; }
}

/// <summary>A range with both ends in both forms; the end is exclusive.</summary>
public sealed record RangeItem(string Start, string StartIso, string End, string EndIso);

public sealed record GapRangeItem(string Start, string StartIso, string End, string EndIso, string Reason);

/// <summary>What an export did (api.md A-062).</summary>
public sealed record ExportResultItem
{
    public required string? JobId { get; init; }

    /// <summary><c>success</c>, <c>unchanged</c>, <c>no_data</c>, <c>partial</c>, or <c>failed</c> inside a daily export.</summary>
    public required string Status { get; init; }

    public required long Records { get; init; }

    public required double FileSizeMb { get; init; }

    public required string? FilePath { get; init; }

    /// <summary><c>trade_tick</c>, <c>quote_tick</c>, <c>bar</c>, <c>order_book_deltas</c> or <c>order_book_depths</c>.</summary>
    public required string DataType { get; init; }

    public required string Source { get; init; }

    public required bool Simulated { get; init; }

    public required string InstrumentId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Timeframe { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BarType { get; init; }

    public required string Start { get; init; }

    public required string StartIso { get; init; }

    public required string End { get; init; }

    public required string EndIso { get; init; }

    public required long RowsSource { get; init; }

    public required long RowsWritten { get; init; }

    public required long RowsRejected { get; init; }

    public required ImmutableArray<RejectItem> Rejects { get; init; }

    public required long RowsAdjusted { get; init; }

    public required ImmutableArray<RejectItem> Adjustments { get; init; }

    public required ImmutableArray<ExportFileItem> Files { get; init; }

    public required long BytesTotal { get; init; }

    public required long BytesAsCsv { get; init; }

    public required double? ReductionPct { get; init; }

    public required string Format { get; init; }

    public required string NautilusProfile { get; init; }

    public required string Compression { get; init; }

    public required ImmutableArray<GapRangeItem> Gaps { get; init; }

    public required VerificationItem? Verification { get; init; }

    public required double DurationMs { get; init; }

    public required double RowsPerS { get; init; }

    /// <summary>The nearest range that has rows; only with <c>no_data</c>, and null when nothing is stored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RangeItem? Available { get; init; }

    /// <summary>Why this one failed; only inside a daily export.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProblemDocument? Problem { get; init; }
}

public sealed record DailySummaryItem(int TotalFiles, long TotalRecords, double TotalSizeMb);

/// <summary>One day of everything (api.md section 9).</summary>
public sealed record DailyResultItem
{
    public required string? JobId { get; init; }

    /// <summary><c>success</c>, <c>no_data</c> or <c>partial</c>.</summary>
    public required string Status { get; init; }

    public required string Date { get; init; }

    public required string Calendar { get; init; }

    public required ImmutableArray<ExportResultItem> Exports { get; init; }

    public required DailySummaryItem Summary { get; init; }
}

/// <summary>Long work (api.md A-073).</summary>
public sealed record JobItem
{
    public required string Id { get; init; }

    /// <summary><c>export</c>, <c>export_daily</c>, <c>import</c>, <c>verify</c>, <c>backfill</c> or <c>retention</c>.</summary>
    public required string Kind { get; init; }

    public required string Title { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>partial</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Progress { get; init; }

    public required long RowsDone { get; init; }

    /// <summary>While it runs an estimate, null when there is none.</summary>
    public required long? RowsTotal { get; init; }

    public required double? RatePerS { get; init; }

    /// <summary>Complete so far; null when the work writes none, or has not begun since the start of the program.</summary>
    public required int? FilesDone { get; init; }

    /// <summary>Of the files that are complete and the one that is being written; null as <c>files_done</c>.</summary>
    public required long? BytesDone { get; init; }

    /// <summary>Bytes written a second since it was begun; only while it runs.</summary>
    public required double? BytesPerS { get; init; }

    public required long? EtaMs { get; init; }

    /// <summary>How often it was begun: more than once when the program ended in the middle.</summary>
    public required int Attempts { get; init; }

    /// <summary>True when it ended without all its work and can go on with the rest.</summary>
    public required bool CanResume { get; init; }

    public required string Created { get; init; }

    public required string CreatedIso { get; init; }

    public required string? Started { get; init; }

    public required string? StartedIso { get; init; }

    public required string? Finished { get; init; }

    public required string? FinishedIso { get; init; }

    public required JsonElement? Result { get; init; }

    public required ProblemDocument? Problem { get; init; }
}

public sealed record CatalogIntervalItem(string Start, string StartIso, string End, string EndIso);

public sealed record CatalogFileItem(string Path, long Rows, long Bytes, string TsInitMin, string TsInitMax);

/// <summary>The files of one data type and instrument (bars: bar type).</summary>
public sealed record CatalogItem
{
    public required string DataType { get; init; }

    public required string InstrumentId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BarType { get; init; }

    public required int Files { get; init; }

    public required long Rows { get; init; }

    public required long Bytes { get; init; }

    public required string? TsMin { get; init; }

    public required string? TsMax { get; init; }

    public required ImmutableArray<CatalogIntervalItem> Intervals { get; init; }

    /// <summary>Between the first and the last file.</summary>
    public required ImmutableArray<GapRangeItem> Gaps { get; init; }

    /// <summary>Files whose interval meets that of the one before: a reader delivers those rows twice.</summary>
    public required ImmutableArray<string> Overlapping { get; init; }

    /// <summary>Schema generations of the files (<c>v1-hp</c>, <c>v1-sp</c>, <c>v2</c>); none when no column tells, more than one is a fault.</summary>
    public required ImmutableArray<string> NautilusProfiles { get; init; }

    public required int? PricePrecision { get; init; }

    public required int? SizePrecision { get; init; }

    /// <summary>True when the database holds rows of later days than the last file; null while the database does not answer.</summary>
    public required bool? Stale { get; init; }

    /// <summary>Only with <c>include=files</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<CatalogFileItem>? FileList { get; init; }
}

public sealed record CatalogTotals(int DataTypes, long Rows, long Bytes);

public sealed record CatalogFault(string Path, string Reason);

/// <summary>What lies in the export directory.</summary>
public sealed record CatalogReport
{
    public required string Status { get; init; }

    public required string CatalogPath { get; init; }

    public required int Venues { get; init; }

    public required int Instruments { get; init; }

    public required int TotalFiles { get; init; }

    public required string Format { get; init; }

    public required string NautilusProfile { get; init; }

    public required string GeneratedAt { get; init; }

    public required string GeneratedAtIso { get; init; }

    public required CatalogTotals Totals { get; init; }

    public required ImmutableArray<CatalogItem> Items { get; init; }

    /// <summary>Files that no reader takes.</summary>
    public required ImmutableArray<string> Orphans { get; init; }

    public required ImmutableArray<CatalogFault> Unreadable { get; init; }
}

/// <summary>State of the export directory; paths in other answers are relative to it.</summary>
public sealed record ParquetStatusItem
{
    public required string Status { get; init; }

    /// <summary>Name of the directory; its place is a setting of the server.</summary>
    public required string Directory { get; init; }

    public required bool Writable { get; init; }

    public required long? FreeBytes { get; init; }

    public required string Compression { get; init; }

    public required ImmutableArray<string> Compressions { get; init; }

    public required string Format { get; init; }

    public required string NautilusProfile { get; init; }

    public required string? Problem { get; init; }
}

/// <summary>What a file says of itself, and its first rows as the plain columns.</summary>
public sealed record PreviewItem
{
    public required string Path { get; init; }

    public required string DataType { get; init; }

    public required string InstrumentId { get; init; }

    public required long Rows { get; init; }

    public required long Bytes { get; init; }

    public required int RowGroups { get; init; }

    /// <summary><c>v1-hp</c>, <c>v1-sp</c> or <c>v2</c>; null when no column tells.</summary>
    public required string? NautilusProfile { get; init; }

    public required string? CreatedBy { get; init; }

    /// <summary>The key-value pairs of the footer, without the encoded Arrow schema.</summary>
    public required ImmutableSortedDictionary<string, string> Metadata { get; init; }

    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>Each row in the order of <c>columns</c>; every value is a string.</summary>
    public required ImmutableArray<ImmutableArray<string>> Items { get; init; }
}

/// <summary>What re-reading one file found.</summary>
public sealed record VerifyFileItem
{
    public required string Path { get; init; }

    /// <summary><c>passed</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    public required long Rows { get; init; }

    public required bool? ChecksumMatch { get; init; }

    public required ImmutableArray<string> Findings { get; init; }
}

public sealed record VerifyReport
{
    public required string? JobId { get; init; }

    /// <summary><c>success</c> when every file passed, else <c>partial</c>.</summary>
    public required string Status { get; init; }

    public required ImmutableArray<VerifyFileItem> Files { get; init; }
}
