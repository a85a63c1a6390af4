using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Trading.Accounts;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib.Accounts;
using Argonaut.Venues.Ib.History;
using Argonaut.Venues.Ib.Recording;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Symbology;
using Microsoft.Extensions.Logging;

namespace Argonaut.Venues.Ib;

/// <summary>
/// Market data of a TWS or IB Gateway (or of the simulated one, which speaks the same protocol). One connection at a time, made again
/// whenever it ends, until the run is cancelled.
/// </summary>
public sealed class IbFeed : IMarketFeed, IBrokerView
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(100);

    private readonly IbOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<IbFeed> _log;
    private readonly IbSubscriptions _subscriptions = new();
    private readonly IbSilentLines _silentLines = new();
    private readonly IbSkipCounts _skipped = new();
    private readonly IbRequestIds _requestIds = new();
    private readonly IbClock _clock;
    private readonly IbFlight _flight;
    private readonly IbTickDecoder _decoder;
    private readonly IbLineBook _lines;
    private readonly IbStatusBoard _board;
    private readonly HistoryDesk _desk;
    private readonly IbBarHistory _bars;
    private readonly IbTickHistory _ticks;
    private readonly IbResolver _resolver;
    private readonly IbAccountBook _accounts = new();
    private readonly CancellationTokenSource _disposed = new();

    private readonly Channel<byte> _changes = Channel.CreateBounded<byte>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,   // one signal says all
        SingleReader = true,
    });

    private volatile IbSession? _session;
    private long _completeUntil;
    private Task _running = Task.CompletedTask;

    /// <param name="frames">Keeps what goes over the wire.</param>
    public IbFeed(IbOptions options, IFrameRecorder frames, TimeProvider time, ILogger<IbFeed> log)
    {
        (_options, _time, _log) = (options, time, log);
        _clock = new IbClock(time);
        _flight = new IbFlight(frames, _clock);
        _decoder = new IbTickDecoder(_skipped);
        _lines = new IbLineBook(_subscriptions, _flight);
        _board = new IbStatusBoard(options, time, _clock, _flight, _skipped, _lines);
        _desk = new HistoryDesk(options, time, ReadySession);
        _board.History = _desk.Snapshot;
        _bars = new IbBarHistory(options, time, _skipped, _desk);
        _ticks = new IbTickHistory(time, _skipped, _desk);
        var definitions = new IbDefinitions(ReadySession, () => _board.Current.IsSimulated, options.Naming, log);
        _resolver = new IbResolver(definitions, options.Naming);
        Instruments = new IbInstrumentSource(definitions, time);
    }

    public string Source => IbInstruments.Source;

    public FeedStatus Status => _board.Current;

    public UnixNanos CompleteUntil => new(Volatile.Read(ref _completeUntil));

    public bool TellsSteps => true;

    /// <summary>Empty unless <see cref="IbOptions.FollowsAccounts"/>.</summary>
    public BrokerPicture Broker => _accounts.Picture;

    /// <summary>Search, refresh, futures and option chains over the same connection.</summary>
    public IInstrumentSource Instruments { get; }

    /// <summary>For whoever sends orders over this connection.</summary>
    internal IbOrderIds OrderIds { get; } = new();

    public Task RunAsync(ChannelWriter<MarketEvent> sink, IFeedListener listener, CancellationToken ct)
    {
        if (!_running.IsCompleted) throw new InvalidOperationException("The feed is running already.");
        _board.Listener = listener;
        return _running = RunUntilCancelledAsync(sink, ct);
    }

    public ValueTask SubscribeAsync(Instrument instrument, KindSet kinds, UnixNanos since, CancellationToken ct)
    {
        if (instrument.Key.Value <= 0) throw new ArgumentException($"{instrument.Id} has no key yet.", nameof(instrument));
        if (_subscriptions.Set(new IbWanted(instrument, kinds, since))) Wake();
        return ValueTask.CompletedTask;
    }

    public ValueTask UnsubscribeAsync(InstrumentKey instrument, CancellationToken ct)
    {
        if (_subscriptions.Remove(instrument)) Wake();
        return ValueTask.CompletedTask;
    }

    public void SetWatched(ImmutableHashSet<InstrumentKey> instruments)
    {
        _subscriptions.Watched = instruments;
        Wake();
    }

    public ValueTask ResubscribeAsync(InstrumentKey instrument, MarketEventKind kind, string reason, CancellationToken ct)
    {
        if (_session is null) return ValueTask.CompletedTask;   // every line is asked for when there is one
        _silentLines.Add(instrument, kind, reason);
        Wake();
        return ValueTask.CompletedTask;
    }

    public Task<ImmutableArray<Instrument>> ResolveAsync(string idOrSymbol, CancellationToken ct) => _resolver.ResolveAsync(idOrSymbol, ct);

    public Task<ImmutableArray<Bar>> RequestBarsAsync(BarHistoryRequest request, CancellationToken ct) => _bars.RequestAsync(request, ct);

    public Task<TickPage> RequestTicksAsync(TickHistoryRequest request, CancellationToken ct) => _ticks.RequestAsync(request, ct);

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _running;
        _desk.Dispose();
        _disposed.Dispose();
    }

    private async Task RunUntilCancelledAsync(ChannelWriter<MarketEvent> sink, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _disposed.Token);
        var parts = new IbSessionParts(
            _options, _clock, _flight, _log, _decoder, _skipped, _board, _lines, _silentLines, _requestIds, OrderIds, _accounts, sink);
        _flight.Start(_options, _subscriptions.Wanted.Select(w => w.Since).DefaultIfEmpty().Min());
        try
        {
            await ConnectForEverAsync(parts, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end that was asked for.
        }

        _flight.End(EndNote.OfStop);
        IbOffline.ShowStopped(_lines, _board);
        _board.Publish();
        Volatile.Write(ref _completeUntil, _clock.Stamp.Value);
    }

    private async Task ConnectForEverAsync(IbSessionParts parts, CancellationToken ct)
    {
        var start = _time.GetTimestamp();
        var backoff = new ReconnectDelay(_options.Jitter);
        var clientIdRetry = new ClientIdRetry();
        var (port, wasFlapping) = (_options.Port, false);
        int? movedPort = null;
        TimeSpan? unsupportedSince = null;
        while (true)
        {
            var result = await ConnectOnceAsync(parts, port, wasFlapping, ct);
            wasFlapping = result.ReadyFor > TimeSpan.Zero && result.ReadyFor < TimeSpan.FromSeconds(2);
            if (result.ReadyFor > TimeSpan.FromSeconds(10)) backoff.Reset();
            if (result.ReadyFor > TimeSpan.Zero)
            {
                clientIdRetry.Reset();
                unsupportedSince = null;
            }

            movedPort = result.NewPort ?? movedPort;
            // Where it moved to counts while it answers there; after a failure both are tried in turn.
            if (result.NewPort is { } next) port = next;
            else if (result is { End: IbEnd.Lost, ReadyFor.Ticks: 0 }) port = port == _options.Port ? movedPort ?? port : _options.Port;
            var now = _time.GetElapsedTime(start);
            var isRestart = _options.RestartWindow.Contains(_time.GetUtcNow());
            TimeSpan? delay = result.End switch
            {
                IbEnd.ClientIdInUse => clientIdRetry.Next(now, isRestart),
                IbEnd.Unsupported when isRestart && now - (unsupportedSince ??= now) < TimeSpan.FromMinutes(5) => backoff.Next(),
                IbEnd.Unsupported => null,
                IbEnd.PortReset => TimeSpan.FromMilliseconds(100),
                _ => backoff.Next(),
            };
            await PauseAsync(parts, result, delay, isRestart, ct);
            _board.Reconnects++;
        }
    }

    private async Task<IbSessionResult> ConnectOnceAsync(IbSessionParts parts, int port, bool wasFlapping, CancellationToken ct)
    {
        var note = new ConnectNote($"{_options.Host}:{port}", _board.Reconnects, wasFlapping, _requestIds.Next);
        _flight.Connect(note);
        IbLog.Connecting(_log, note.Endpoint, _options.ClientId);
        _silentLines.Take();
        IbOffline.ShowConnecting(_lines, _board, note, LinkCause);
        _board.Publish();
        try
        {
            var connecting = IbLink.ConnectAsync(_options.Host, port, _options, _time, ct);
            await PassTimeAsync(connecting, ct);
            await using var link = await connecting;
            var session = new IbSession(parts, link, wasFlapping);
            _session = session;
            try
            {
                return await session.RunAsync(link.Input, _time, HasStepped, ct);
            }
            finally
            {
                _session = null;
            }
        }
        catch (IbConnectException e)
        {
            return new IbSessionResult(IbEnd.Lost, e.Message, TimeSpan.Zero);
        }
    }

    /// <summary>Shows why there is no connection and waits; subscriptions that change meanwhile are shown at once.</summary>
    /// <param name="delay">Null: for ever.</param>
    private async Task PauseAsync(IbSessionParts parts, IbSessionResult result, TimeSpan? delay, bool isRestart, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pause = Task.Delay(delay ?? Timeout.InfiniteTimeSpan, _time, ct);
        var next = delay is { } known ? $"next attempt in {known.TotalSeconds:0.#} s" : "change the configuration and restart";
        var note = new EndNote(result.End.ToString(), result.Detail, result.NewPort, isRestart, next);
        _flight.End(note);
        IbOffline.ShowEnded(_lines, _board, note);
        _board.Publish();
        if (delay is null) IbLog.Unsupported(_log, result.Detail);
        else if (isRestart) IbLog.EndedInRestart(_log, result.Detail, delay.Value);
        else IbLog.Ended(_log, result.Detail, delay.Value);

        while (!pause.IsCompleted)
        {
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
            await Task.WhenAny(pause, _changes.Reader.WaitToReadAsync(beat.Token).AsTask(), Task.Delay(Heartbeat, _time, beat.Token));
            await beat.CancelAsync();
            _clock.Step();
            _changes.Reader.TryRead(out _);
            if (_flight.WantsPicture) _flight.Picture(IbPicture.Of(parts, session: null));
            if (_lines.Reconcile(LineState.Interrupted, IbOffline.NotConnected, LinkCause, out _)) _board.Publish();
            HasStepped();
        }

        await over.CancelAsync();
        await pause;
    }

    /// <summary>Time passes for the others while nothing can come.</summary>
    private async Task PassTimeAsync(Task until, CancellationToken ct)
    {
        while (!until.IsCompleted)
        {
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(until, Task.Delay(Heartbeat, _time, beat.Token));
            await beat.CancelAsync();
            HasStepped();
        }
    }

    /// <summary>What will be stamped from now on is later than this.</summary>
    private void HasStepped()
    {
        var now = HybridClock.Now(_time);
        Volatile.Write(ref _completeUntil, (now > _clock.Stamp ? now : _clock.Stamp).Value - 1);
        _board.Listener?.OnStepped();
    }

    private GapCause LinkCause => _options.RestartWindow.Contains(_clock.Stamp.ToDateTimeOffset()) ? GapCause.DailyRestart : GapCause.LinkLost;

    private void Wake()
    {
        _changes.Writer.TryWrite(0);
        _session?.Wake();
    }

    private IbSession ReadySession() =>
        _session is { } session && _board.Current is { State: FeedState.Ready or FeedState.Degraded }
            ? session
            : throw new FeedUnavailableException($"Not connected to {_options.Host}:{_options.Port}: {_board.Current.Detail}");
}
