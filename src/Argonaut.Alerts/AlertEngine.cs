using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Trading.Alerts;
using Microsoft.Extensions.Logging;

namespace Argonaut.Alerts;

/// <summary>
/// Watches the market and the program by the rules, keeps what fired, and sends it on. Ticks are looked at on the ingestion loop, where
/// nothing waits; the rest happens in one loop of its own. While the store is away alerts fire, are shown and delivered all the same, and
/// are stored when it is back.
/// </summary>
public sealed partial class AlertEngine : IAlerts, IMarketObserver, IDisposable
{
    private const int MostWaiting = 1_024;
    private const int Kept = 500;

    private readonly IMarketView _market;
    private readonly IMarketStore _ticks;
    private readonly IAlertStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly AlertOptions _options;
    private readonly StateWatches _states;
    private readonly Deliveries _deliveries;
    private readonly Channel<Firing> _firings = Channel.CreateBounded<Firing>(new BoundedChannelOptions(MostWaiting)
    {
        FullMode = BoundedChannelFullMode.Wait,   // TryWrite then says no, and the loss is counted: the ingestion loop never waits
        SingleReader = true,
    });

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<long, byte> _unsaved = new();
    private readonly Dictionary<(long Rule, string Subject), long> _holding = [];
    private ImmutableArray<AlertRule> _rules = [];
    private ImmutableArray<AlertEvent> _events = [];
    private ImmutableArray<Action<AlertEvent>> _listeners = [];
    private volatile TickWatch[]?[] _watches = [];
    private long _dropped;
    private long _lastId;
    private volatile bool _isStale = true;
    private bool _isLoaded;

    /// <summary>A rule that is true now.</summary>
    private readonly record struct Firing(long Rule, InstrumentId? Instrument, string Text, UnixNanos At, string? Subject);

    public AlertEngine(IMarketView market, IMarketStore ticks, IAlertStore store, AlertOptions options, TimeProvider time, ILogger log)
        : this(market, ticks, store, options, RoutesOf(options), FreeBytes, time, log)
    {
    }

    internal AlertEngine(
        IMarketView market, IMarketStore ticks, IAlertStore store, AlertOptions options, ImmutableArray<IAlertRoute> routes, Func<string, long?> freeBytes,
        TimeProvider time, ILogger log)
    {
        (_market, _ticks, _store, _options, _time, _log) = (market, ticks, store, options, time, log);
        _states = new StateWatches(market, options.Folders, freeBytes);
        _deliveries = new Deliveries(routes, (id, delivery) => Change(id, one => Delivered(one, delivery)), time, log);
    }

    public ImmutableArray<AlertRule> Rules => _rules;

    public ImmutableArray<AlertEvent> Newest => _events;

    public ImmutableArray<AlertRouteStatus> Routes => _deliveries.Status;

    /// <summary>Watches until cancelled. The caller attaches it to the market.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var delivering = _deliveries.RunAsync(ct);
        var nextLook = UnixNanos.Zero;
        while (!ct.IsCancellationRequested)
        {
            if (!_isLoaded) _isLoaded = await TryAsync(LoadAsync, ct);
            if (_isStale) Rebuild();
            while (_firings.Reader.TryRead(out var firing)) Fire(firing);
            var now = HybridClock.Now(_time);
            if (now >= nextLook)
            {
                Look(now);
                nextLook = now + (long)_options.LookEvery.TotalNanoseconds;
            }

            await SaveAsync(ct);
            try
            {
                await WaitAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break;
            }
        }

