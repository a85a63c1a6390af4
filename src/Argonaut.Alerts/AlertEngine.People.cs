using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Alerts;

namespace Argonaut.Alerts;

/// <summary>What people do with rules and events.</summary>
public sealed partial class AlertEngine
{
    private const int ShownTimes = 20;

    public async Task<AlertRule> AddRuleAsync(AlertRule rule, CancellationToken ct)
    {
        var added = await _store.AddRuleAsync(rule, ct);
        lock (_gate) _rules = _rules.Add(added);
        _isStale = true;
        return added;
    }

    public async Task<AlertRule?> ChangeRuleAsync(AlertRule rule, CancellationToken ct)
    {
        if (await _store.ChangeRuleAsync(rule, ct) is not { } changed) return null;
        lock (_gate)
        {
            var at = _rules.FindIndex(r => r.Id == rule.Id);
            // What fired since the row was read is not in it yet.
            if (at >= 0) _rules = _rules.SetItem(at, changed with { Fired = _rules[at].Fired, LastFired = _rules[at].LastFired });
        }

        _isStale = true;
        return changed;
    }

    public async Task<bool> RemoveRuleAsync(long id, long version, CancellationToken ct)
    {
        if (!await _store.RemoveRuleAsync(id, version, ct)) return false;
        lock (_gate) _rules = _rules.RemoveAll(r => r.Id == id);
        _isStale = true;
        return true;
    }

    public async Task<AlertTrial?> TryAsync(AlertRule rule, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        if (!AlertShape.Of(rule.Kind).ReadsTicks) return null;
        var times = new List<UnixNanos>();
        foreach (var instrument in _market.Instruments.Where(i => rule.Instrument is null || i.Id == rule.Instrument))
        {
            var watch = TickWatch.Of(rule, instrument);
            var cooling = UnixNanos.Zero;
            var kind = rule.Kind == AlertKind.Spread || (rule.Kind is AlertKind.PriceCross or AlertKind.PercentMove && instrument.BarPriceType != PriceType.Last)
                ? MarketEventKind.Quote : MarketEventKind.Trade;
            await foreach (var ticks in _ticks.StreamTicksAsync(kind, instrument.Key, from, to, ct))
                Feed(watch, ticks.Span, ref cooling, times);
        }

        times.Sort();
        return new AlertTrial(times.Count, [.. times.Take(ShownTimes)]);
    }

    public async Task<ImmutableArray<AlertEvent>> ReadEventsAsync(AlertQuery query, CancellationToken ct)
    {
        var stored = await _store.ReadEventsAsync(query, ct);
        var newest = _events;
        // Memory is ahead of the store by what is not saved yet.
        return
        [
            .. newest.Where(e => query.KnownAt is not { } at || e.At <= at).Select(e => KnownAt(e, query)).Where(e => Fits(e, query))
                .Concat(stored.Where(e => newest.All(n => n.Id != e.Id)).Select(e => KnownAt(e, query))).OrderByDescending(e => e.Id).Take(query.Limit),
        ];
    }

    public Task<AlertEvent?> AcknowledgeAsync(long id, string by, CancellationToken ct) =>
        ChangeAnyAsync(id, one => one.State == AlertState.Raised ? one with { State = AlertState.Acknowledged, By = by, ChangedAt = HybridClock.Now(_time) } : one, ct);

    public async Task<AlertEvent?> SnoozeAsync(long id, UnixNanos until, string by, CancellationToken ct)
    {
        var one = await ChangeAnyAsync(
            id, one => one with { State = one.State == AlertState.Raised ? AlertState.Acknowledged : one.State, By = by, ChangedAt = HybridClock.Now(_time), SnoozedUntil = until }, ct);
        if (one?.RuleId is not { } ruleId) return one;
        lock (_gate)
        {
            var at = _rules.FindIndex(r => r.Id == ruleId);
            if (at >= 0) _rules = _rules.SetItem(at, _rules[at] with { SnoozedUntil = until });
        }

        return one;
    }

    public Task<AlertEvent?> ClearAsync(long id, string by, CancellationToken ct) =>
        ChangeAnyAsync(id, one => one.State == AlertState.Cleared ? one : one with { State = AlertState.Cleared, By = by, ChangedAt = HybridClock.Now(_time) }, ct);

    public async Task<int> AcknowledgeAllAsync(string by, CancellationToken ct)
    {
        var changed = 0;
        while (true)
        {
            // Older ones than memory holds can wait too.
            var raised = await ReadEventsAsync(new AlertQuery(AlertState.Raised, null, null, null, Kept), ct);
            if (raised.IsEmpty) return changed;
            foreach (var one in raised)
                if (await AcknowledgeAsync(one.Id, by, ct) is not null) changed++;
        }
    }

    public async Task<AlertDelivery?> TestRouteAsync(string route, CancellationToken ct)
    {
        var now = HybridClock.Now(_time);
        return await _deliveries.TestAsync(route, new AlertEvent
        {
            Id = NextIdOf(now), RuleId = null, RuleName = "Test", Kind = AlertKind.ExportFailed, Level = AlertLevel.Info, At = now,
            Text = "This is a test of the way out for alerts. Nothing happened.",
        }, ct);
    }

    private long NextIdOf(UnixNanos at)
    {
        lock (_gate) return NextId(at);
    }

    private static void Feed(TickWatch watch, ReadOnlySpan<MarketEvent> ticks, ref UnixNanos cooling, List<UnixNanos> times)
    {
        foreach (ref readonly var tick in ticks)
        {
            if (watch.OnTick(tick) is null || tick.TsInit < cooling) continue;
            times.Add(tick.TsInit);
            cooling = tick.TsInit + watch.Rule.CooldownSeconds * UnixNanos.PerSecond;
        }
    }

    /// <summary>Also one that has left memory.</summary>
    private async Task<AlertEvent?> ChangeAnyAsync(long id, Func<AlertEvent, AlertEvent> change, CancellationToken ct)
    {
        if (Change(id, change) is { } known) return known;
        if (await _store.FindEventAsync(id, ct) is not { } stored) return null;
        var one = change(stored);
        await _store.SaveEventAsync(one, null, ct);
        lock (_gate) Tell(one);
        return one;
    }

    private static AlertEvent KnownAt(AlertEvent one, AlertQuery query) => query.KnownAt is { } at ? one.KnownAt(at) : one;

    private static bool Fits(AlertEvent one, AlertQuery query) =>
        (query.State is not { } state || one.State == state) && (query.Level is not { } level || one.Level == level)
        && (query.Instrument is not { } instrument || one.Instrument == instrument) && (query.Before is not { } before || one.Id < before);
}
