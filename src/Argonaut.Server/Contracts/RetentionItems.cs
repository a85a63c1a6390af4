using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>Periods as <c>30d</c> or <c>never</c>.</summary>
public sealed record RetentionPolicyItem
{
    public required string Ticks { get; init; }

    public required string Quotes { get; init; }

    /// <summary>Bars shorter than a minute.</summary>
    public required string BarsSeconds { get; init; }

    /// <summary>Bars from one to fifteen minutes.</summary>
    public required string BarsMinutes { get; init; }

    public required string BarsLong { get; init; }

    /// <summary>When a day of ticks is packed.</summary>
    public required string PackAfter { get; init; }

    /// <summary>True: also what no published export holds is deleted.</summary>
    public required bool DeleteUnexported { get; init; }
}

/// <summary>Answer of <c>GET</c> and <c>PUT /data/retention</c>.</summary>
public sealed record RetentionReport
{
    public required RetentionPolicyItem RetentionPolicies { get; init; }

    /// <summary>What is stored of each kind of data.</summary>
    public required ImmutableArray<StoredDataItem> Stored { get; init; }

    /// <summary><c>configuration</c>, or <c>stored</c> when a person has set it.</summary>
    public required string Origin { get; init; }

    public required MaintenanceItem Maintenance { get; init; }

    /// <summary>Runs that deleted something or were asked for, newest first.</summary>
    public required ImmutableArray<RetentionRunItem> Runs { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }
}

/// <summary>What is stored of one kind of data.</summary>
public sealed record StoredDataItem
{
    /// <summary><c>trades</c>, <c>quotes</c>, <c>depth</c>, <c>bars_seconds</c>, <c>bars_minutes</c>, <c>bars_long</c> or <c>quality</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The period in force, as <c>30d</c> or <c>never</c>.</summary>
    public required string Kept { get; init; }

    /// <summary>About, by the server's statistics; packed ticks are counted exactly.</summary>
    public required long Rows { get; init; }

    public required long PackedRows { get; init; }

    /// <summary>On disk, with indexes.</summary>
    public required long Bytes { get; init; }

    public required long PackedBytes { get; init; }

    /// <summary>Days, weeks or years that hold something.</summary>
    public required int Partitions { get; init; }

    /// <summary>Start of the oldest partition that holds something; null: nothing, or it is older than partitions are.</summary>
    public required string? Oldest { get; init; }

    public required string? OldestIso { get; init; }

    /// <summary>When the oldest partition is due to be deleted; null: never, or nothing is stored.</summary>
    public required string? NextDue { get; init; }

    public required string? NextDueIso { get; init; }
}

/// <summary>The store's care for itself.</summary>
public sealed record MaintenanceItem
{
    /// <summary><c>waiting</c> or <c>working</c>.</summary>
    public required string State { get; init; }

    public required string Activity { get; init; }

    public required string? LastRound { get; init; }

    public required string? LastRoundIso { get; init; }

    public required string? NextRound { get; init; }

    public required string? NextRoundIso { get; init; }

    /// <summary>Since the start of the program.</summary>
    public required int PackedDays { get; init; }

    public required long PackedTicks { get; init; }

    public required string? Problem { get; init; }

    /// <summary>Tables with damaged pages; queries and exports that need them are refused.</summary>
    public required ImmutableArray<string> Unreadable { get; init; }

    /// <summary>What other programs do to the database server that ends badly, each with the process and what to do.</summary>
    public required ImmutableArray<string> Strains { get; init; }
}

public sealed record DeletedRecordsItem(long Ticks, long Quotes, long Bars);

public sealed record RetentionRunItem
{
    public required long Id { get; init; }

    public required string Started { get; init; }

    public required string StartedIso { get; init; }

    public required string? Finished { get; init; }

    public required string? FinishedIso { get; init; }

    public required DeletedRecordsItem DeletedRecords { get; init; }

    public required int Partitions { get; init; }

    public required long Bytes { get; init; }

    public required int Kept { get; init; }

    /// <summary><c>succeeded</c>, <c>partial</c>, <c>cancelled</c>, <c>failed</c>; null while it runs.</summary>
    public required string? Outcome { get; init; }

    public required string? Detail { get; init; }
}

/// <summary>A partition that is past its period or will be.</summary>
public sealed record RetentionPartitionItem
{
    /// <summary><c>ticks</c>, <c>quotes</c>, <c>bars_seconds</c>, <c>bars_minutes</c>, <c>bars_long</c> or <c>quality</c>.</summary>
    public required string Kind { get; init; }

    public required string Table { get; init; }

    /// <summary>First time, included; null: from the beginning.</summary>
    public required string? Start { get; init; }

    public required string? StartIso { get; init; }

    public required string End { get; init; }

    public required string EndIso { get; init; }

    public required long Rows { get; init; }

    public required long Bytes { get; init; }

    public required bool Exported { get; init; }

    /// <summary>When its period ends or ended.</summary>
    public required string Due { get; init; }

    public required string DueIso { get; init; }

    /// <summary>In a dry run and in the list of what is due: would be deleted.</summary>
    public required bool Deleted { get; init; }

    /// <summary>Why it stays: <c>not_exported</c>, <c>being_exported</c>, <c>busy</c>, <c>unreadable</c> or <c>not_due</c>.</summary>
    public required string? Kept { get; init; }
}

/// <summary>What a run deleted, or would delete.</summary>
public sealed record RetentionResultItem
{
    public required string JobId { get; init; }

    /// <summary><c>success</c>, or <c>partial</c> when something old enough stayed.</summary>
    public required string Status { get; init; }

    public required bool DryRun { get; init; }

    public required string ExecutedAt { get; init; }

    public required string ExecutedAtIso { get; init; }

    public required DeletedRecordsItem DeletedRecords { get; init; }

    public required RetentionPolicyItem RetentionPolicies { get; init; }

    public required long Bytes { get; init; }

    public required ImmutableArray<RetentionPartitionItem> Partitions { get; init; }
}