        await delivering;
        // What fired last is kept, if the store still takes it.
        await SaveAsync(CancellationToken.None);
    }

    public void OnTick(in MarketEvent tick)
    {
        var watches = _watches;
        if ((uint)tick.Instrument.Value >= (uint)watches.Length || watches[tick.Instrument.Value] is not { } mine) return;
        foreach (var watch in mine)
            if (watch.OnTick(tick) is { } text) Enqueue(new Firing(watch.Rule.Id, watch.Instrument.Id, text, tick.TsInit, null));
    }

    public void OnBarClosed(in Domain.Bars.Bar bar)
    {
    }

    public void OnChanged() => _isStale = true;

    public void Report(AlertKind kind, string text)
    {
        foreach (var rule in _rules.Where(rule => rule.Kind == kind)) Enqueue(new Firing(rule.Id, null, text, HybridClock.Now(_time), null));
    }

    public IDisposable Attach(Action<AlertEvent> changed)
    {
        lock (_gate) _listeners = _listeners.Add(changed);
        return new Attachment(() =>
        {
            lock (_gate) _listeners = _listeners.Remove(changed);
        });
    }

    public void Dispose() => _deliveries.Dispose();

    private void Enqueue(in Firing firing)
    {
        if (!_firings.Writer.TryWrite(firing)) Interlocked.Increment(ref _dropped);
    }

    /// <summary>Until something fired, or it is time to look again.</summary>
    private async Task WaitAsync(CancellationToken ct)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var fired = _firings.Reader.WaitToReadAsync(wake.Token).AsTask();
        await Task.WhenAny(fired, Task.Delay(_options.LookEvery, _time, wake.Token));
        await wake.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var rules = await _store.LoadRulesAsync(ct);
        var events = await _store.ReadEventsAsync(new AlertQuery(null, null, null, null, Kept), ct);
        lock (_gate)
        {
            _rules = rules;
            // Those that fired before the store was there are newer.
            _events = [.. _events, .. events.Where(e => _events.All(known => known.Id != e.Id))];
        }

        _isStale = true;
        // A delivery that a stop cut off begins again.
        foreach (var one in events)
            foreach (var delivery in one.Deliveries.Where(d => d.State == DeliveryState.Waiting)) _deliveries.Enqueue(delivery.Route, one);
    }

    /// <summary>The watches of each instrument; those of a rule that did not change keep what they know.</summary>
    private void Rebuild()
    {
        _isStale = false;
        var before = _watches;
        var instruments = _market.Instruments;
        var rules = _rules.Where(rule => AlertShape.Of(rule.Kind).ReadsTicks).ToArray();
        if (rules.Length == 0 && before.Length == 0) return;
        var size = instruments.IsEmpty ? 0 : instruments.Max(i => i.Key.Value) + 1;
        var next = new TickWatch[]?[size];
        foreach (var instrument in instruments)
        {
            var known = (uint)instrument.Key.Value < (uint)before.Length ? before[instrument.Key.Value] ?? [] : [];
            var mine = rules.Where(rule => rule.Instrument is null || rule.Instrument == instrument.Id)
                .Select(rule => known.FirstOrDefault(w => w.Rule.Id == rule.Id && w.Rule.Version == rule.Version && w.Instrument == instrument) ?? TickWatch.Of(rule, instrument))
                .ToArray();
            if (mine.Length > 0) next[instrument.Key.Value] = mine;
        }

        _watches = next;
    }

    private void Look(UnixNanos now)
    {
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped) AlertLog.Dropped(_log, dropped);
        var holding = _states.Look(_rules, now, out var moments);
        foreach (var one in moments) Fire(new Firing(one.Rule.Id, one.Instrument, one.Text, now, null));
        foreach (var one in holding)
            if (!_holding.ContainsKey((one.Rule.Id, one.Subject))) Fire(new Firing(one.Rule.Id, one.Instrument, one.Text, now, one.Subject));
        foreach (var (key, id) in _holding.Where(h => holding.All(one => (one.Rule.Id, one.Subject) != h.Key)).ToList())
        {
            _holding.Remove(key);
            Change(id, one => one.State == AlertState.Cleared ? one : one with { State = AlertState.Cleared, ChangedAt = now, By = null });
        }
    }

    private void Fire(in Firing firing)
    {
        AlertEvent one;
        var (ruleId, at) = (firing.Rule, firing.At);
        lock (_gate)
        {
            var rule = _rules.FirstOrDefault(r => r.Id == ruleId);
            if (rule is null || !rule.IsActive(at)) return;
            var last = _events.FirstOrDefault(e => e.RuleId == rule.Id);
            var isCooling = rule.LastFired is { } before && at - before < rule.CooldownSeconds * UnixNanos.PerSecond;
            if (isCooling && last is not null)
            {
                // Counted on the alert that is there; a state that comes back is not over.
                one = last with { Count = last.Count + 1, Text = firing.Text, State = last.State == AlertState.Cleared ? AlertState.Raised : last.State };
                if (firing.Subject is { } again) _holding[(rule.Id, again)] = one.Id;
                Put(one);
                Tell(one);
                return;
            }

            rule = rule with { Fired = rule.Fired + 1, LastFired = at };
            one = new AlertEvent
            {
                Id = NextId(at), RuleId = rule.Id, RuleName = rule.Name, Kind = rule.Kind, Level = rule.Level, Instrument = firing.Instrument, At = at, Text = firing.Text,
                Deliveries = [.. rule.Deliver.Select(route => new AlertDelivery(route, DeliveryState.Waiting, null, null))],
            };
            if (firing.Subject is { } subject) _holding[(rule.Id, subject)] = one.Id;
            _rules = _rules.Replace(_rules.First(r => r.Id == ruleId), rule);
            Put(one);
            Tell(one);
        }

        AlertLog.Fired(_log, one.RuleName, one.Level.ToString(), one.Text);
        foreach (var delivery in one.Deliveries) _deliveries.Enqueue(delivery.Route, one);
    }

    /// <summary>Milliseconds and a counter: rising, and unique in this process.</summary>
    private long NextId(UnixNanos at) => _lastId = Math.Max(_lastId + 1, at.Value / UnixNanos.PerMillisecond * 1_000);

    private static AlertEvent Delivered(AlertEvent one, AlertDelivery delivery) =>
        one with { Deliveries = [.. one.Deliveries.Select(d => d.Route == delivery.Route ? delivery : d)] };

    /// <summary>Under the gate.</summary>
    private void Put(AlertEvent one)
    {
        var at = _events.FindIndex(e => e.Id == one.Id);
        _events = at >= 0 ? _events.SetItem(at, one) : _events.Insert(0, one);
        if (_events.Length > Kept) _events = _events.RemoveRange(Kept, _events.Length - Kept);
        _unsaved[one.Id] = 0;
    }

    /// <summary>Changes one that is in memory; nothing happens when it is not.</summary>
    private AlertEvent? Change(long id, Func<AlertEvent, AlertEvent> change)
    {
        AlertEvent? one;
        lock (_gate)
        {
            var before = _events.FirstOrDefault(e => e.Id == id);
            if (before is null) return null;
            one = change(before);
            if (one == before) return one;
            Put(one);
            Tell(one);
        }

        return one;
    }

    /// <summary>Under the gate: two changes of one alert are told in their order.</summary>
    private void Tell(AlertEvent one)
    {
        foreach (var listener in _listeners) listener(one);
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        if (!_isLoaded) return;
        foreach (var id in _unsaved.Keys.Order())
        {
            AlertEvent? one;
            AlertRule? rule;
            lock (_gate)
            {
                one = _events.FirstOrDefault(e => e.Id == id);
                rule = _rules.FirstOrDefault(r => r.Id == one?.RuleId);
            }

            _unsaved.TryRemove(id, out _);
            if (one is null || await TryAsync(token => _store.SaveEventAsync(one, rule, token), ct)) continue;
            _unsaved[id] = 0;
            return;
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> act, CancellationToken ct)
    {
        try
        {
            await act(ct);
            return true;
        }
        catch (StoreUnavailableException error)
        {
            AlertLog.NotStored(_log, error.Message);
            return false;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private static ImmutableArray<IAlertRoute> RoutesOf(AlertOptions options) =>
    [
        .. options.Webhook is { } webhook ? [new WebhookRoute(webhook, options.WebhookSecret, new SocketsHttpHandler { AllowAutoRedirect = false })] : ImmutableArray<IAlertRoute>.Empty,
        .. options.Mail is { } mail ? [new MailRoute(mail)] : ImmutableArray<IAlertRoute>.Empty,
    ];

    private static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed class Attachment(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
