using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Live.Gaps;
using Argonaut.Live.History;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Lines;
using Argonaut.Live.Quality;
using Argonaut.Live.Storing;
using Argonaut.Ports;
using Argonaut.Trading.Quality;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live;

/// <summary>
/// Records one feed into one store: ticks are numbered, stored and shown, bars are built, holes are filled from history. It knows ports
/// only, so it cannot tell a broker from a recording.
/// </summary>
public sealed partial class MarketRecorder : IMarketView, IRecorder, IFeedListener, IDisposable
{
    private readonly InstrumentTable _table = new();
    private readonly FeedWatch _watch = new();
    private readonly LineInbox _inbox = new();
    private readonly SemaphoreSlim _recording = new(1);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IMarketFeed _feed;
    private readonly IMarketStore _store;
    private readonly ILineLedger _ledger;
    private readonly ITickSpool _spool;
    private readonly LiveOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MarketRecorder> _log;
    private readonly ObserverList _observers;
    private readonly StoreQueue _queue;
    private readonly StoreWriter _writer;
    private readonly SpoolReplay _replay;
    private readonly IngestionLoop _loop;
    private readonly HistoryFiller _history;
    private readonly BarRebuilder _rebuilder;
    private readonly BarRecovery _recovery;
    private readonly LineKeeper _keeper;
    private readonly GapFiller _filler;
    private readonly BackfillOrders _orders;
    private readonly QualityKeeper _qualityKeeper;

    /// <summary>Nothing runs before <see cref="RunAsync"/>.</summary>
    /// <param name="quality">Keeps what is found about the quality of the data; null: it is counted only.</param>
    public MarketRecorder(
        IMarketFeed feed, IMarketStore store, ILineLedger ledger, ITickSpool spool, LiveOptions options, TimeProvider time, ILogger<MarketRecorder> log,
        IQualityStore? quality = null)
    {
        _feed = feed;
        _store = store;
        _ledger = ledger;
        _spool = spool;
        _options = options;
        _time = time;
        _log = log;
        _observers = new ObserverList(log);
        _queue = new StoreQueue(options.StoreCapacityTicks, options.FlushTicks, options.MaxBatchTicks, options.FlushInterval, time);
        _loop = new IngestionLoop(_table, _queue, _watch, _inbox, _observers, feed, options, time, log)
        {
            OnStale = stale => _rebuilder!.Add(stale),
            OnHole = (state, hole) => _history!.Add(state, hole),
            OnGap = () => _filler!.Wake(),
            OnSilent = (instrument, kind, reason) => _keeper!.AskAgain(instrument, kind, reason),
            OnLearnt = rate => _keeper!.Remember(rate),
        };
        _replay = new SpoolReplay(spool, store, feed.Source, options, time, log)
        {
            StreamSource = feed.Source, OnProblem = problem => _writer!.SetProblem(problem), OnBooksLost = AskForBooks,
        };
        _writer = new StoreWriter(_queue, store, spool, _replay, feed.Source, options, time, log, _loop.Changed) { OnBooksLost = AskForBooks };
        _rebuilder = new BarRebuilder(_table, _queue, store, _loop, options, time, log);
        _history = new HistoryFiller(_queue, feed, _loop, _rebuilder, options, time, log);
        _recovery = new BarRecovery(store, options, log);
        _keeper = new LineKeeper(_table, feed, ledger, options, time, log);
        _filler = new GapFiller(_table, _queue, store, ledger, feed, _history, _rebuilder, _loop, options, time, log);
        _qualityKeeper = new QualityKeeper(_loop.Quality.Tally, quality, options, time, log);
        _orders = new BackfillOrders(_table, store, ledger, feed, _filler, time);
    }

    /// <summary>Completes when the start sequence is done: instruments are known, bars are recovered, ticks may flow.</summary>
    public Task Started => _started.Task;

    public ImmutableArray<Instrument> Instruments => _table.All;

    public ImmutableArray<InstrumentKey> Recorded => _table.Recorded;

    public KindSet KindsOf(InstrumentKey instrument) => _table.KindsOf(instrument);

    public FeedStatus Feed => _feed.Status;

    /// <summary>Ticks taken in since the start, refused ones too.</summary>
    public long Received => _queue.Received;

    public IngestCounters Counters => _queue.Read(_writer.Problem, _spool.Status, HybridClock.Now(_time));

    public ImmutableArray<HistoryStatus> History => _history.Status;

    public bool TryFind(InstrumentId id, out Instrument instrument) => _table.TryFind(id, out instrument);

    public bool TryFind(InstrumentKey key, out Instrument instrument) => _table.TryFind(key, out instrument);

    public MarketEvent? LatestTrade(InstrumentKey instrument) => _table.StateOf(instrument)?.Latest(MarketEventKind.Trade);

    public MarketEvent? LatestQuote(InstrumentKey instrument) => _table.StateOf(instrument)?.Latest(MarketEventKind.Quote);

    public OrderBook? Book(InstrumentKey instrument, int levels) => _table.StateOf(instrument)?.Book?.Copy(levels);

    public bool TryGetOpenBar(InstrumentKey instrument, Timeframe timeframe, out Bar bar)
    {
        bar = default;
        return _table.StateOf(instrument)?.TryGetOpenBar(timeframe, out bar) ?? false;
    }

    public IDisposable Attach(IMarketObserver observer) => _observers.Attach(observer);

    /// <summary>Completes when all that was taken in before the call is acknowledged.</summary>
    public Task FlushedAsync(CancellationToken ct) => _queue.FlushedAsync(ct);

    public void Dispose()
    {
        _recording.Dispose();
        _filler.Dispose();
    }

    /// <inheritdoc/>
    public QualityPicture Quality => _loop.Quality.Picture;

    /// <inheritdoc/>
    public void OnStepped() => _loop.Stepped();

    /// <inheritdoc/>
    public void OnRefused(InstrumentKey instrument, MarketEventKind kind, QualityRule rule, ReadOnlySpan<byte> raw)
    {
        _queue.Refuse(kind, rule);
        _loop.Quality.Tally.Add(rule, instrument, kind, HybridClock.Now(_time), raw);
    }

    /// <inheritdoc/>
    public void OnStatusChanged(FeedStatus status)
    {
        var now = status.At.Value > 0 ? status.At : HybridClock.Now(_time);
        _watch.OnStatus(status, now);
        _inbox.OnStatus(status, now);
        if (status.State == FeedState.Ready) _filler.Wake();
        _loop.Changed();
    }
}
