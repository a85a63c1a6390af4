using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Argonaut.Server.Http;
using Argonaut.Server.Metrics;

namespace Argonaut.Server.Stream;

/// <summary>
/// One connection: a bounded queue of messages that must arrive, a mark for each latest-wins topic that changed, and the loop that
/// writes them. The queue over its bound ends the connection (1013), never the others.
/// </summary>
internal sealed class StreamClient : IDisposable
{
    private readonly WebSocket _socket;
    private readonly IStreamSource _source;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Queue<Outgoing> _queue = new();
    private readonly List<Subscription> _dirty = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _life;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _alarm;
    private readonly ArrayBufferWriter<byte> _frame = new(16 * 1024);
    private readonly TokenBucket _trades;
    private TaskCompletionSource? _room;
    private bool _isDisposed;
    private int _isAwake;
    private int _queuedBytes;
    private (WebSocketCloseStatus Code, string Reason)? _closing;
    private long _lastHeartbeat;

    public StreamClient(WebSocket socket, string session, IPAddress address, IStreamSource source, ServerMetrics metrics, TimeProvider time)
    {
        _socket = socket;
        _source = source;
        _metrics = metrics;
        _time = time;
        Session = session;
        Address = address;
        _life = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _alarm = time.CreateTimer(static state => ((StreamClient)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _trades = new TokenBucket(StreamLimits.TradesPerSecond, StreamLimits.TradesPerSecond, time);
        _lastHeartbeat = time.GetTimestamp();
    }

    public string Session { get; }

    public IPAddress Address { get; }

    /// <summary>Whose connection it is; null until he has signed in.</summary>
    public Caller? Caller { get; set; }

    /// <summary>Ends when the connection has to go at once.</summary>
    public CancellationToken Life => _life.Token;

    /// <summary>Done when nothing of the connection is left but what its session remembers.</summary>
    public Task Ended => _ended.Task;

    public bool IsClosing
    {
        get
        {
            lock (_gate) return _closing is not null;
        }
    }

    /// <summary>
    /// Done when at least half of the queue is free. Who has much to say of old things waits for it before each: they must not end the
    /// connection, because they would do so again when the client comes back.
    /// </summary>
    public Task RoomAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (HasRoom) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(ct);
        }
    }

    public void Send(byte[] message) => Enqueue(Outgoing.Answer(message));

    /// <summary>A numbered message; it waits while the subscription's snapshot is being made.</summary>
    public void Send(in Outgoing message)
    {
        var subscription = message.Subscription!;
        lock (_gate)
        {
            if (subscription.IsEnded) return;
            if (!subscription.IsReady)
            {
                if (subscription.Held.Count < StreamLimits.QueueMessages) subscription.Held.Add(message);
                else Overflow();
                return;
            }

            Add(message);
        }

        Wake();
    }

    /// <summary>Shared when the client's rate allows all of them, else a sample of its own that says what it left out.</summary>
    /// <param name="end">The place after the last of them.</param>
    public void SendTrades(
        Subscription subscription, ReadOnlySpan<MarketEvent> trades, long dropped, long end, Func<StreamBody> shared, Func<MarketEvent[], StreamBody> make)
    {
        subscription.SkippedTrades += dropped;
        var allowed = _trades.Take(trades.Length);
        if (allowed == trades.Length && subscription.SkippedTrades == 0)
        {
            Send(Outgoing.Delta(subscription, shared(), end));
            return;
        }

        subscription.SkippedTrades += trades.Length - allowed;
        if (allowed == 0) return;
        var sample = new MarketEvent[allowed];
        for (var i = 0; i < allowed; i++) sample[i] = trades[(int)((long)(i + 1) * trades.Length / allowed) - 1];
        Send(Outgoing.Delta(subscription, make(sample), end, subscription.SkippedTrades, isSampled: true));
        subscription.SkippedTrades = 0;
    }

    public void MarkDirty(Subscription subscription)
    {
        lock (_gate)
        {
            if (subscription.IsDirty || subscription.IsEnded) return;
            subscription.IsDirty = true;
            if (!subscription.IsReady) return;
            _dirty.Add(subscription);
        }

        Wake();
    }

    /// <param name="place">Of the source, that the snapshot has reached.</param>
    public void Begin(Subscription subscription, StreamBody snapshot, long? place) => Begin(subscription, [Outgoing.Snapshot(subscription, snapshot, place)]);

