using System.Collections.Immutable;
using Argonaut.Ports;
using Argonaut.Trading.Alerts;

namespace Argonaut.Tests.Shared;

/// <summary>Rules and events in memory; away when told so.</summary>
internal sealed class MemoryAlertStore : IAlertStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, AlertRule> _rules = [];
    private readonly SortedDictionary<long, AlertEvent> _events = [];

    public bool IsAway { get; set; }

    public ImmutableArray<AlertEvent> Events
    {
        get
        {
            lock (_gate) return [.. _events.Values.Reverse()];
        }
    }

    public Task<ImmutableArray<AlertRule>> LoadRulesAsync(CancellationToken ct) => Do(() => _rules.Values.ToImmutableArray());

    public Task<AlertRule> AddRuleAsync(AlertRule rule, CancellationToken ct) => Do(() => _rules[_rules.Count + 1] = rule with { Id = _rules.Count + 1, Version = 1 });

    public Task<AlertRule?> ChangeRuleAsync(AlertRule rule, CancellationToken ct) => Do(() =>
        _rules.TryGetValue(rule.Id, out var known) && known.Version == rule.Version ? _rules[rule.Id] = rule with { Version = rule.Version + 1 } : (AlertRule?)null);

    public Task<bool> RemoveRuleAsync(long id, long version, CancellationToken ct) =>
        Do(() => _rules.TryGetValue(id, out var known) && known.Version == version && _rules.Remove(id));

    public Task SaveEventAsync(AlertEvent one, AlertRule? rule, CancellationToken ct) => Do(() => _events[one.Id] = one);

    public Task<AlertEvent?> FindEventAsync(long id, CancellationToken ct) => Do(() => _events.GetValueOrDefault(id));

    public Task<ImmutableArray<AlertEvent>> ReadEventsAsync(AlertQuery query, CancellationToken ct) => Do(() => _events.Values.Reverse()
        .Where(e => (query.State is null || e.State == query.State) && (query.Level is null || e.Level == query.Level)
            && (query.Instrument is null || e.Instrument == query.Instrument) && (query.Before is null || e.Id < query.Before))
        .Take(query.Limit).ToImmutableArray());

    private Task<T> Do<T>(Func<T> act)
    {
        if (IsAway) return Task.FromException<T>(new StoreUnavailableException("The store is away."));
        lock (_gate) return Task.FromResult(act());
    }
}
