using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Unit.Live;

/// <summary>A market store, its versions and a ledger in memory that keep the ports' promises, and fail when a test asks for it.</summary>
internal sealed class MemoryMarketStore : IMarketStore, IInstrumentVersions, ILineLedger
{
    private readonly Lock _gate = new();
    private readonly List<Instrument> _instruments = [];
    private readonly List<(InstrumentKey Key, InstrumentVersion Version)> _versions = [];
    private readonly Dictionary<InstrumentKey, Recording> _subscriptions = [];
    private readonly Dictionary<(string, MarketEventKind), int> _streams = [];
    private readonly Dictionary<int, (long Sequence, UnixNanos TsInit)> _watermarks = [];
    private readonly Dictionary<(InstrumentKey, Timeframe), SortedList<long, Bar>> _barsOf = [];
    private readonly List<MarketEvent> _ticks = [];
    private readonly Dictionary<(InstrumentKey, MarketEventKind), List<MarketEvent>> _ticksOf = [];
    private readonly List<Gap> _gaps = [];
    private readonly Queue<CommitFault> _faults = new();
    private readonly Queue<CommitFault> _fillFaults = new();
    private readonly Dictionary<(InstrumentKey, MarketEventKind, int Bucket), StoredRate> _rates = [];
    private TaskCompletionSource? _hold;
    private StoreBatch? _prepared;

    /// <summary>What happens to a commit. AfterCommit: it is stored, and the answer is lost.</summary>
    public enum CommitFault
    {
        None,
        BeforeCommit,
        AfterCommit,
    }

    /// <summary>Raised after everything that changed the store, outside of its lock.</summary>
    public event Action? Changed;

    /// <summary>While true, everything throws.</summary>
    public bool IsDown { get; set; }

    /// <summary>While set, commits are refused for this reason.</summary>
    public StoreDiagnosis? Refusal { get; set; }

    public int Commits { get; private set; }

    /// <summary>Batches that were sent ahead of their turn.</summary>
    public int SentAhead { get; private set; }

    /// <summary>Those of them that were committed as they were sent.</summary>
    public int CommittedAhead { get; private set; }

    public ImmutableArray<MarketEvent> Ticks
    {
        get
        {
            lock (_gate) return [.. _ticks];
        }
    }

    public ImmutableArray<Bar> Bars
    {
        get
        {
            lock (_gate) return [.. _barsOf.Values.SelectMany(b => b.Values).OrderBy(b => b.Timeframe.Index).ThenBy(b => b.TsOpen)];
        }
    }

    public ImmutableArray<Gap> Gaps
    {
        get
        {
            lock (_gate) return [.. _gaps];
        }
    }

    public int GapCount
    {
        get
        {
            lock (_gate) return _gaps.Count;
        }
    }

    /// <summary>How many ticks of a stream are stored: its last sequence number.</summary>
    public long StoredOf(string source, MarketEventKind kind)
    {
        lock (_gate) return _streams.TryGetValue((source, kind), out var stream) ? _watermarks.GetValueOrDefault(stream).Sequence : 0;
    }

    /// <summary>The next commits fare like this, one each.</summary>
    public void Fail(params CommitFault[] faults)
    {
        lock (_gate)
            foreach (var fault in faults) _faults.Enqueue(fault);
    }

    /// <summary>The next pages of a backfill fare like this, one each.</summary>
    public void FailFills(params CommitFault[] faults)
    {
        lock (_gate)
            foreach (var fault in faults) _fillFaults.Enqueue(fault);
    }

    /// <summary>As if a standby answered that lacks the last commits of a kind's streams.</summary>
    public void Rewind(MarketEventKind kind, long lastSequence)
    {
        lock (_gate)
        {
            _ticks.RemoveAll(t => t.Kind == kind && t.Sequence > lastSequence);
            foreach (var ticks in _ticksOf.Values) ticks.RemoveAll(t => t.Kind == kind && t.Sequence > lastSequence);
            foreach (var stream in _streams.Where(s => s.Key.Item2 == kind).Select(s => s.Value))
                if (_watermarks.TryGetValue(stream, out var watermark) && watermark.Sequence > lastSequence) _watermarks[stream] = (lastSequence, watermark.TsInit);
        }
    }

