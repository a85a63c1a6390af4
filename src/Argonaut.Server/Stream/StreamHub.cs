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
internal sealed class StreamHub(
    ServerContext server, ServerMetrics metrics, RecentBars recent, LiveBarsTable liveBars, OpenExchangeBars exchangeBars, StatusFrames status, AccessRegistry access)
    : IMarketObserver, IStreamSource
{
    /// <summary>Between two passes of the dispatcher: what comes meanwhile goes together.</summary>
    private static readonly TimeSpan Coalescing = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan SlowBeat = TimeSpan.FromMilliseconds(250);

    /// <summary>How long after its end a bar that is made here is closed: ticks are on their way.</summary>
    private const long BarGrace = UnixNanos.PerSecond / 2;

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
    private readonly Backlog<AlertEvent> _toldAlerts = new(StreamLimits.BacklogAlerts);
    private volatile bool _isStopping;
    private long _nextSubscription;

    public StreamSessions Sessions { get; } = new(server.Parts.Time);

    public int ClientCount => _clients.Count;

    public long SubscriptionCount(StreamChannel channel) => Interlocked.Read(ref _subscriptionCounts[(int)channel]);

    /// <summary>Ticks of a line since the start of the server.</summary>
    public long TicksOf(InstrumentKey instrument, MarketEventKind kind) => SlotOf(instrument).TicksOf(kind);

    /// <summary>False where nothing is known of its hours: its days are those of UTC.</summary>
    public bool HasExchangeDays(Instrument instrument) => exchangeBars.DaysOf(instrument) is not null;

    public string NextSubscriptionId() => $"s{Interlocked.Increment(ref _nextSubscription)}";

    public void OnTick(in MarketEvent tick)
    {
        metrics.ReceiveToBus.Record(Math.Max(0, HybridClock.Now(_time) - tick.TsInit) / (double)UnixNanos.PerSecond);
        var slot = SlotOf(tick.Instrument);
        if (slot.Take(tick)) Schedule(slot);
        if (liveBars.Take(tick)) _signal.Writer.TryWrite(true);
    }

    public void OnBarClosed(in Bar bar)
    {
        Interlocked.Increment(ref bar.Revision == 0 ? ref metrics.BarsClosed[bar.Timeframe.Index] : ref metrics.BarsRevised[bar.Timeframe.Index]);
        if (bar is { Source: BarSource.Ticks, Revision: 0 }) metrics.BarClose.Record(Math.Max(0, HybridClock.Now(_time) - bar.TsEvent) / (double)UnixNanos.PerSecond);
        recent.Add(bar);
        exchangeBars.Take(bar);
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
            while (liveBars.TryTakeChanged(out var made)) Publish(made);
            await Task.Delay(Coalescing, _time, ct);
        }
    }

    /// <summary>Reads what bars begin with that are made here, until cancelled.</summary>
    public Task RunLiveBarsAsync(CancellationToken ct) => liveBars.RunAsync(() => _signal.Writer.TryWrite(true), ct);

    /// <summary>Reads what the open bars of exchanges' days begin with, until cancelled.</summary>
    public Task RunExchangeBarsAsync(CancellationToken ct) => exchangeBars.RunAsync(
        key =>
        {
            var slot = SlotOf(key);
            if (slot.TakeBarChange()) Schedule(slot);
        }, ct);

    /// <summary>The slow channels: jobs four times a second, health once.</summary>
    public async Task RunSlowChannelsAsync(CancellationToken ct)
    {
        for (var beat = 0; ; beat++)
        {
            await Task.Delay(SlowBeat, _time, ct);
            if (liveBars.Advance(server.Now - BarGrace)) _signal.Writer.TryWrite(true);
            exchangeBars.Advance(server.Now - BarGrace);
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
            _toldAlerts.Add(one);
            if (_alerts.IsEmpty) return;
            var body = StatusFrames.Alerts([one]);
            foreach (var subscription in _alerts) subscription.Client.Send(Outgoing.Delta(subscription, body, _toldAlerts.End));
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

    public void Remove(StreamClient client)
    {
        _clients.TryRemove(client, out _);
        client.MarkEnded();
    }

    /// <summary>
    /// What the session was subscribed to. A connection that still holds it, because the server has not heard yet that it is gone, is
    /// ended first. Empty when nobody remembers.
    /// </summary>
    public async Task<ImmutableArray<StreamSessions.Remembered>> FindSessionAsync(string session, StreamClient newcomer, CancellationToken ct)
    {
        if (_clients.Keys.FirstOrDefault(c => c.Session == session && c != newcomer) is { } holder)
        {
            holder.Abort();
            await holder.Ended.WaitAsync(ct);
        }

        return Sessions.Find(session);
    }

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
        Count(subscription);
        StreamBody body;
        long? place = null;
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
                    place = _toldAlerts.End;
                }

                break;
            case StreamChannel.Bars when subscription.Topic.IsBuilt:
                var (followed, _) = Watch(subscription.Topic.Instrument);
                var (open, refused) = liveBars.Join(subscription, followed);
                if (refused is not null) subscription.Client.Send(Messages.Error(null, refused, subscription.Id));
                body = open is not null && subscription.SnapshotItems > 0 ? open : StreamBody.Empty;
                break;
            default:
                var (instrument, slot) = Watch(subscription.Topic.Instrument);
                if (subscription.Topic.IsExchange) exchangeBars.Join(instrument, subscription.Topic.Timeframe);
                var joined = slot.Join(subscription, BarKindOf(instrument));
                if (Channels.IsReliable(subscription.Topic.Channel) && !subscription.Topic.IsExchange) place = subscription.Next;
                subscription.SeenVersion = subscription.Topic.Channel switch
                {
                    StreamChannel.Bars => joined.BarVersion,
                    StreamChannel.Depth => joined.DepthVersion,
                    StreamChannel.Last => joined.TradeVersion,
                    _ => joined.QuoteVersion,
                };
                body = await snapshots.ReadAsync(instrument, subscription, slot, joined, ct);
                break;
        }

        subscription.Client.Begin(subscription, body, place);
    }

    /// <summary>
    /// From here on the subscription receives; its first messages are what it missed since it had come to the place. False when that is
    /// not kept any more; then nothing has begun.
    /// </summary>
    public bool TryContinue(Subscription subscription, long place)
    {
        IEnumerable<Outgoing> missed;
        switch (subscription.Topic.Channel)
        {
            case StreamChannel.Alerts:
                lock (_gate)
                {
                    if (_toldAlerts.Since(place) is not { } alerts) return false;
                    _alerts = _alerts.Add(subscription);
                    missed = Missed(subscription, alerts, place, StatusFrames.Alerts);
                }

                break;
            case StreamChannel.Trades:
                var (traded, trading) = Watch(subscription.Topic.Instrument);
                if (trading.RejoinTrades(subscription, place) is not { } trades) return Unwatch();
                missed = Missed(subscription, trades, place, some => Bodies.Trades(traded, some));
                break;
            case StreamChannel.Bars when subscription.Topic is { IsBuilt: false, IsExchange: false }:
                var (charted, slot) = Watch(subscription.Topic.Instrument);
                if (slot.RejoinBars(subscription, place, BarKindOf(charted)) is not { } bars) return Unwatch();
                missed = Missed(subscription, bars, place, some => Bodies.Bars(charted, some));
                break;
            default:
                return false;
        }

        Count(subscription);
        subscription.Client.Begin(subscription, [.. missed]);
        // The open bar may have moved.
        if (subscription.Topic.Channel == StreamChannel.Bars) subscription.Client.MarkDirty(subscription);
        return true;

        bool Unwatch()
        {
            _watched.Remove(subscription.Topic.Instrument);
            return false;
        }
    }

    public void End(Subscription subscription)
    {
        if (!subscription.IsBegun) return;
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
            case StreamChannel.Bars when subscription.Topic.IsBuilt:
                liveBars.Leave(subscription);
                _watched.Remove(subscription.Topic.Instrument);
                break;
            default:
                if (subscription.Topic.IsExchange) exchangeBars.Leave(subscription.Topic.Instrument, subscription.Topic.Timeframe);
                SlotOf(subscription.Topic.Instrument).Leave(subscription);
                _watched.Remove(subscription.Topic.Instrument);
                break;
        }
    }

    public (long Version, StreamBody Body)? Latest(Subscription subscription)
    {
        if (subscription.Topic.Channel == StreamChannel.Health) return status.Health;
        if (subscription.Topic.IsBuilt) return liveBars.Latest(subscription.Topic);
        var slot = SlotOf(subscription.Topic.Instrument);
        if (!_instruments.TryGetValue(slot, out var instrument)) return null;
        if (subscription.Topic.Channel == StreamChannel.Quotes) return slot.Newest(MarketEventKind.Quote, quote => Bodies.Newest(instrument, quote));
        if (subscription.Topic.Channel == StreamChannel.Last) return slot.Newest(MarketEventKind.Trade, trade => Bodies.Newest(instrument, trade));
        if (subscription.Topic.Channel == StreamChannel.Depth) return Depth(subscription, instrument, slot);

        var version = slot.BarVersion;
        // Both only rise.
        if (subscription.Topic.IsExchange) return exchangeBars.Latest(subscription.Topic) is { } day ? (version + day.Version, day.Body) : null;
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
            var first = drained.EndOfTrades - drained.DroppedTrades - drained.Trades.Length;
            foreach (var subscription in drained.TradeSubscriptions)
            {
                var skip = (int)Math.Clamp(subscription.Next - first, 0, drained.Trades.Length);
                var dropped = Math.Min(drained.DroppedTrades, drained.EndOfTrades - subscription.Next);
                if (skip == drained.Trades.Length && dropped == 0) continue;
                subscription.Client.SendTrades(
                    subscription, drained.Trades.AsSpan(skip), dropped, drained.EndOfTrades,
                    () => skip == 0 ? shared ??= Bodies.Trades(instrument, drained.Trades) : Bodies.Trades(instrument, drained.Trades.AsSpan(skip)),
                    sample => Bodies.Trades(instrument, sample));
            }
        }

        if (drained.AreBarsLost) // Each closed bar counts: who comes back gets a snapshot, since more was missed than is kept.
            foreach (var subscription in drained.BarSubscriptions) subscription.Client.Close((WebSocketCloseStatus)1013, ProblemKinds.SlowConsumer.Code);
        else
            foreach (var closed in drained.Bars) Publish(instrument, closed, drained.BarSubscriptions);

        if (drained.QuoteChanged)
            foreach (var subscription in drained.QuoteSubscriptions) subscription.Client.MarkDirty(subscription);
        if (drained.TradeChanged)
            foreach (var subscription in drained.LastSubscriptions) subscription.Client.MarkDirty(subscription);
        if (drained.DepthChanged)
            foreach (var subscription in drained.DepthSubscriptions) subscription.Client.MarkDirty(subscription);
        foreach (var subscription in drained.BarSubscriptions) subscription.Client.MarkDirty(subscription);
    }

    private static void Publish(LiveBars made)
    {
        var (closed, problem, subscriptions) = made.Drain();
        var body = closed.Length == 0 ? null : Bodies.Bars(made.Instrument, closed);
        foreach (var subscription in subscriptions)
        {
            if (problem is not null) subscription.Client.Send(Messages.Error(null, problem, subscription.Id));
            if (body is not null) subscription.Client.Send(Outgoing.Delta(subscription, body));
            subscription.Client.MarkDirty(subscription);
        }
    }

    private static void Publish(Instrument instrument, MarketSlot.ClosedBars closed, ImmutableArray<Subscription> subscriptions)
    {
        StreamBody? shared = null;
        var first = closed.End - closed.Bars.Length;
        foreach (var subscription in subscriptions)
        {
            if (subscription.Topic.Timeframe != closed.Timeframe || subscription.Topic.IsExchange) continue;
            var skip = (int)Math.Clamp(subscription.Next - first, 0, closed.Bars.Length);
            if (skip == closed.Bars.Length) continue;
            var body = skip == 0 ? shared ??= Bodies.Bars(instrument, closed.Bars) : Bodies.Bars(instrument, closed.Bars.AsSpan(skip));
            subscription.Client.Send(Outgoing.Delta(subscription, body, closed.End));
        }
    }

    /// <summary>In messages that are not too long, each with the place it reaches.</summary>
    private static IEnumerable<Outgoing> Missed<T>(Subscription subscription, T[] missed, long place, Func<T[], StreamBody> make)
    {
        foreach (var some in missed.Chunk(StreamLimits.MissedInMessage))
        {
            place += some.Length;
            yield return Outgoing.Delta(subscription, make(some), place);
        }
    }

    private void Count(Subscription subscription)
    {
        subscription.IsBegun = true;
        Interlocked.Increment(ref _subscriptionCounts[(int)subscription.Topic.Channel]);
    }

    private static MarketEventKind BarKindOf(Instrument instrument) => instrument.BarPriceType == PriceType.Last ? MarketEventKind.Trade : MarketEventKind.Quote;

    private (Instrument Instrument, MarketSlot Slot) Watch(InstrumentKey key)
    {
        if (!server.Market.TryFind(key, out var instrument)) throw new InvalidOperationException($"Expected instrument {key} to stay known.");
        _watched.Add(key);
        var slot = SlotOf(key);
        _instruments[slot] = instrument;
        return (instrument, slot);
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
