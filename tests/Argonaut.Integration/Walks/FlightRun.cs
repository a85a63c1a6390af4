using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Flight;
using Argonaut.Integration.Postgres;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Venues.Ib;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Integration.Walks;

/// <summary>One process of the product with its flight recorder on, against a gateway. Waits are for what the recorder tells.</summary>
internal sealed class FlightRun : IMarketObserver, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The hour at which a test runs must not explain a loss.</summary>
    private static readonly IbRestartWindow NoRestart = new(default, default, "UTC");

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly FrameRecorder _frames;
    private readonly IbFeed _feed;
    private readonly PostgresMarketStore _store;
    private readonly PostgresLineLedger _ledger;
    private readonly TemporarySpool _spool = new();
    private readonly Task _running;
    private TaskCompletionSource _something = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FlightRun(PostgresDatabase database, int port, FrameRecorderOptions options)
    {
        _frames = new FrameRecorder(options, TimeProvider.System, NullLogger<FrameRecorder>.Instance);
        _feed = new IbFeed(
            new IbOptions { Host = "127.0.0.1", Port = port, TickByTickBudget = int.MaxValue, RestartWindow = NoRestart, Jitter = () => 0, HistoryRequestsPerTenMinutes = 10_000 },
            _frames, TimeProvider.System, NullLogger<IbFeed>.Instance);
        _store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        _ledger = new PostgresLineLedger(database.DataSource, TimeProvider.System, NullLogger.Instance);
        Recorder = new MarketRecorder(_feed, _store, _ledger, _spool, Options, TimeProvider.System, NullLogger<MarketRecorder>.Instance);
        Recorder.Attach(this);
        _running = Recorder.RunAsync(_stop.Token);
    }

    public static LiveOptions Options { get; } = new() { HistorySettle = TimeSpan.FromSeconds(1) };

    public MarketRecorder Recorder { get; }

    public FrameRecorderStatus Frames => _frames.Status;

    public static async Task<FlightRun> StartAsync(
        PostgresDatabase database, int port, string frames, CancellationToken ct, Func<FrameRecorderOptions, FrameRecorderOptions>? configure = null)
    {
        var options = new FrameRecorderOptions { Directory = frames };
        var run = new FlightRun(database, port, configure?.Invoke(options) ?? options);
        await run.Recorder.Started.WaitAsync(ct);
        return run;
    }

    public InstrumentKey KeyOf(string id) => Recorder.TryFind(InstrumentId.Parse(id), out var found) ? found.Key : throw new KeyNotFoundException(id);

    public async Task RecordAsync(string id, CancellationToken ct, KindSet? kinds = null)
    {
        await UntilAsync(r => r.Feed.State == FeedState.Ready, ct);
        await Recorder.StartRecordingAsync((await Recorder.ResolveAsync(id, ct)).Single().Key, kinds ?? KindSet.TradesAndQuotes, ct);
    }

    /// <summary>Until this many more ticks were taken in.</summary>
    public Task TicksAsync(long count, CancellationToken ct)
    {
        var goal = Recorder.Received + count;
        return UntilAsync(r => r.Received >= goal, ct);
    }

    /// <summary>Until the connection was lost once more, and is there again.</summary>
    public Task ReconnectedAsync(long before, CancellationToken ct) =>
        UntilAsync(r => r.Feed.Reconnects > before && r.Feed.State == FeedState.Ready, ct);

    /// <summary>Until nothing of the past is being fetched.</summary>
    public Task HistoryAsync(CancellationToken ct) =>
        UntilAsync(r => !r.History.IsEmpty && r.History.All(h => h.State is HistoryState.Done or HistoryState.Incomplete), ct);

    /// <summary>Until there are so many gaps, and nothing more is done about any of them.</summary>
    public async Task GapsAsync(int count, CancellationToken ct)
    {
        await Recorder.FlushedAsync(ct);
        while (true)
        {
            Task something;
            lock (_gate) something = _something.Task;
            var gaps = await _store.ReadGapsAsync(null, UnixNanos.Zero, UnixNanos.MaxValue, 1_000, ct);
            if (gaps.Length >= count && gaps.All(g => g.State is not (GapState.Open or GapState.Filling))) return;
            await something.WaitAsync(Patience, ct);
        }
    }

    public async Task UntilAsync(Func<MarketRecorder, bool> condition, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        while (true)
        {
            Task something;
            lock (_gate) something = _something.Task;
            if (condition(Recorder)) return;
            if (_running.IsFaulted) await _running;
            try
            {
                await something.WaitAsync(both.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"It did not come: {Recorder.Feed}\n{string.Join('\n', Recorder.History)}");
            }
        }
    }

    public void OnTick(in MarketEvent tick) => Wake();

    public void OnBarClosed(in Bar bar) => Wake();

    public void OnChanged() => Wake();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Recorder.Dispose();
        await _feed.DisposeAsync();
        await _frames.DisposeAsync();
        await _ledger.DisposeAsync();
        await _store.DisposeAsync();
        _spool.Dispose();
        _stop.Dispose();
    }

    private void Wake()
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            before = _something;
            _something = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        before.TrySetResult();
    }
}
