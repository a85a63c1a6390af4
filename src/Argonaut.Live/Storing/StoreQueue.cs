using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Live.Metrics;
using Argonaut.Ports;
using Argonaut.Trading.Quality;

namespace Argonaut.Live.Storing;

/// <summary>
/// What is received and not yet acknowledged, in order, and the counters of both. One load fills while the writer commits another. A
/// tick and the bars it closed are in the same load, so what is stored is always consistent. Safe from any thread.
/// </summary>
internal sealed class StoreQueue(int capacityTicks, int flushTicks, int maxBatchTicks, TimeSpan flushInterval, TimeProvider time)
{
    private const int BulkBarsPerLoad = 1_000;
    private const int KeptLoads = 3;

    private readonly Lock _gate = new();
    private readonly Queue<StoreLoad> _sealed = new();
    private readonly Stack<StoreLoad> _spare = new();
    private readonly Queue<(Bar Bar, TaskCompletionSource? Done)> _bulk = new();
    private readonly TickTally _tally = new();
    private readonly LagHistogram _lag = new();
    private readonly RateMeter _rate = new();
    private StoreLoad _filling = new();
    private long _dueAt = time.GetTimestamp();
    private long _inFlight;
    private UnixNanos _lastCommit;
    private bool _isComplete;

    /// <summary>
    /// Set when what waits should wait no longer: enough of it, somebody asks, its time has come and ingestion looks (<see cref="Pulse"/>), or
    /// it is the first after a pause. Also set at completion.
    /// </summary>
    public Signal IsDue { get; } = new();

    /// <summary>Set when ticks were acknowledged.</summary>
    public Signal HasSpace { get; } = new();

    /// <summary>How many ticks may be added before the queue is full.</summary>
    public int Space => (int)Math.Max(0, capacityTicks - Interlocked.Read(ref _inFlight));

    /// <summary>Ticks appended or rejected.</summary>
    public long Received
    {
        get
        {
            lock (_gate) return _tally.Received;
        }
    }

    public bool IsComplete => Volatile.Read(ref _isComplete);

    /// <summary>A whole load waits.</summary>
    public bool HasWholeLoad
    {
        get
        {
            lock (_gate) return _sealed.Count > 0 || _filling.TickCount >= flushTicks;
        }
    }

    public void Append(in MarketEvent tick, List<Bar> closed)
    {
        lock (_gate)
        {
            _tally.Receive(tick.Kind);
            _inFlight++;
            Begin();
            _filling.Add(tick);
            foreach (var bar in closed) _filling.Add(bar);
            if (_filling.TickCount == flushTicks) IsDue.Set();
            if (_filling.TickCount >= maxBatchTicks)
            {
                _sealed.Enqueue(_filling);
                _filling = _spare.TryPop(out var load) ? load : new StoreLoad();
            }
        }
    }

    public void Append(List<Bar> closed)
    {
        if (closed.Count == 0) return;
        lock (_gate)
        {
            Begin();
            foreach (var bar in closed) _filling.Add(bar);
        }
    }

    public void Append(Gap gap)
    {
        lock (_gate)
        {
            Begin();
            _filling.Gaps.Add(gap);
        }
    }

    /// <summary>Counts a tick that is not stored, and why.</summary>
    public void Refuse(MarketEventKind kind, QualityRule rule)
    {
        lock (_gate)
        {
            _tally.Refuse(kind, rule);
        }
    }

    /// <summary>Stores many bars a thousand at a time between the ticks; completes when the store has all of them.</summary>
    public Task AppendBulkAsync(IReadOnlyList<Bar> bars, CancellationToken ct)
    {
        if (bars.Count == 0) return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            for (var i = 0; i < bars.Count; i++) _bulk.Enqueue((bars[i], i == bars.Count - 1 ? done : null));
            IsDue.Set();
        }

