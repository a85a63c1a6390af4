using Argonaut.Ports;
using Argonaut.Server.Contracts;

namespace Argonaut.Server.Endpoints;

/// <summary>The source's limits as the API shows them.</summary>
internal static class LimitsBuilder
{
    public static LimitsItem Of(FeedPacing pacing) => new()
    {
        Messages = pacing.Messages is not { } messages ? null : new MessageLimitItem
        {
            SentLastSecond = messages.SentLastSecond,
            PerSecond = messages.PerSecond,
            Slowed = messages.IsSlowed,
            Queues = [.. messages.Queues.Select(q => new QueueItem(q.Name, q.Waiting, Milliseconds(q.NextSlotIn), Milliseconds(q.OldestFor)))],
        },
        History = pacing.History is not { } h ? null
            : new HistoryLimitItem(h.Waiting, h.Open, h.OpenLimit, h.Used, h.PerTenMinutes, Milliseconds(h.NextSlotIn)),
        Budgets = [.. pacing.Budgets.Select(b => new BudgetItem(b.Name, b.Used, b.Limit == int.MaxValue ? null : b.Limit, b.IsLearnt))],
    };

    /// <summary>How much of each limit is in use, under the name that the dashboard and the metrics have for it.</summary>
    public static IEnumerable<(string Name, double Used)> Used(FeedPacing pacing)
    {
        foreach (var budget in pacing.Budgets) yield return (budget.Name, budget.Used);
        if (pacing.History is { } history) yield return ("history", history.Used);
        if (pacing.Messages is { } messages) yield return ("messages", messages.SentLastSecond);
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