    /// <summary>What comes first goes out, a snapshot or what was missed, then what was held back.</summary>
    public void Begin(Subscription subscription, IReadOnlyList<Outgoing> first)
    {
        lock (_gate)
        {
            if (subscription.IsEnded) return;
            subscription.IsReady = true;
            foreach (var message in first) Add(message);
            foreach (var held in subscription.Held) Add(held);
            subscription.Held.Clear();
            if (subscription.IsDirty) _dirty.Add(subscription);
        }

        Wake();
    }

    public void End(Subscription subscription)
    {
        lock (_gate)
        {
            subscription.IsEnded = true;
            subscription.Held.Clear();
            _dirty.Remove(subscription);
        }
    }

    /// <summary>Closes after what is queued; what cannot be written within the grace time is cut off.</summary>
    public void Close(WebSocketCloseStatus code, string reason)
    {
        lock (_gate)
        {
            if (_closing is not null) return;
            _closing = (code, reason);
            TellRoom();
            EndWithin(StreamLimits.CloseGrace);
        }

        Wake();
    }

    /// <summary>Closes at once with 4401: what is queued is not for him any more.</summary>
    public void Expel(string reason)
    {
        lock (_gate)
        {
            if (_closing is not null) return;
            _queue.Clear();
            _dirty.Clear();
            _queuedBytes = 0;
            _closing = ((WebSocketCloseStatus)4401, reason);
            TellRoom();
            EndWithin(StreamLimits.ExpelGrace);
        }

        Wake();
    }

    /// <summary>Ends the connection without a word: the other side has gone.</summary>
    public void Abort()
    {
        Close(WebSocketCloseStatus.NormalClosure, "");
        lock (_gate) EndWithin(TimeSpan.Zero);
    }

