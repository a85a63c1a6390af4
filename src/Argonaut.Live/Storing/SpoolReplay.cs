using System.Collections.Immutable;
using System.Diagnostics;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Storing;

/// <summary>
/// Moves what was spooled into the store, in order. Before it goes on after any failure it reads the watermarks: what they cover is stored
/// already, what they should cover and do not is sent again from the spool, and what is nowhere becomes a gap row (faults.md 1.1, F-210).
/// The store has one writer at a time: this loop while something waits, <see cref="StoreWriter"/> while nothing does.
/// </summary>
internal sealed class SpoolReplay(ITickSpool spool, IMarketStore store, string source, LiveOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(10);

    private static readonly ImmutableArray<MarketEventKind> Kinds = [.. KindSet.Ticks.Each];

    private readonly Lock _gate = new();
    private readonly Signal _hasWork = new();
    private readonly Signal _becameIdle = new();
    private readonly Queue<(long Index, TaskCompletionSource Done)> _waiting = new();
    private readonly Dictionary<(string Source, MarketEventKind Kind), StreamLane> _lanes = [];
    private readonly StoreLoad _load = new();
    private Task? _lateCommit;
    private SpooledBatch? _peeked;
    private long _cursor;
    private long _gaps;
    private bool _isChecked;
    private bool _isAgain = true;   // until all that is kept was gone through: what a former process had stored may be lacking
    private volatile bool _isVerified;
    private volatile bool _isIdle;
    private volatile bool _hasEnded;
    private volatile bool _isQuick = true;

    /// <summary>Told why the store does not take data; null when it does.</summary>
    public required Action<StoreDiagnosis?> OnProblem { get; init; }

    /// <summary>Told that changes of order books are nowhere: what is stored of the books goes wrong there.</summary>
    public required Action OnBooksLost { get; init; }

    /// <summary>Everything spooled is in the store, nothing is in doubt, and this loop leaves the store alone.</summary>
    public bool IsIdle => _isIdle;

    /// <summary>Gap rows of lost sequences that were brought to the store here.</summary>
    public long Gaps => Interlocked.Read(ref _gaps);

    /// <summary>Whose streams this process numbers its ticks in. Before anything is written.</summary>
    public required string StreamSource { get; set; }

    /// <summary>A commit failed, or takes too long: the store is not written to before its outcome is known.</summary>
    /// <param name="lateCommit">Still runs; null when it has failed.</param>
    public void Doubt(Task? lateCommit)
    {
        lock (_gate)
        {
            _isIdle = false;
            _isVerified = false;
            _lateCommit = lateCommit;
            if (lateCommit is not null) _isQuick = false;
            _becameIdle.Reset();
        }

        _hasWork.Set();
    }

    /// <summary>The load is about to be given to the store or to the spool.</summary>
    public void NoteGiven(StoreLoad load)
    {
        lock (_gate)
        {
            foreach (var kind in Kinds)
                if (load.Of(kind) is { IsEmpty: false } ticks) LaneOf(kind).Given = ticks[^1].Sequence;
        }
    }

    /// <summary>A commit past the spool.</summary>
    public void NoteCommitted(StoreLoad load)
    {
        lock (_gate)
        {
            foreach (var kind in Kinds)
            {
                if (load.Of(kind) is not { IsEmpty: false } ticks) continue;
                var lane = LaneOf(kind);
                lane.Committed = ticks[^1].Sequence;
                lane.Acknowledged = (ticks[^1].Sequence, ticks[^1].TsInit);
            }
        }
    }

    /// <summary>The load was spooled; whoever waits for it waits for the store.</summary>
    public void NoteSpooled(StoreLoad load, long index)
    {
        lock (_gate)
        {
            _isIdle = false;
            _becameIdle.Reset();
            foreach (var kind in Kinds)
                if (load.Of(kind) is { IsEmpty: false } ticks) LaneOf(kind).Acknowledged = (ticks[^1].Sequence, ticks[^1].TsInit);
        }

        WhenStored(index, load.Waiting);
    }

    /// <summary>Completes them when the store has all up to an index.</summary>
    public void WhenStored(long index, List<TaskCompletionSource> waiting)
    {
        lock (_gate)
            foreach (var one in waiting) _waiting.Enqueue((index, one));
        waiting.Clear();
        CompleteWaiting();
        _hasWork.Set();
    }

    /// <summary>True when the store has all ticks of a load whose commit was in doubt. While idle.</summary>
    public bool Covers(StoreLoad load)
    {
        lock (_gate)
        {
            foreach (var kind in Kinds)
                if (load.Of(kind) is { IsEmpty: false } ticks && !(LaneOf(kind).Position?.LastSequence >= ticks[^1].Sequence)) return false;
            return load.TickCount > 0;
        }
    }

    /// <summary>The store's number of a stream of this process. While idle.</summary>
    public int StreamOf(MarketEventKind kind)
    {
        lock (_gate) return LaneOf(kind).Position?.Stream ?? 0;
    }

    /// <summary>
    /// Where a stream of this process goes on, after <see cref="CatchUpAsync"/>. The store is not asked again: a standby that took over in
    /// between may lack the last commits, and their numbers must not be given out a second time.
    /// </summary>
    public StreamPosition PositionOf(MarketEventKind kind)
    {
        lock (_gate) return LaneOf(kind).Position ?? throw new InvalidOperationException($"The position of {kind} is asked for before it is known.");
    }

    /// <summary>
    /// True when the store may be written to directly, perhaps after a short wait for the last that is spooled; false while it should be
    /// spooled on. With it a steady flow of ticks finds back to the store.
    /// </summary>
    public async Task<bool> IsNearAsync(CancellationToken ct)
    {
        if (_isIdle) return true;
        if (_hasEnded || !_isVerified || !_isQuick || spool.Status.WaitingTicks > options.MaxBatchTicks) return false;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(_becameIdle.WaitAsync(either.Token), Task.Delay(options.SlowCommit, time, either.Token));
        either.Cancel();   // at once, on this loop
        ct.ThrowIfCancellationRequested();
        return _isIdle;
    }

    /// <summary>Runs until cancelled. What comes later is spooled, and the next start brings it to the store.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                _hasWork.Reset();
                if (!_isIdle) await CatchUpAsync(ct);
                CompleteWaiting();
                using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
                await Task.WhenAny(_hasWork.WaitAsync(either.Token), Task.Delay(TrimInterval, time, either.Token));
                either.Cancel();   // at once, on this loop
                ct.ThrowIfCancellationRequested();
                if (_isIdle) spool.Trim();
            }
        }
        finally
        {
            _hasEnded = true;
            _becameIdle.Set();   // nobody may wait for it any more
        }
    }

    /// <summary>Ends when everything that is spooled is in the store, however long that takes.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        for (var delay = options.RetryDelay; ; delay = delay * 2 < options.MaxRetryDelay ? delay * 2 : options.MaxRetryDelay)
        {
            try
            {
                await EndLateCommitAsync();
                if (!_isChecked) await CheckDatabaseAsync(ct);
                if (!_isVerified) await ReadPositionsAsync(ct);
                _isVerified = true;
                var acknowledged = Acknowledged();
                while (await MoveAsync(ct))
                {
                    delay = options.RetryDelay;
                    acknowledged = Acknowledged();
                }

                _isAgain = false;
                await NoteLostTailAsync(acknowledged, ct);
                if (TryBecomeIdle()) return;
                delay = options.RetryDelay;
                continue;
            }
            catch (StoreUnavailableException e)
            {
                _isVerified = false;
                _becameIdle.Set();   // it will not be soon: whoever waits for it spools on
                OnProblem(e.Diagnosis);
            }

            await Task.Delay(delay, time, ct);
        }
    }

    private bool TryBecomeIdle()
    {
        lock (_gate)
        {
            if (!_isVerified || spool.Status is not { } status || status.StoredIndex < status.LastIndex) return false;
            _isIdle = true;
        }

        OnProblem(null);
        _becameIdle.Set();
        return true;
    }

    private async Task EndLateCommitAsync()
    {
        Task? late;
        lock (_gate) (late, _lateCommit) = (_lateCommit, null);
        if (late is null) return;
        try
        {
            await late;
        }
        catch (StoreUnavailableException)
        {
            // The watermark will tell what became of it.
        }
    }

    /// <summary>Keys of instruments are the database's: what was spooled for one must not go to another.</summary>
    private async Task CheckDatabaseAsync(CancellationToken ct)
    {
        if (spool.Status is { WaitingTicks: > 0 } status && spool.LoadNotes() is { } notes)
        {
            var there = (await store.LoadInstrumentsAsync(ct)).ToDictionary(i => i.Key);
            foreach (var noted in notes.Instruments)
                if (!there.TryGetValue(noted.Key, out var found) || found.Id != noted.Id || found.Source != noted.Source)
                    throw new StoreUnavailableException(new StoreDiagnosis(StoreFault.Refused,
                        $"This is not the database that {status.WaitingTicks} ticks in {status.Location} were recorded for: instrument {noted.Key} is not {noted.Id} in it. "
                        + "Use that database again, or move the folder away."));
        }

        _isChecked = true;
    }

    /// <summary>Where the store's streams stand. When it lacks what it had confirmed, all that is kept is gone through again.</summary>
    private async Task ReadPositionsAsync(CancellationToken ct)
    {
        lock (_gate)
            foreach (var lane in _lanes.Values) lane.Position = null;
        _peeked = null;
        foreach (var (of, kind) in KnownLanes())
        {
            var position = await PositionAsync(of, kind, ct);
            lock (_gate)
            {
                var lane = LaneOf(of, kind);
                if (position.LastSequence > lane.Given)
                    throw new UnreachableException(
                        $"Expected the watermark of {kind} at {lane.Given} at most, found {position.LastSequence}: somebody else writes this stream.");
                if (position.LastSequence >= lane.Committed)
                {
                    // What the store has said that it has it must not lack later, whoever committed it.
                    lane.Committed = position.LastSequence;
                    if (lane.Acknowledged.Sequence < position.LastSequence) lane.Acknowledged = (position.LastSequence, position.LastTsInit);
                    continue;
                }

                LiveLog.ServerLostCommits(log, kind, position.LastSequence, lane.Committed);
                _isAgain = true;
            }
        }

        var status = spool.Status;
        _cursor = _isAgain ? status.FirstIndex - 1 : status.StoredIndex;   // what failed is sent again
    }

    /// <summary>Those of this process, and those of earlier ones whose batches were read.</summary>
    private List<(string Source, MarketEventKind Kind)> KnownLanes()
    {
        lock (_gate) return [.. Kinds.Select(kind => (StreamSource, kind)).Union(_lanes.Keys)];
    }

    private async Task<StreamPosition> PositionAsync(string of, MarketEventKind kind, CancellationToken ct)
    {
        lock (_gate)
            if (LaneOf(of, kind).Position is { } known) return known;
        var position = await store.OpenStreamAsync(of, kind, ct);
        lock (_gate) LaneOf(of, kind).Position = position;
        return position;
    }

    /// <summary>Stores the next spooled batches in one transaction; false when there are none.</summary>
    private async Task<bool> MoveAsync(CancellationToken ct)
    {
        _load.Clear();
        SpooledBatch? last = null;
        Dictionary<(string Source, MarketEventKind Kind), StreamPosition> reached = [];
        while (_peeked is not null || (_peeked = spool.Next(_cursor)) is not null)
        {
            var next = _peeked;
            if (last is not null && (last.Source != next.Source || _load.TickCount + next.Batch.Ticks.Sum > options.MaxBatchTicks)) break;
            foreach (var kind in Kinds)
                if (!reached.ContainsKey((next.Source, kind))) reached[(next.Source, kind)] = await PositionAsync(next.Source, kind, ct);
            await AddAsync(next, reached, ct);
            _cursor = next.Index;
            last = next;
            _peeked = null;
        }

        if (last is null) return false;
        if (_load.HasRows)
        {
            var started = time.GetTimestamp();
            await CommitAsync(ct);
            _isQuick = time.GetElapsedTime(started) < options.SlowCommit;
        }

        lock (_gate)
            foreach (var (key, position) in reached)
            {
                var lane = LaneOf(key.Source, key.Kind);
                lane.Position = position;
                lane.Committed = Math.Max(lane.Committed, position.LastSequence);
            }

        spool.MarkStored(last);
        CompleteWaiting();
        return true;
    }

    private async Task AddAsync(SpooledBatch spooled, Dictionary<(string Source, MarketEventKind Kind), StreamPosition> reached, CancellationToken ct)
    {
        var batch = spooled.Batch;
        foreach (var gap in batch.Gaps)
            if (gap is { FromSequence: { } first, ToSequence: { } end }) LaneOf(spooled.Source, gap.Kind).Explained = (first, end);
        var before = _load.TickCount;
        foreach (var kind in Kinds) AddTicks(spooled.Source, kind, batch.Of(kind).Span, reached);
        var hasTicks = batch.Ticks.Sum > 0;
        if (hasTicks ? _load.TickCount == before : spooled.Index <= spool.Status.StoredIndex) return;   // it is stored
        foreach (var bar in batch.Bars) _load.Add(bar);
        foreach (var gap in batch.Gaps)
        {
            var stream = reached[(spooled.Source, gap.Kind)].Stream;
            // Without ticks no watermark tells whether the row is there.
            if (hasTicks || !await IsNotedAsync(gap, ct)) _load.Gaps.Add(gap with { Stream = stream });
        }
    }

    private void AddTicks(
        string of, MarketEventKind kind, ReadOnlySpan<MarketEvent> ticks, Dictionary<(string Source, MarketEventKind Kind), StreamPosition> reached)
    {
        var position = reached[(of, kind)];
        if (ticks.IsEmpty || ticks[^1].Sequence <= position.LastSequence) return;
        if (ticks[0].Sequence <= position.LastSequence)
            throw new UnreachableException(
                $"Expected the watermark of {kind} before {ticks[0].Sequence} or at {ticks[^1].Sequence}, found {position.LastSequence}: somebody else writes this stream.");
        foreach (ref readonly var tick in ticks)
        {
            if (tick.Sequence > position.LastSequence + 1) Lose(of, kind, position, tick.Sequence - 1, tick.TsInit);
            _load.Add(tick with { Stream = position.Stream });
            position = position with { LastSequence = tick.Sequence, LastTsInit = tick.TsInit };
        }

        reached[(of, kind)] = position;
    }

    /// <summary>Sequences after a position that are not to be had become a gap row, unless one of the spool names them already.</summary>
    private void Lose(string of, MarketEventKind kind, StreamPosition position, long last, UnixNanos until)
    {
        var first = position.LastSequence + 1;
        var explained = LaneOf(of, kind).Explained;
        if (explained.First <= first && explained.Last >= last) return;
        var from = position.LastTsInit.Value > 0 && position.LastTsInit < until ? position.LastTsInit : until - 1;
        _load.Gaps.Add(LostTicks.Of(source, position.Stream, kind, from, until, first, last, GapCause.Storage));
    }

    private async Task<bool> IsNotedAsync(Gap gap, CancellationToken ct)
    {
        var found = await store.ReadGapsAsync(gap.Instrument, gap.From, gap.To, 1_000, ct);
        return found.Any(g => g.From == gap.From && g.To == gap.To && g.Kind == gap.Kind && g.Reason == gap.Reason && g.Instrument == gap.Instrument);
    }

    private Dictionary<MarketEventKind, (long Sequence, UnixNanos TsInit)> Acknowledged()
    {
        lock (_gate) return Kinds.ToDictionary(k => k, k => LaneOf(k).Acknowledged);
    }

    /// <summary>What was durable once, and is neither in the store nor in the spool.</summary>
    /// <param name="acknowledged">From before the spool was found empty.</param>
    private async Task NoteLostTailAsync(Dictionary<MarketEventKind, (long Sequence, UnixNanos TsInit)> acknowledged, CancellationToken ct)
    {
        _load.Clear();
        foreach (var (kind, (last, at)) in acknowledged)
        {
            var position = await PositionAsync(StreamSource, kind, ct);
            if (position.LastSequence >= last) continue;
            Lose(StreamSource, kind, position, last, at + 1);
            lock (_gate) LaneOf(kind).Position = position with { LastSequence = last, LastTsInit = at };
        }

        for (var i = _load.Gaps.Count - 1; i >= 0; i--)
            if (await IsNotedAsync(_load.Gaps[i], ct)) _load.Gaps.RemoveAt(i);
        if (_load.Gaps.Count == 0) return;
        await CommitAsync(ct);
    }

    private async Task CommitAsync(CancellationToken ct)
    {
        await store.CommitAsync(_load.ToBatch(), ct);
        foreach (var gap in _load.Gaps)
        {
            if (gap is not { FromSequence: { } first, ToSequence: { } last }) continue;
            LiveLog.TicksLost(log, gap.Kind, first, last);
            Interlocked.Increment(ref _gaps);
        }

        if (_load.Gaps.Exists(g => g is { Kind: MarketEventKind.BookDelta, Reason: var reason } && reason == GapCauses.TextOf(GapCause.Storage))) OnBooksLost();
    }

    private void CompleteWaiting()
    {
        var stored = spool.Status.StoredIndex;
        lock (_gate)
            while (_waiting.TryPeek(out var next) && next.Index <= stored)
            {
                _waiting.Dequeue();
                next.Done.TrySetResult();
            }
    }

    private StreamLane LaneOf(MarketEventKind kind) => LaneOf(StreamSource, kind);

    private StreamLane LaneOf(string of, MarketEventKind kind)
    {
        lock (_gate)
        {
            if (!_lanes.TryGetValue((of, kind), out var lane)) _lanes[(of, kind)] = lane = new StreamLane();
            return lane;
        }
    }
}
