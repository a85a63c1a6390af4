using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Journal.Spool;
using Argonaut.Live;
using Argonaut.Live.Storing;
using Argonaut.Ports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Unit.Seeds;

/// <summary>One life of the process: the store queue with its writer, the replay and the spool, and the numbering that stands before them.</summary>
internal sealed class SeedProcess
{
    private const string Source = "IB";

    private readonly LiveOptions _options = new() { FlushTicks = 50, MaxBatchTicks = 100, MaxRetryDelay = TimeSpan.FromSeconds(2) };
    private readonly List<(MarketEventKind Kind, long Sequence)> _sentTrades = [];
    private readonly List<(MarketEventKind Kind, long Sequence)> _sentQuotes = [];
    private readonly TimeProvider _time;
    private readonly FileTickSpool _spool;
    private readonly StoreQueue _queue;
    private readonly SpoolReplay _replay;
    private readonly StoreWriter _writer;
    private readonly Action<string, MarketEventKind, long> _acknowledged;
    private readonly SeedStore _store;
    private readonly Task _running;
    private long _tradeSequence;
    private long _quoteSequence;
    private int _tradeStream;
    private int _quoteStream;
    private long _toldTrades;
    private long _toldQuotes;

    public SeedProcess(
        Journal.MemorySegmentFiles files, SeedStore store, TimeProvider time, int capacity, int run, bool withoutStore, Action<string, MarketEventKind, long> acknowledged)
    {
        _time = time;
        _store = store;
        _acknowledged = acknowledged;
        _spool = FileTickSpool.Open(files, new SpoolOptions { MaxDiskShare = 1, SegmentBytes = 2_000 }, time, NullLogger.Instance);
        _queue = new StoreQueue(capacity, _options.FlushTicks, _options.MaxBatchTicks, time);
        _replay = new SpoolReplay(_spool, store, Source, _options, time, NullLogger.Instance)
        {
            StreamSource = withoutStore ? $"{Source}@{run}" : Source, OnProblem = problem => _writer!.SetProblem(problem),
        };
        _writer = new StoreWriter(_queue, store, _spool, _replay, Source, _options, time, NullLogger.Instance, () => { });
        _running = RunAsync(withoutStore);
    }

    public bool IsReady { get; private set; }

    public int Space => _queue.Space;

    public SpoolDamage? Damage => _spool.Status.Damages.FirstOrDefault();

    public IngestCounters Counters
    {
        get
        {
            var counters = _queue.Read(_writer.Problem, _spool.Status, HybridClock.Now(_time));
            Tell(counters.Of(MarketEventKind.Trade), _sentTrades, ref _toldTrades);
            Tell(counters.Of(MarketEventKind.Quote), _sentQuotes, ref _toldQuotes);
            return counters;
        }
    }

    public bool IsSettled => Counters is { InFlight: 0, Spooled: 0, StoreProblem: null } && _replay.IsIdle;

    public string Describe() => $"{Counters} idle {_replay.IsIdle}, ready {IsReady}";

    public void Send(Random random)
    {
        var isTrade = random.Next(3) > 0;
        var kind = isTrade ? MarketEventKind.Trade : MarketEventKind.Quote;
        var sequence = isTrade ? ++_tradeSequence : ++_quoteSequence;
        var now = HybridClock.Now(_time);
        _queue.Append(new MarketEvent(kind, new InstrumentKey(1), 100, 1, 0, 0, TickFlags.None, now, now + 1, isTrade ? _tradeStream : _quoteStream, sequence), []);
        (isTrade ? _sentTrades : _sentQuotes).Add((kind, sequence));
    }

    public void ThrowIfFailed()
    {
        if (_running.IsFaulted) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_running.Exception!.InnerException!);
    }

    /// <summary>
    /// Ticks are acknowledged or given up in the order of their numbers; which of them were given up is known by the gap rows, so those that
    /// might have been are not counted as promised.
    /// </summary>
    private void Tell(TickCounters counters, List<(MarketEventKind Kind, long Sequence)> sent, ref long told)
    {
        if (counters.Rejected > 0) return;
        for (; told < counters.Acknowledged; told++) _acknowledged(_replay.StreamSource, sent[(int)told].Kind, sent[(int)told].Sequence);
    }

    private async Task RunAsync(bool withoutStore)
    {
        var writing = _writer.RunAsync(CancellationToken.None);
        if (!withoutStore)
        {
            await _replay.CatchUpAsync(CancellationToken.None);
            var trades = await OpenAsync(MarketEventKind.Trade);
            var quotes = await OpenAsync(MarketEventKind.Quote);
            (_tradeStream, _tradeSequence) = (trades.Stream, trades.LastSequence);
            (_quoteStream, _quoteSequence) = (quotes.Stream, quotes.LastSequence);
            _writer.SetProblem(null);
        }

        IsReady = true;
        await await Task.WhenAny(writing, _replay.RunAsync(CancellationToken.None));
    }

    private Task<StreamPosition> OpenAsync(MarketEventKind kind) => Argonaut.Live.History.StoreRetry.RunAsync(
        token => _store.OpenStreamAsync(Source, kind, token), _options, _time, _writer.SetProblem, CancellationToken.None);
}
