using System.Collections.Immutable;

namespace Argonaut.Ports;

/// <summary>What waits because of the source's limits, and how much of each limit is in use.</summary>
public sealed record FeedPacing
{
    /// <summary>Null while there is no connection.</summary>
    public FeedMessagePacing? Messages { get; init; }

    /// <summary>Null for a source without limits on history.</summary>
    public FeedHistoryPacing? History { get; init; }

    public ImmutableArray<FeedBudget> Budgets { get; init; } = [];
}

/// <param name="Queues">In the order in which they are served.</param>
/// <param name="SentLastSecond">Messages of the last second.</param>
/// <param name="PerSecond">How many may be sent in any second now.</param>
/// <param name="IsSlowed">The source complained: for a while only half as many are sent.</param>
public sealed record FeedMessagePacing(ImmutableArray<FeedQueue> Queues, int SentLastSecond, int PerSecond, bool IsSlowed)
{
    public int Waiting => Queues.Sum(q => q.Waiting);
}

/// <param name="NextSlotIn">How long a message of this queue would wait now if it were alone; zero: not at all.</param>
/// <param name="OldestFor">How long the first of those that wait has waited.</param>
public readonly record struct FeedQueue(string Name, int Waiting, TimeSpan NextSlotIn, TimeSpan OldestFor);

/// <param name="Open">Requests that are not answered yet.</param>
/// <param name="Used">Requests that count against <paramref name="PerTenMinutes"/> now.</param>
/// <param name="NextSlotIn">When the first of those that wait may go; zero when none waits.</param>
public sealed record FeedHistoryPacing(int Waiting, int Open, int OpenLimit, int Used, int PerTenMinutes, TimeSpan NextSlotIn);

/// <summary>A number of things that the source gives at the same time.</summary>
/// <param name="Name"><c>market_data_lines</c>, <c>market_depth</c>, <c>tick_by_tick</c>.</param>
/// <param name="IsLearnt">The source refused one more: the limit is what was in use then.</param>
public readonly record struct FeedBudget(string Name, int Used, int Limit, bool IsLearnt)
{
    public const string MarketDataLines = "market_data_lines";
}
