using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Trading.Alerts;

namespace Argonaut.Ports;

/// <summary>The alerts as the server offers them. Rules are watched with nobody looking. Safe from any thread.</summary>
public interface IAlerts
{
    ImmutableArray<AlertRule> Rules { get; }

    /// <summary>The newest events, newest first, also while the store is away.</summary>
    ImmutableArray<AlertEvent> Newest { get; }

    ImmutableArray<AlertRouteStatus> Routes { get; }

    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    Task<AlertRule> AddRuleAsync(AlertRule rule, CancellationToken ct);

    /// <summary>As <see cref="IAlertStore.ChangeRuleAsync"/>.</summary>
    Task<AlertRule?> ChangeRuleAsync(AlertRule rule, CancellationToken ct);

    /// <summary>As <see cref="IAlertStore.RemoveRuleAsync"/>.</summary>
    Task<bool> RemoveRuleAsync(long id, long version, CancellationToken ct);

    /// <summary>When a rule would have fired on what is stored of the range; null for a rule that is not fed by ticks.</summary>
    Task<AlertTrial?> TryAsync(AlertRule rule, UnixNanos from, UnixNanos to, CancellationToken ct);

    Task<ImmutableArray<AlertEvent>> ReadEventsAsync(AlertQuery query, CancellationToken ct);

    /// <returns>The event after it; null: there is none with this id.</returns>
    Task<AlertEvent?> AcknowledgeAsync(long id, string by, CancellationToken ct);

    /// <summary>Acknowledges, and keeps its rule silent until then.</summary>
    Task<AlertEvent?> SnoozeAsync(long id, UnixNanos until, string by, CancellationToken ct);

    Task<AlertEvent?> ClearAsync(long id, string by, CancellationToken ct);

    /// <returns>How many were raised and are acknowledged now.</returns>
    Task<int> AcknowledgeAllAsync(string by, CancellationToken ct);

    /// <summary>Something happened that no tick tells: an export that failed. Fires the rules of that kind.</summary>
    void Report(AlertKind kind, string text);

    /// <summary>Sends a test by a route.</summary>
    /// <returns>Null: not configured. Else what came of it.</returns>
    Task<AlertDelivery?> TestRouteAsync(string route, CancellationToken ct);

    /// <summary>Called with every event that is new or changed, on any thread; must return at once.</summary>
    IDisposable Attach(Action<AlertEvent> changed);
}

/// <param name="Times">At most 20, oldest first.</param>
public sealed record AlertTrial(long Fired, ImmutableArray<UnixNanos> Times);

/// <param name="Target">Where to, without secrets; empty when not configured.</param>
/// <param name="Hint">What to set, when it is not configured.</param>
public sealed record AlertRouteStatus(string Route, bool IsConfigured, string Target, UnixNanos? LastSent, string? LastProblem, string? Hint);