    /// <summary>Writes until the connection is closed.</summary>
    public async Task RunAsync(Func<IReadOnlyCollection<Subscription>> subscriptions)
    {
        try
        {
            while (true)
            {
                var heartbeatIn = Heartbeat(subscriptions);
                var (frame, dueIn) = Fill();
                if (!frame.IsEmpty)
                {
                    await _socket.SendAsync(frame, WebSocketMessageType.Text, true, Life);
                    continue;
                }

                (WebSocketCloseStatus Code, string Reason)? closing;
                lock (_gate) closing = _closing;
                if (closing is { } close)
                {
                    if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                        await _socket.CloseOutputAsync(close.Code, close.Reason, Life);
                    return;
                }

                _alarm.Change(dueIn < heartbeatIn ? dueIn : heartbeatIn, Timeout.InfiniteTimeSpan);
                await _wake.WaitAsync(Life);
                Volatile.Write(ref _isAwake, 0);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The peer is gone or did not take its frames in time; the receive loop ends with it.
            _socket.Abort();
            lock (_gate) EndWithin(TimeSpan.Zero);
        }
    }

    public void MarkEnded() => _ended.TrySetResult();

    public void Dispose()
    {
        lock (_gate) _isDisposed = true;
        _alarm.Dispose();
        _life.Dispose();
        _wake.Dispose();
    }

    /// <summary>Under the gate. What is closing takes nothing more, so nobody need wait.</summary>
    private bool HasRoom => _closing is not null || (_queue.Count <= StreamLimits.QueueMessages / 2 && _queuedBytes <= StreamLimits.QueueBytes / 2);

    /// <summary>Under the gate, when something may have changed.</summary>
    private void TellRoom()
    {
        if (_room is null || !HasRoom) return;
        _room.SetResult();
        _room = null;
    }

    private void Enqueue(in Outgoing message)
    {
        lock (_gate) Add(message);
        Wake();
    }

    private void Add(in Outgoing message)
    {
        if (_closing is not null) return;
        if (_queue.Count >= StreamLimits.QueueMessages || _queuedBytes + message.Bytes > StreamLimits.QueueBytes && _queue.Count > 0)
        {
            Overflow();
            return;
        }

        _queue.Enqueue(message);
        _queuedBytes += message.Bytes;
    }

    private void Overflow()
    {
        if (_closing is not null) return;
        _queue.Clear();
        _dirty.Clear();
        _queuedBytes = 0;
        _closing = ((WebSocketCloseStatus)1013, ProblemKinds.SlowConsumer.Code);
        TellRoom();
        _metrics.SlowDisconnect();
        EndWithin(StreamLimits.CloseGrace);
        Wake();
    }

    /// <summary>Under the gate: the hub may close a client that is just ending by itself.</summary>
    private void EndWithin(TimeSpan grace)
    {
        if (!_isDisposed) _life.CancelAfter(grace);
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isAwake, 1) != 0) return;
        try
        {
            _wake.Release();
        }
        catch (ObjectDisposedException)
        {
            // A late alarm of a connection that has ended.
        }
    }

    /// <summary>
    /// Gathers messages into one frame: one stands alone, several are an array. Due: when the next topic that is held back by its
    /// rate may go.
    /// </summary>
    private (ReadOnlyMemory<byte> Frame, TimeSpan DueIn) Fill()
    {
        _frame.ResetWrittenCount();
        _frame.Write("["u8);
        var messages = 0;
        while (_frame.WrittenCount < StreamLimits.FrameFill)
        {
            Outgoing next;
            lock (_gate)
            {
                if (!_queue.TryPeek(out next) || (messages > 0 && _frame.WrittenCount + next.Bytes > StreamLimits.FrameFill)) break;
                _queue.Dequeue();
                _queuedBytes -= next.Bytes;
                TellRoom();
                if (next.Subscription is { IsEnded: true }) continue;
            }

            if (messages++ > 0) _frame.Write(","u8);
            if (next.Raw is { } raw) _frame.Write(raw);
            else Write(next.Subscription!, next.Body!, next.IsSnapshot, next.Conflated, next.IsSampled, next.Place);
        }

        var dueIn = TimeSpan.MaxValue;
        var due = _frame.WrittenCount < StreamLimits.FrameFill ? TakeDue(out dueIn) : [];
        foreach (var subscription in due)
        {
            if (_source.Latest(subscription) is not { } latest || ReferenceEquals(latest.Body, subscription.SeenBody)) continue;
            var conflated = Math.Max(0, latest.Version - subscription.SeenVersion - 1);
            subscription.SeenVersion = latest.Version;
            subscription.SeenBody = latest.Body;
            if (messages++ > 0) _frame.Write(","u8);
            Write(subscription, latest.Body, false, conflated, false, null);
            if (conflated > 0) Interlocked.Add(ref _metrics.Conflated[(int)subscription.Topic.Channel], conflated);
        }

        if (messages == 0) return (default, dueIn);
        if (messages == 1) return (_frame.WrittenMemory[1..], dueIn);
        _frame.Write("]"u8);
        return (_frame.WrittenMemory, dueIn);
    }

    private List<Subscription> TakeDue(out TimeSpan dueIn)
    {
        dueIn = TimeSpan.MaxValue;
        var due = new List<Subscription>();
        lock (_gate)
        {
            for (var i = _dirty.Count - 1; i >= 0; i--)
            {
                var subscription = _dirty[i];
                var wait = subscription.ShortestInterval - _time.GetElapsedTime(subscription.LastSent);
                if (subscription.LastSent != 0 && wait > TimeSpan.Zero)
                {
                    if (wait < dueIn) dueIn = wait;
                    continue;
                }

                subscription.IsDirty = false;
                _dirty.RemoveAt(i);
                due.Add(subscription);
            }
        }

        return due;
    }

    /// <summary>Says every five seconds that a quiet subscription is alive; returns when to look again.</summary>
    private TimeSpan Heartbeat(Func<IReadOnlyCollection<Subscription>> subscriptions)
    {
        var passed = _time.GetElapsedTime(_lastHeartbeat);
        if (passed < StreamLimits.Heartbeat) return StreamLimits.Heartbeat - passed;
        _lastHeartbeat = _time.GetTimestamp();
        var all = subscriptions().Where(s => s.IsBegun).ToList();
        if (all.Count == 0 || all.Any(s => s.LastSent == 0 || _time.GetElapsedTime(s.LastSent) >= StreamLimits.Heartbeat))
            Enqueue(Outgoing.Answer(Messages.Heartbeat(all, HybridClock.Now(_time))));
        return StreamLimits.Heartbeat;
    }

    private void Write(Subscription subscription, StreamBody body, bool isSnapshot, long conflated, bool isSampled, long? place)
    {
        var now = HybridClock.Now(_time);
        subscription.Sequence++;
        if (isSnapshot) subscription.Trail.Clear();
        if (place is { } reached) subscription.Trail.Add(subscription.Sequence, reached);
        subscription.LastSent = _time.GetTimestamp();
        Messages.Data(_frame, isSnapshot, subscription.Id, subscription.Sequence, conflated, isSampled, now, body);
        Interlocked.Increment(ref _metrics.MessagesSent[(int)subscription.Topic.Channel]);
        if (!isSnapshot && body.NewestTsInit.Value > 0) _metrics.ReceiveToSocket.Record(Math.Max(0, now - body.NewestTsInit) / (double)UnixNanos.PerSecond);
    }
}