    /// <summary>Commits wait until the result is completed.</summary>
    public TaskCompletionSource Hold()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _hold = hold;
        return hold;
    }

    public Task<ImmutableArray<Instrument>> LoadInstrumentsAsync(CancellationToken ct) => Read(() => _instruments.ToImmutableArray());

    public Task<Instrument> SaveInstrumentAsync(Instrument instrument, CancellationToken ct) => Write(() =>
    {
        var at = _instruments.FindIndex(i => i.Id == instrument.Id && i.Source == instrument.Source);
        var saved = instrument with { Key = new InstrumentKey(at < 0 ? _instruments.Count + 1 : at + 1) };
        if (at >= 0 && instrument.PriceScale > _instruments[at].PriceScale) throw new DefinitionConflictException($"{instrument.Id} needs finer prices.");
        var changes = at < 0 ? [] : DefinitionChange.Between(_instruments[at], saved);
        if (at < 0 || !changes.IsEmpty) Add(saved, at < 0 ? UnixNanos.Zero : VersionTime, changes);
        if (at < 0) _instruments.Add(saved);
        else _instruments[at] = saved;
        return saved;
    });

    /// <summary>When new versions become valid.</summary>
    public UnixNanos VersionTime { get; set; } = new(1);

    public Task<ImmutableArray<InstrumentVersion>> ReadVersionsAsync(InstrumentKey instrument, CancellationToken ct) =>
        Read(() => _versions.Where(v => v.Key == instrument).Select(v => v.Version).ToImmutableArray());

    public Task AddVersionAsync(InstrumentKey instrument, UnixNanos validFrom, DefinitionChange change, CancellationToken ct) => Write(() =>
    {
        Add(_instruments[instrument.Value - 1], validFrom, [change]);
        return true;
    });

    private void Add(Instrument definition, UnixNanos validFrom, ImmutableArray<DefinitionChange> changes) =>
        _versions.Add((definition.Key, new InstrumentVersion(_versions.Count(v => v.Key == definition.Key) + 1, validFrom, definition, changes)));

    public Task<ImmutableArray<Recording>> LoadSubscriptionsAsync(CancellationToken ct) => Read(() => _subscriptions.Values.ToImmutableArray());

    public Task SaveSubscriptionAsync(Recording recording, CancellationToken ct) => Write(() =>
    {
        if (recording.Kinds.IsEmpty) _subscriptions.Remove(recording.Instrument);
        else _subscriptions[recording.Instrument] = recording;
        return true;
    });

    public Task<StreamPosition> OpenStreamAsync(string source, MarketEventKind kind, CancellationToken ct) => Read(() =>
    {
        if (!_streams.TryGetValue((source, kind), out var stream)) _streams[(source, kind)] = stream = _streams.Count + 1;
        var (sequence, at) = _watermarks.GetValueOrDefault(stream);
        return new StreamPosition(stream, sequence, at);
    });

    public Task PrepareAsync(StoreBatch batch)
    {
        lock (_gate)
        {
            _prepared = batch;
            SentAhead++;
        }

        return Task.CompletedTask;
    }

    public async Task CommitAsync(StoreBatch batch, CancellationToken ct)
    {
        TaskCompletionSource? hold;
        lock (_gate)
        {
            hold = _hold;
            if (ReferenceEquals(batch, _prepared)) CommittedAhead++;
        }

        if (hold is not null) await hold.Task.WaitAsync(ct);
        await Write(() =>
        {
            var fault = _faults.TryDequeue(out var next) ? next : CommitFault.None;
            if (fault == CommitFault.BeforeCommit) throw new StoreUnavailableException("refused");
            if (Refusal is { } refusal) throw new StoreUnavailableException(refusal);
            Check(batch.Trades.Span, batch.Gaps);
            Check(batch.Quotes.Span, batch.Gaps);
            Check(batch.BookDeltas.Span, batch.Gaps);
            Store(batch.Trades.Span);
            Store(batch.Quotes.Span);
            Store(batch.BookDeltas.Span);
            foreach (var bar in batch.Bars) Store(bar);
            foreach (var gap in batch.Gaps) _gaps.Add(gap with { Id = _gaps.Count + 1 });
            if (batch.FilledGap is { } filled) Update(filled);
            Commits++;
            if (fault == CommitFault.AfterCommit) throw new StoreUnavailableException("the answer was lost");
            return true;
        });
    }

    public Task<ImmutableArray<MarketEvent>> ReadTicksAsync(TickQuery query, CancellationToken ct) => Read(() =>
    {
        if (!_ticksOf.TryGetValue((query.Instrument, query.Kind), out var all)) return [];
        var rows = all.FindAll(t => t.TsEvent >= query.From && t.TsEvent < query.To)
            .OrderBy(t => t.TsEvent).ThenBy(t => t.TsInit).ThenBy(t => t.Stream).ThenBy(t => t.Sequence);
        var ordered = query.Descending ? rows.Reverse() : rows;
        if (query.After is { } after) ordered = ordered.SkipWhile(t => t.Sequence != after.Sequence || t.Stream != after.Stream).Skip(1);
        return ordered.Take(query.Limit).ToImmutableArray();
    });

    public async IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> StreamTicksAsync(
        MarketEventKind kind, InstrumentKey instrument, UnixNanos from, UnixNanos to, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return await Read(() => _ticks.Where(t => t.Kind == kind && t.Instrument == instrument && t.TsInit >= from && t.TsInit < to)
            .OrderBy(t => t.TsInit).ThenBy(t => t.Stream).ThenBy(t => t.Sequence).ToArray());
    }

    public Task<MarketEvent?> LatestTickAsync(MarketEventKind kind, InstrumentKey instrument, CancellationToken ct) => Read(() =>
        _ticksOf.TryGetValue((instrument, kind), out var all) ? all.OrderBy(t => t.TsInit).Select(t => (MarketEvent?)t).LastOrDefault() : null);

    public Task<ImmutableArray<Bar>> ReadBarsAsync(BarQuery query, CancellationToken ct) => Read(() =>
    {
        if (!_barsOf.TryGetValue((query.Instrument, query.Timeframe), out var all)) return [];
        var (first, end) = (IndexOf(all.Keys, query.From.Value), IndexOf(all.Keys, query.To.Value));
        var rows = Enumerable.Range(first, Math.Max(0, end - first)).Select(i => all.Values[i]);
        return (query.Descending ? rows.Reverse() : rows).Take(query.Limit).ToImmutableArray();
    });

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(CancellationToken ct) => CoverageAsync(UnixNanos.Zero, UnixNanos.MaxValue, ct);

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(UnixNanos from, UnixNanos to, CancellationToken ct) => Read(() =>
        _ticks.Where(t => t.TsEvent >= from && t.TsEvent < to).GroupBy(t => (t.Instrument, t.Kind))
            .Select(g => new CoverageRow(g.Key.Instrument, g.Key.Kind, null, g.Min(t => t.TsEvent), g.Max(t => t.TsEvent), g.Count(), false))
            .ToImmutableArray());

    public Task<ImmutableArray<Gap>> ReadGapsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, int limit, CancellationToken ct) => Read(() =>
        _gaps.Where(g => (instrument is null || g.Instrument == instrument) && g.From < to && g.To > from).Take(limit).ToImmutableArray());

    public Task<int> ReopenAsync(CancellationToken ct) => Write(() =>
    {
        var filling = _gaps.Count(g => g.State == GapState.Filling);
        for (var i = 0; i < _gaps.Count; i++)
            if (_gaps[i].State == GapState.Filling) _gaps[i] = _gaps[i] with { State = GapState.Open, RetryAt = default };
        return filling;
    });

    public Task<ImmutableArray<Gap>> DueAsync(string source, UnixNanos now, int limit, CancellationToken ct) => Read(() =>
        _gaps.Where(g => g.Source == source && g.State == GapState.Open && g.RetryAt <= now).OrderBy(g => g.From).Take(limit).ToImmutableArray());

    public Task<UnixNanos?> NextDueAsync(string source, CancellationToken ct) => Read(() =>
        _gaps.Where(g => g.Source == source && g.State == GapState.Open).Select(g => (UnixNanos?)g.RetryAt).DefaultIfEmpty().Min(g => g));

    public Task<Gap?> FindAsync(long gapId, CancellationToken ct) => Read(() => _gaps.Find(g => g.Id == gapId));

    public Task<UnixNanos?> LastEndAsync(InstrumentKey instrument, MarketEventKind kind, CancellationToken ct) => Read(() =>
        _gaps.Where(g => g.Instrument == instrument && g.Kind == kind).Select(g => (UnixNanos?)g.To).DefaultIfEmpty().Max(g => g));

    public Task<Gap> AddAsync(Gap gap, CancellationToken ct) => Write(() =>
    {
        _gaps.Add(gap with { Id = _gaps.Count + 1 });
        return _gaps[^1];
    });

    public Task<bool> UpdateAsync(Gap gap, CancellationToken ct) => Write(() => Update(gap));

    public Task FillAsync(Gap gap, ReadOnlyMemory<MarketEvent> ticks, CancellationToken ct) => Write(() =>
    {
        var fault = _fillFaults.TryDequeue(out var next) ? next : CommitFault.None;
        if (fault == CommitFault.BeforeCommit) throw new StoreUnavailableException("refused");
        Check(ticks.Span, []);
        Store(ticks.Span);
        Update(gap);
        if (fault == CommitFault.AfterCommit) throw new StoreUnavailableException("the answer was lost");
        return true;
    });

    public Task<ImmutableArray<StoredRate>> LoadRatesAsync(CancellationToken ct) => Read(() => _rates.Values.ToImmutableArray());

    public Task SaveRatesAsync(IReadOnlyCollection<StoredRate> rates, CancellationToken ct) => Write(() =>
    {
        foreach (var rate in rates) _rates[(rate.Instrument, rate.Kind, rate.Rate.Bucket)] = rate;
        return true;
    });

    public Task<StoreHealth> CheckAsync(CancellationToken ct) => Task.FromResult(new StoreHealth(!IsDown, "memory", IsDown ? "down" : null));

    private bool Update(Gap gap)
    {
        var at = _gaps.FindIndex(g => g.Id == gap.Id);
        if (at < 0) return false;
        _gaps[at] = gap;
        return true;
    }

    private void Store(Bar bar)
    {
        if (!_barsOf.TryGetValue((bar.Instrument, bar.Timeframe), out var all)) _barsOf[(bar.Instrument, bar.Timeframe)] = all = [];
        all[bar.TsOpen.Value] = bar;
    }

    /// <summary>Of the first key that is not before this one.</summary>
    private static int IndexOf(IList<long> keys, long key)
    {
        var (low, high) = (0, keys.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (keys[middle] < key) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>A second time is refused as the fence does it; sequences may only be left out where a gap row says so.</summary>
    private void Check(ReadOnlySpan<MarketEvent> ticks, IReadOnlyList<Gap> gaps)
    {
        if (ticks.IsEmpty) return;
        var last = _watermarks.GetValueOrDefault(ticks[0].Stream).Sequence;
        if (ticks[0].Sequence <= last) throw new StoreUnavailableException(new StoreDiagnosis(StoreFault.Overtaken, "stored already"));
        foreach (var tick in ticks)
        {
            var (first, end) = (last + 1, tick.Sequence - 1);
            if (end >= first && !gaps.Concat(_gaps).Any(g => g.Kind == tick.Kind && g.FromSequence <= first && g.ToSequence >= end))
                throw new InvalidOperationException($"Expected sequence {first}, found {tick.Sequence} and no gap row.");
            last = tick.Sequence;
        }
    }

    private void Store(ReadOnlySpan<MarketEvent> ticks)
    {
        foreach (var tick in ticks)
        {
            _watermarks[tick.Stream] = (tick.Sequence, tick.TsInit);
            _ticks.Add(tick);
            if (!_ticksOf.TryGetValue((tick.Instrument, tick.Kind), out var all)) _ticksOf[(tick.Instrument, tick.Kind)] = all = [];
            all.Add(tick);
        }
    }

    private Task<T> Read<T>(Func<T> read)
    {
        if (IsDown) return Task.FromException<T>(new StoreUnavailableException("down"));
        lock (_gate) return Task.FromResult(read());
    }

    private async Task<T> Write<T>(Func<T> write)
    {
        try
        {
            return await Read(write);
        }
        finally
        {
            Changed?.Invoke();
        }
    }
}
