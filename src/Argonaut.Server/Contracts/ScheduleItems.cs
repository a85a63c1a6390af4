using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>An export that is ordered every night, of the UTC day that has ended.</summary>
public sealed record ScheduleItem
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required bool Enabled { get; init; }

    /// <summary><c>02:30</c>, in the zone.</summary>
    public required string Time { get; init; }

    /// <summary>IANA name: <c>America/New_York</c>.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Null: all that have data on the day.</summary>
    public required ImmutableArray<string>? InstrumentIds { get; init; }

    public required ImmutableArray<string> DataTypes { get; init; }

    /// <summary>Of bars.</summary>
    public required ImmutableArray<string> Timeframes { get; init; }

    public required string Compression { get; init; }

    public required string OnOverlap { get; init; }

    /// <summary>The next day that is exported.</summary>
    public required string NextDate { get; init; }

    /// <summary>When; null while it is switched off.</summary>
    public required string? NextRun { get; init; }

    public required string? NextRunIso { get; init; }

    /// <summary>The last job; null before the first.</summary>
    public required JobItem? LastJob { get; init; }

    /// <summary>For <c>If-Match</c>.</summary>
    public required long Version { get; init; }
}

/// <summary>What an export would be.</summary>
public sealed record EstimateItem
{
    public required string DataType { get; init; }

    /// <summary>Null: all of a day.</summary>
    public required string? InstrumentId { get; init; }

    public required long Rows { get; init; }

    /// <summary>False: counted. True: by the share of the time, or by the database's statistics.</summary>
    public required bool IsEstimate { get; init; }

    public required long Bytes { get; init; }

    public required double BytesPerRow { get; init; }

    /// <summary>Where the bytes of a row come from: <c>instrument</c> (its files), <c>kind</c> (files of the kind) or <c>typical</c>.</summary>
    public required string BytesFrom { get; init; }

    public required long DurationMs { get; init; }

    /// <summary>Where the speed comes from: <c>measured</c> (recent exports here) or <c>typical</c>.</summary>
    public required string DurationFrom { get; init; }

    /// <summary>Free space of the export directory; null when unknown.</summary>
    public required long? FreeBytes { get; init; }
}

/// <summary>A line of the ledger of exported files.</summary>
public sealed record LedgerItem
{
    public required string Path { get; init; }

    /// <summary><c>instrument</c>, <c>trade_tick</c>, <c>quote_tick</c>, <c>order_book_deltas</c>, <c>order_book_depths</c> or a bar type.</summary>
    public required string Kind { get; init; }

    public required string InstrumentId { get; init; }

    /// <summary>The range that was asked for; both null of a definition.</summary>
    public required string? Start { get; init; }

    public required string? End { get; init; }

    public required long Rows { get; init; }

    public required long Bytes { get; init; }

    public required string Sha256 { get; init; }

    public required string TsInitMin { get; init; }

    public required string TsInitMax { get; init; }

    /// <summary><c>publishing</c> or <c>published</c>.</summary>
    public required string State { get; init; }

    public required string NautilusProfile { get; init; }

    public required string Options { get; init; }
}
