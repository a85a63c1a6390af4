using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Argonaut.Server.Http;
using Argonaut.Server.Metrics;

namespace Argonaut.Server.Stream;

/// <summary>
/// Fans out what happens to the connected clients. On the ingestion loop it only copies into slots; one dispatcher serialises each
/// change once and hands it to the clients that want it.
/// </summary>
internal sealed class StreamHub(ServerContext server, ServerMetrics metrics, RecentBars recent, StatusFrames status, AccessRegistry access)
    : IMarketObserver, IStreamSource
{
    /// <summary>Between two passes of the dispatcher: what comes meanwhile goes together.</summary>
    private static readonly TimeSpan Coalescing = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan SlowBeat = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time = server.Parts.Time;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<MarketSlot> _changed = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite, // one signal says: look at what changed
        SingleReader = true,
    });

    private readonly ConcurrentDictionary<StreamClient, byte> _clients = new();
    private readonly ConcurrentDictionary<MarketSlot, Instrument> _instruments = new();
    private readonly ConcurrentDictionary<(InstrumentKey, Timeframe), (Bar Bar, StreamBody Body)> _openBars = new();
    private readonly long[] _subscriptionCounts = new long[Channels.Count];
    private volatile MarketSlot?[] _slots = new MarketSlot?[64];
    private readonly Watched _watched = new(server.Parts.Recorder.SetWatched);
    private ImmutableArray<Subscription> _health = [];
    private ImmutableArray<Subscription> _jobs = [];
    private ImmutableArray<Subscription> _alerts = [];
    private volatile bool _isStopping;
    private long _nextSubscription;

    public StreamSessions Sessions { get; } = new(server.Parts.Time);

    public int ClientCount => _clients.Count;

    public long SubscriptionCount(StreamChannel channel) => Interlocked.Read(ref _subscriptionCounts[(int)channel]);

    public string NextSubscriptionId() => $"s{Interlocked.Increment(ref _nextSubscription)}";

    public void OnTick(in MarketEvent tick)
    {
        metrics.ReceiveToBus.Record(Math.Max(0, HybridClock.Now(_time) - tick.TsInit) / (double)UnixNanos.PerSecond);
        var slot = SlotOf(tick.Instrument);
        if (slot.Take(tick)) Schedule(slot);
    }

    public void OnBarClosed(in Bar bar)
    {
        Interlocked.Increment(ref bar.Revision == 0 ? ref metrics.BarsClosed[bar.Timeframe.Index] : ref metrics.BarsRevised[bar.Timeframe.Index]);
        recent.Add(bar);
        var slot = SlotOf(bar.Instrument);
        if (slot.Take(bar)) Schedule(slot);
    }

    public void OnChanged()
    {
        // Health goes out once a second and reads the view then; a book says at once when its line stops.
        foreach (var slot in _slots)
            if (slot?.TakeLineChange() == true) Schedule(slot);
    }

    /// <summary>Hands changes to clients until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await _signal.Reader.ReadAsync(ct);
            while (_changed.TryDequeue(out var slot)) Publish(slot);
            await Task.Delay(Coalescing, _time, ct);
        }
    }

    /// <summary>The slow channels: jobs four times a second, health once.</summary>
    public async Task RunSlowChannelsAsync(CancellationToken ct)
    {
        for (var beat = 0; ; beat++)
        {
            await Task.Delay(SlowBeat, _time, ct);
            if (status.TakeChangedJobs() is { Count: > 0 } jobs && !_jobs.IsEmpty)
            {
                var body = Bodies.Objects(jobs);
                foreach (var subscription in _jobs) subscription.Client.Send(Outgoing.Delta(subscription, body));
            }

            if (beat % 4 != 0 || _health.IsEmpty) continue;
            status.RefreshHealth();
            foreach (var subscription in _health) subscription.Client.MarkDirty(subscription);
        }
    }

    /// <summary>Looks again and again whose connections these are, at once when something was withdrawn (api.md A-083).</summary>
    public async Task RunGuardAsync(CancellationToken ct)
    {
        access.Withdrawn += CheckRights;
        try
        {
            while (true)
            {
                await Task.Delay(StreamLimits.RightsEvery, _time, ct);
                CheckRights();
            }
        }
        finally
        {
            access.Withdrawn -= CheckRights;
        }
    }

    /// <summary>An alert is told at once; each one counts.</summary>
    public void OnAlert(AlertEvent one)
    {
        lock (_gate)
        {
            // Under the gate, so that a subscription that joins has it in its snapshot or after it, never neither.
            if (_alerts.IsEmpty) return;
            var body = StatusFrames.Alerts([one]);
            foreach (var subscription in _alerts) subscription.Client.Send(Outgoing.Delta(subscription, body));
        }
    }

    /// <summary>False when the address or the server has too many connections, or the server stops.</summary>
    public bool TryAdd(StreamClient client)
    {
        lock (_gate)
        {
            if (_isStopping || _clients.Count >= server.Options.Streams) return false;
            if (_clients.Keys.Count(c => c.Address.Equals(client.Address)) >= server.Options.Limits.StreamsPerAddress) return false;
            _clients[client] = 0;
            return true;
        }
    }

    public bool IsStillGood(Caller caller) => access.IsStillGood(caller);

    private void CheckRights()
    {
        foreach (var client in _clients.Keys)
            if (client.Caller is { } caller && !access.IsStillGood(caller)) client.Expel(ProblemKinds.InvalidToken.Code);
    }

    public void Remove(StreamClient client) => _clients.TryRemove(client, out _);

    /// <summary>Tells everybody, lets queues empty and closes with 1012.</summary>
    public void Stop()
    {
        lock (_gate) _isStopping = true;
        var bye = Messages.Bye();
        foreach (var client in _clients.Keys)
        {
            client.Send(bye);
            client.Close((WebSocketCloseStatus)1012, ProblemKinds.ShuttingDown.Code);
        }
    }

    /// <summary>From here on the subscription receives; its first message is the snapshot.</summary>
    public async Task BeginAsync(Subscription subscription, SnapshotReader snapshots, CancellationToken ct)
    {
        Interlocked.Increment(ref _subscriptionCounts[(int)subscription.Topic.Channel]);
        StreamBody body;
        switch (subscription.Topic.Channel)
        {
            case StreamChannel.Health:
                status.RefreshHealth();
                lock (_gate) _health = _health.Add(subscription);
                (subscription.SeenVersion, body) = status.Health;
                subscription.SeenBody = body;
                break;
            case StreamChannel.Jobs:
                lock (_gate) _jobs = _jobs.Add(subscription);
                body = Bodies.Objects(status.AllJobs(subscription.SnapshotItems));
                break;
            case StreamChannel.Alerts:
                lock (_gate)
                {
                    _alerts = _alerts.Add(subscription);
                    body = StatusFrames.Alerts(server.Parts.Alerts.Newest.Take(subscription.SnapshotItems));
                }

                break;
            default:
                if (!server.Market.TryFind(subscription.Topic.Instrument, out var instrument))
                    throw new InvalidOperationException($"Expected instrument {subscription.Topic.Instrument} to stay known.");
                _watched.Add(instrument.Key);
                var slot = SlotOf(instrument.Key);
                _instruments[slot] = instrument;
                var joined = slot.Join(subscription, instrument.BarPriceType == PriceType.Last ? MarketEventKind.Trade : MarketEventKind.Quote);
                subscription.TradesToSkip = joined.PendingTrades;
                subscription.SeenVersion = subscription.Topic.Channel switch
                {
                    StreamChannel.Bars => joined.BarVersion,
                    StreamChannel.Depth => joined.DepthVersion,
                    _ => joined.QuoteVersion,
                };
                body = await snapshots.ReadAsync(instrument, subscription, slot, joined, ct);
                break;
        }

        subscription.Client.Begin(subscription, body);
    }

    public void End(Subscription subscription)
    {
        Interlocked.Decrement(ref _subscriptionCounts[(int)subscription.Topic.Channel]);
        subscription.Client.End(subscription);
        switch (subscription.Topic.Channel)
        {
            case StreamChannel.Health:
                lock (_gate) _health = _health.Remove(subscription);
                break;
            case StreamChannel.Jobs:
                lock (_gate) _jobs = _jobs.Remove(subscription);
                break;
            case StreamChannel.Alerts:
                lock (_gate) _alerts = _alerts.Remove(subscription);
                break;
            default:
                SlotOf(subscription.Topic.Instrument).Leave(subscription);
                _watched.Remove(subscription.Topic.Instrument);
                break;
        }
    }

    public (long Version, StreamBody Body)? Latest(Subscription subscription)
    {
        if (subscription.Topic.Channel == StreamChannel.Health) return status.Health;
        var slot = SlotOf(subscription.Topic.Instrument);
        if (!_instruments.TryGetValue(slot, out var instrument)) return null;
        if (subscription.Topic.Channel == StreamChannel.Quotes) return slot.LatestQuote(quote => Bodies.Quote(instrument, quote));

        if (subscription.Topic.Channel == StreamChannel.Depth) return Depth(subscription, instrument, slot);

        var version = slot.BarVersion;
        if (!server.Market.TryGetOpenBar(instrument.Key, subscription.Topic.Timeframe, out var bar)) return null;
        var key = (instrument.Key, subscription.Topic.Timeframe);
        if (!_openBars.TryGetValue(key, out var known) || known.Bar != bar) _openBars[key] = known = (bar, Bodies.Bars(instrument, [bar]));
        return (version, known.Body);
    }

    /// <summary>What changed since the client's last message, level by level, whatever happened in between.</summary>
    private (long Version, StreamBody Body)? Depth(Subscription subscription, Instrument instrument, MarketSlot slot)
    {
        var version = slot.DepthVersion;
        var now = SeenDepth.Of(server.Market, instrument.Key, subscription.SnapshotItems);
        if (DepthBodies.Delta(instrument, subscription.SeenDepth, now) is not { } body) return null;
        subscription.SeenDepth = now;
        return (Math.Max(version, subscription.SeenVersion), body);
    }

    private void Publish(MarketSlot slot)
    {
        var drained = slot.Drain();
        if (!_instruments.TryGetValue(slot, out var instrument)) return;
        if (drained.Trades.Length > 0)
        {
            StreamBody? shared = null;
            foreach (var subscription in drained.TradeSubscriptions)
            {
                var skip = Math.Min(subscription.TradesToSkip, drained.Trades.Length);
                subscription.TradesToSkip = 0;
                if (skip == drained.Trades.Length) continue;
                subscription.Client.SendTrades(
                    subscription, drained.Trades.AsSpan(skip), drained.DroppedTrades,
                    () => skip == 0 ? shared ??= Bodies.Trades(instrument, drained.Trades) : Bodies.Trades(instrument, drained.Trades.AsSpan(skip)),
                    sample => Bodies.Trades(instrument, sample));
            }
        }

        foreach (var bars in drained.Bars.GroupBy(b => b.Timeframe))
        {
            var wanting = drained.BarSubscriptions.Where(s => s.Topic.Timeframe == bars.Key).ToArray();
            if (wanting.Length == 0) continue;
            var body = Bodies.Bars(instrument, bars.ToArray());
            foreach (var subscription in wanting) subscription.Client.Send(Outgoing.Delta(subscription, body));
        }

        if (drained.QuoteChanged)
            foreach (var subscription in drained.QuoteSubscriptions) subscription.Client.MarkDirty(subscription);
        if (drained.DepthChanged)
            foreach (var subscription in drained.DepthSubscriptions) subscription.Client.MarkDirty(subscription);
        foreach (var subscription in drained.BarSubscriptions) subscription.Client.MarkDirty(subscription);
    }

    private void Schedule(MarketSlot slot)
    {
        _changed.Enqueue(slot);
        _signal.Writer.TryWrite(true);
    }

    private MarketSlot SlotOf(InstrumentKey key)
    {
        var slots = _slots;
        return key.Value < slots.Length && slots[key.Value] is { } slot ? slot : AddSlot(key);
    }

    private MarketSlot AddSlot(InstrumentKey key)
    {
        lock (_gate)
        {
            var slots = _slots;
            if (key.Value >= slots.Length) Array.Resize(ref slots, Math.Max(key.Value + 1, slots.Length * 2));
            else slots = (MarketSlot?[])slots.Clone();
            var slot = slots[key.Value] ??= new MarketSlot();
            _slots = slots;
            return slot;
        }
    }
}