        return done.Task.WaitAsync(ct);
    }

    /// <summary>Completes when the store has everything that was appended before the call; what is spooled alone does not count.</summary>
    public Task FlushedAsync(CancellationToken ct)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            Begin();
            _filling.Waiting.Add(done);
            IsDue.Set();   // somebody waits: so must not the writer
        }

        return done.Task.WaitAsync(ct);
    }

    /// <summary>Nothing will be appended any more; the writer stores the rest and ends.</summary>
    public void Complete()
    {
        Volatile.Write(ref _isComplete, true);
        IsDue.Set();
    }

    /// <summary>What is left of the flush interval. While it is over, the first thing that comes sets <see cref="IsDue"/>.</summary>
    public TimeSpan Rest
    {
        get
        {
            var rest = time.GetElapsedTime(time.GetTimestamp(), Volatile.Read(ref _dueAt));
            return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// The time until the next load is due: the flush interval after the last one was taken, at once when enough waits or somebody does;
    /// null when nothing waits.
    /// </summary>
    public TimeSpan? TimeToFlush()
    {
        lock (_gate)
        {
            if (_sealed.Count > 0 || _bulk.Count > 0 || _filling.Waiting.Count > 0 || _filling.TickCount >= flushTicks) return TimeSpan.Zero;
            if (_filling.IsEmpty) return null;
            return Rest;
        }
    }

    /// <summary>
    /// Wakes the writer when a load is due. Called after ticks were appended: where they flow, that is more punctual than a timer, which
    /// may be some milliseconds late.
    /// </summary>
    public void Pulse()
    {
        if (time.GetTimestamp() >= Volatile.Read(ref _dueAt)) IsDue.Set();
    }

    /// <summary>The oldest load. It belongs to the caller until it is acknowledged, in the order in which loads were taken.</summary>
    public StoreLoad Take()
    {
        lock (_gate)
        {
            Volatile.Write(ref _dueAt, time.GetTimestamp() + (long)(flushInterval.TotalSeconds * time.TimestampFrequency));
            IsDue.Reset();
            if (!_sealed.TryDequeue(out var load))
            {
                load = _filling;
                _filling = _spare.TryPop(out var next) ? next : new StoreLoad();
            }

            for (var i = 0; i < BulkBarsPerLoad && _bulk.TryDequeue(out var item); i++)
            {
                load.AddBehind(item.Bar);
                if (item.Done is not null) load.Waiting.Add(item.Done);
            }

            return load;
        }
    }

    /// <summary>All of the load is durable.</summary>
    /// <param name="isFree">Nobody reads the load any more: it may be filled again.</param>
    public void Acknowledge(StoreLoad load, UnixNanos now, bool isFree = true)
    {
        lock (_gate)
        {
            _tally.Acknowledge(load);
            _inFlight -= load.TickCount;
            if (load.HasRows) _lastCommit = now;
        }

        lock (_lag)
        {
            foreach (ref readonly var tick in load.Trades) _lag.Add(now - tick.TsInit, now.Value);
            foreach (ref readonly var tick in load.Quotes) _lag.Add(now - tick.TsInit, now.Value);
            foreach (ref readonly var tick in load.BookDeltas) _lag.Add(now - tick.TsInit, now.Value);
        }

        Release(load, isFree);
    }

    /// <summary>The load's ticks are given up: they count as rejected.</summary>
    /// <param name="isFree">Nobody reads the load any more: it may be filled again.</param>
    public void GiveUp(StoreLoad load, bool isFree)
    {
        lock (_gate)
        {
            _tally.GiveUp(load);
            _inFlight -= load.TickCount;
        }

        Release(load, isFree);
    }

    /// <summary>Feeds the rate; called about once a second or more often.</summary>
    public void SampleRate(UnixNanos now)
    {
        lock (_gate) _rate.Sample(_tally.Received, now.Value);
    }

    public IngestCounters Read(StoreDiagnosis? storeProblem, SpoolStatus spool, UnixNanos now)
    {
        TimeSpan p50, p99, max;
        lock (_lag)
        {
            p50 = _lag.Quantile(0.50, now.Value);
            p99 = _lag.Quantile(0.99, now.Value);
            max = _lag.Quantile(1, now.Value);
        }

        lock (_gate)
            return new IngestCounters(
                _tally.Read(spool), _rate.PerSecond(now.Value), p50, p99, max, capacityTicks, _lastCommit, storeProblem?.For(_inFlight + spool.WaitingTicks), spool);
    }

    /// <summary>Whoever waits for the load waits for the store, and is told by the writer.</summary>
    private void Release(StoreLoad load, bool isFree)
    {
        if (isFree)
        {
            load.Clear();
            lock (_gate)
            {
                if (_spare.Count < KeptLoads) _spare.Push(load);
            }
        }

        HasSpace.Set();
    }

    private void Begin()
    {
        if (_filling.IsEmpty) Pulse();
    }
}
