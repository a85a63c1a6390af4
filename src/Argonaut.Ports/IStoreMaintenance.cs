using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>
/// What keeps the store in order by itself, and what a person may ask of it. Safe from any thread; every method that returns a task may
/// throw <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IStoreMaintenance
{
    MaintenanceStatus Status { get; }

    /// <summary>The policy in force.</summary>
    Task<StoredRetentionPolicy> ReadPolicyAsync(CancellationToken ct);

    /// <summary>Keeps a policy in the store; it wins over the configuration from then on.</summary>
    Task SavePolicyAsync(RetentionPolicy policy, CancellationToken ct);

    /// <summary>Deletes what is older than its period, whole partitions only, or says what would be deleted.</summary>
    /// <param name="isDryRun">Nothing is deleted or logged.</param>
    /// <param name="report">Share done from 0 to 1 and rows deleted so far.</param>
    /// <param name="ct">Stops between two partitions.</param>
    Task<RetentionResult> RetainAsync(bool isDryRun, Action<double, long> report, CancellationToken ct);

    /// <summary>What is stored of each kind; rows are estimates of the server, packed ticks exact.</summary>
    Task<ImmutableArray<StoredData>> ReadStoredAsync(CancellationToken ct);

    /// <summary>The partitions that are past their period or will be within some days, by the time they are due. Nothing is looked into.</summary>
    /// <param name="days">0: what is due now.</param>
    Task<ImmutableArray<DuePartition>> ListDueAsync(int days, CancellationToken ct);

    /// <summary>What these partitions hold and whether they would go, as a dry run says it. One that is gone meanwhile is left out.</summary>
    Task<ImmutableArray<RetentionItem>> ExamineAsync(ImmutableArray<DuePartition> partitions, CancellationToken ct);

    /// <summary>The last runs that deleted or tried to, newest first.</summary>
    Task<ImmutableArray<RetentionRun>> ReadRunsAsync(int limit, CancellationToken ct);

    /// <summary>Until the result is disposed of, nothing in the range of <c>ts_init</c> or <c>ts_event</c> is deleted (F-617).</summary>
    Task<IDisposable> HoldAsync(UnixNanos from, UnixNanos to, CancellationToken ct);
}

/// <param name="IsStored">A person has set it; false: it is the configuration's.</param>
public sealed record StoredRetentionPolicy(RetentionPolicy Policy, bool IsStored);

/// <summary>A partition that is older than its period.</summary>
/// <param name="Rows">Exact; packed ticks count as the rows they were.</param>
/// <param name="Kept">Why it stays; null: it is deleted.</param>
public sealed record RetentionItem(
    RetentionKind Kind, string Table, UnixNanos From, UnixNanos To, long Rows, long Bytes, bool IsExported, KeptReason? Kept)
{
    /// <summary>When its period ends or ended.</summary>
    public UnixNanos Due { get; init; }
}

/// <summary>A partition and when it is due to be deleted.</summary>
/// <param name="Bytes">On disk, with its indexes.</param>
public sealed record DuePartition(RetentionKind Kind, string Table, UnixNanos From, UnixNanos To, long Bytes, UnixNanos Due);

/// <summary>What is stored of one kind of data.</summary>
/// <param name="KeptDays">The period in force; null: for ever.</param>
/// <param name="Rows">About; packed ticks count as the rows they were.</param>
/// <param name="PackedRows">How many of them are packed.</param>
/// <param name="Bytes">On disk, with indexes; of them <paramref name="PackedBytes"/> are packed.</param>
/// <param name="From">Start of the oldest partition that holds something; null: nothing is stored, or it is older than partitions are.</param>
/// <param name="NextDue">When the oldest of them is due to be deleted; null: never, or nothing is stored.</param>
public sealed record StoredData(
    StoredKind Kind, int? KeptDays, long Rows, long PackedRows, long Bytes, long PackedBytes, int Partitions, UnixNanos? From, UnixNanos? NextDue);

/// <summary>Kinds of stored data as a person tells them apart. Text in the API is the snake-case name.</summary>
public enum StoredKind
{
    Trades,
    Quotes,

    /// <summary>Updates of order books.</summary>
    Depth,

    /// <summary>Bars shorter than a minute.</summary>
    BarsSeconds,

    /// <summary>Bars from one to fifteen minutes.</summary>
    BarsMinutes,

    /// <summary>Longer bars.</summary>
    BarsLong,

    /// <summary>What was found about the quality of ticks, and refused ticks.</summary>
    Quality,
}

/// <summary>Why something old enough is still there. Text in the API is the snake-case name.</summary>
public enum KeptReason
{
    /// <summary>No published export holds all of it.</summary>
    NotExported,

    /// <summary>An export of the range is running.</summary>
    BeingExported,

    /// <summary>Readers or writers left no free moment; the next run tries again.</summary>
    Busy,

    /// <summary>It cannot be read, so nobody knows whether it was exported.</summary>
    Unreadable,

    /// <summary>Its period has not ended.</summary>
    NotDue,
}

public sealed record RetentionResult(UnixNanos ExecutedAt, bool IsDryRun, RetentionPolicy Policy, ImmutableArray<RetentionItem> Items);

public sealed record RetentionRun(
    long Id, UnixNanos Started, UnixNanos? Finished, long Ticks, long Quotes, long Bars, int Partitions, long Bytes, int Kept, string? Outcome, string? Detail);

/// <summary>What maintenance did last; times are zero before the first time.</summary>
/// <param name="Problem">Of the last round; null when it went well.</param>
/// <param name="Unreadable">Tables with damaged pages.</param>
public sealed record MaintenanceStatus(
    bool IsWorking, string Activity, UnixNanos LastRound, UnixNanos NextRound, int PackedDays, long PackedTicks, string? Problem, ImmutableArray<string> Unreadable)
{
    public static readonly MaintenanceStatus Idle = new(false, "Not begun.", UnixNanos.Zero, UnixNanos.Zero, 0, 0, null, []);

    /// <summary>What strains the server at the moment, each with the process and what to do (F-221).</summary>
    public ImmutableArray<string> Strains { get; init; } = [];
}
