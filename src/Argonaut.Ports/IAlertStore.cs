using System.Collections.Immutable;
using Argonaut.Trading.Alerts;

namespace Argonaut.Ports;

/// <summary>Rules and events. Every method may throw <see cref="StoreUnavailableException"/>. Safe from any thread.</summary>
public interface IAlertStore
{
    Task<ImmutableArray<AlertRule>> LoadRulesAsync(CancellationToken ct);

    /// <returns>The rule with its number and version 1.</returns>
    Task<AlertRule> AddRuleAsync(AlertRule rule, CancellationToken ct);

    /// <summary>Changes what a person can change, when the stored version is that of <paramref name="rule"/>.</summary>
    /// <returns>The rule with its next version; null when the version is another or the rule is gone.</returns>
    Task<AlertRule?> ChangeRuleAsync(AlertRule rule, CancellationToken ct);

    /// <returns>False when the version is another.</returns>
    Task<bool> RemoveRuleAsync(long id, long version, CancellationToken ct);

    /// <summary>Adds the event, or replaces it by id; and the rule's count, last time and pause. Repeating it changes nothing.</summary>
    Task SaveEventAsync(AlertEvent one, AlertRule? rule, CancellationToken ct);

    Task<AlertEvent?> FindEventAsync(long id, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<ImmutableArray<AlertEvent>> ReadEventsAsync(AlertQuery query, CancellationToken ct);
}
