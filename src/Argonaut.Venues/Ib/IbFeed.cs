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
    private const string NotConnected = "not connected";

    private readonly IbOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<IbFeed> _log;
    private readonly IbSubscriptions _subscriptions = new();
    private readonly IbSilentLines _silentLines = new();
    private readonly IbSkipCounts _skipped = new();
    private readonly IbRequestIds _requestIds = new();
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
    private Task _running = Task.CompletedTask;

    public IbFeed(IbOptions options, TimeProvider time, ILogger<IbFeed> log)
    {
        (_options, _time, _log) = (options, time, log);
        _decoder = new IbTickDecoder(time, _skipped);
        _lines = new IbLineBook(_subscriptions);
        _board = new IbStatusBoard(options, time, _skipped, _lines);
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

    public ValueTask SubscribeAsync(Instrument instrument, KindSet kinds, CancellationToken ct)
    {
        if (instrument.Key.Value <= 0) throw new ArgumentException($"{instrument.Id} has no key yet.", nameof(instrument));
        if (_subscriptions.Set(instrument, kinds)) Wake();
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
        var parts = new IbSessionParts(_options, _time, _log, _decoder, _skipped, _board, _lines, _silentLines, _requestIds, OrderIds, _accounts, sink);
        try
        {
            await ConnectForEverAsync(parts, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end that was asked for.
        }

        _lines.Renew(LineState.Interrupted, NotConnected, GapCause.None);
        _board.Set(FeedState.Disconnected, "Stopped.");
        _board.Publish();
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
            await PauseAsync(result, delay, isRestart, ct);
            _board.Reconnects++;
        }
    }

    private async Task<IbSessionResult> ConnectOnceAsync(IbSessionParts parts, int port, bool wasFlapping, CancellationToken ct)
    {
        _board.Endpoint = $"{_options.Host}:{port}";
        _board.ServerVersion = 0;
        _board.RoundTrip = _board.ClockOffset = null;
        IbLog.Connecting(_log, _board.Endpoint, _options.ClientId);
        if (_board.Reconnects == 0) _board.Set(FeedState.Connecting, $"Connecting to {_board.Endpoint}.");
        else _board.Set(FeedState.Connecting, $"Connecting again to {_board.Endpoint}, attempt {_board.Reconnects + 1}.");
        _silentLines.Take();
        _lines.Reconcile(LineState.Interrupted, NotConnected, _board.Reconnects == 0 ? GapCause.None : LinkCause, out _);
        _board.Publish();
        try
        {
            await using var link = await IbLink.ConnectAsync(_options.Host, port, _options, _time, ct);
            var session = new IbSession(parts, link, wasFlapping);
            _session = session;
            try
            {
                return await session.RunAsync(ct);
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
    private async Task PauseAsync(IbSessionResult result, TimeSpan? delay, bool isRestart, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pause = Task.Delay(delay ?? Timeout.InfiniteTimeSpan, _time, ct);
        _lines.Renew(LineState.Interrupted, NotConnected, isRestart ? GapCause.DailyRestart : GapCause.LinkLost);
        var next = delay is { } known ? $"next attempt in {known.TotalSeconds:0.#} s" : "change the configuration and restart";
        _board.Set(FeedState.Disconnected, isRestart
            ? $"{result.Detail} Scheduled maintenance: the gateway restarts every day at this time; {next}."
            : $"{result.Detail} {char.ToUpperInvariant(next[0])}{next[1..]}.");
        _board.Publish();
        if (delay is null) IbLog.Unsupported(_log, result.Detail);
        else if (isRestart) IbLog.EndedInRestart(_log, result.Detail, delay.Value);
        else IbLog.Ended(_log, result.Detail, delay.Value);

        while (await Task.WhenAny(pause, _changes.Reader.WaitToReadAsync(over.Token).AsTask()) != pause)
        {
            _changes.Reader.TryRead(out _);
            if (_lines.Reconcile(LineState.Interrupted, NotConnected, LinkCause, out _)) _board.Publish();
        }

        await over.CancelAsync();
        await pause;
    }

    private GapCause LinkCause => _options.RestartWindow.Contains(_time.GetUtcNow()) ? GapCause.DailyRestart : GapCause.LinkLost;

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
