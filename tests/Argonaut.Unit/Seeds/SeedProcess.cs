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
    private readonly Dictionary<MarketEventKind, Lane> _lanes = KindSet.Ticks.Each.ToDictionary(kind => kind, _ => new Lane());
    private readonly TimeProvider _time;
    private readonly FileTickSpool _spool;
    private readonly StoreQueue _queue;
    private readonly SpoolReplay _replay;
    private readonly StoreWriter _writer;
    private readonly Action<string, MarketEventKind, long> _acknowledged;
    private readonly Task _running;

    public SeedProcess(
        Journal.MemorySegmentFiles files, SeedStore store, TimeProvider time, int capacity, int run, bool withoutStore, Action<string, MarketEventKind, long> acknowledged)
    {
        _time = time;
        _acknowledged = acknowledged;
        _spool = FileTickSpool.Open(files, new SpoolOptions { MaxDiskShare = 1, SegmentBytes = 2_000 }, time, NullLogger.Instance);
        _queue = new StoreQueue(capacity, _options.FlushTicks, _options.MaxBatchTicks, _options.FlushInterval, time);
        _replay = new SpoolReplay(_spool, store, Source, _options, time, NullLogger.Instance)
        {
            StreamSource = withoutStore ? $"{Source}@{run}" : Source, OnProblem = problem => _writer!.SetProblem(problem), OnBooksLost = () => { },
        };
        _writer = new StoreWriter(_queue, store, _spool, _replay, Source, _options, time, NullLogger.Instance, () => { }) { OnBooksLost = () => { } };
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
            foreach (var (kind, lane) in _lanes) Tell(counters.Of(kind), lane);
            return counters;
        }
    }

    public bool IsSettled => Counters is { InFlight: 0, Spooled: 0, StoreProblem: null } && _replay.IsIdle;

    public string Describe() => $"{Counters} idle {_replay.IsIdle}, ready {IsReady}";

    public void Send(Random random)
    {
        var kind = random.Next(5) switch { < 2 => MarketEventKind.Trade, 2 => MarketEventKind.Quote, _ => MarketEventKind.BookDelta };
        var lane = _lanes[kind];
        var now = HybridClock.Now(_time);
        _queue.Append(new MarketEvent(kind, new InstrumentKey(1), 100, 1, 0, 0, TickFlags.None, now, now + 1, lane.Stream, ++lane.Sequence), []);
        lane.Sent.Add(lane.Sequence);
    }

    public void ThrowIfFailed()
    {
        if (_running.IsFaulted) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_running.Exception!.InnerException!);
    }

    /// <summary>
    /// Ticks are acknowledged or given up in the order of their numbers; which of them were given up is known by the gap rows, so those that
    /// might have been are not counted as promised.
    /// </summary>
    private void Tell(TickCounters counters, Lane lane)
    {
        if (counters.Rejected > 0) return;
        for (; lane.Told < counters.Acknowledged; lane.Told++) _acknowledged(_replay.StreamSource, counters.Kind, lane.Sent[(int)lane.Told]);
    }

    private async Task RunAsync(bool withoutStore)
    {
        var writing = _writer.RunAsync(CancellationToken.None);
        if (!withoutStore)
        {
            await _replay.CatchUpAsync(CancellationToken.None);
            foreach (var (kind, lane) in _lanes)
            {
                var position = _replay.PositionOf(kind);
                (lane.Stream, lane.Sequence) = (position.Stream, position.LastSequence);
            }

            _writer.SetProblem(null);
        }

        IsReady = true;
        await await Task.WhenAny(writing, _replay.RunAsync(CancellationToken.None));
    }

    /// <summary>The numbering of one kind, what was sent of it, and of how much of that it was told that it is durable.</summary>
    private sealed class Lane
    {
        public int Stream;
        public long Sequence;
        public long Told;

        public List<long> Sent { get; } = [];
    }
}
