using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>The source's limits: what is in use, and what waits because of them.</summary>
public sealed record LimitsItem
{
    /// <summary>Null while there is no connection.</summary>
    public required MessageLimitItem? Messages { get; init; }

    /// <summary>Null for a source without limits on history.</summary>
    public required HistoryLimitItem? History { get; init; }

    public required ImmutableArray<BudgetItem> Budgets { get; init; }
}

/// <summary>Messages to the source.</summary>
public sealed record MessageLimitItem
{
    public required int SentLastSecond { get; init; }

    /// <summary>How many may be sent in any second now.</summary>
    public required int PerSecond { get; init; }

    /// <summary>The source complained: for a while only half as many are sent.</summary>
    public required bool Slowed { get; init; }

    /// <summary>In the order in which they are served.</summary>
    public required ImmutableArray<QueueItem> Queues { get; init; }
}

/// <param name="NextSlotMs">How long a message of this queue would wait now if it were alone.</param>
/// <param name="OldestMs">How long the first of those that wait has waited.</param>
public sealed record QueueItem(string Name, int Waiting, double NextSlotMs, double OldestMs);

/// <param name="Open">Requests without an answer.</param>
/// <param name="Used">Small requests of the last ten minutes; a request for bid and ask counts twice.</param>
/// <param name="NextSlotMs">When the first of those that wait may go.</param>
public sealed record HistoryLimitItem(int Waiting, int Open, int OpenLimit, int Used, int PerTenMinutes, double NextSlotMs);

/// <param name="Name"><c>market_data_lines</c>, <c>market_depth</c>, <c>tick_by_tick</c>.</param>
/// <param name="Limit">Null: the source has none that we know.</param>
/// <param name="Learnt">The source refused one more; the limit is what was in use then.</param>
public sealed record BudgetItem(string Name, int Used, int? Limit, bool Learnt);
