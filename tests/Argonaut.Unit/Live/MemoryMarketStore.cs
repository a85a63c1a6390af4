using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Unit.Live;

/// <summary>A market store in memory that keeps the port's promises, and fails when a test asks for it.</summary>
internal sealed class MemoryMarketStore : IMarketStore, IInstrumentVersions
{
    private readonly Lock _gate = new();
    private readonly List<Instrument> _instruments = [];
    private readonly List<(InstrumentKey Key, InstrumentVersion Version)> _versions = [];
    private readonly HashSet<InstrumentKey> _subscriptions = [];
    private readonly Dictionary<(string, MarketEventKind), int> _streams = [];
    private readonly Dictionary<int, (long Sequence, UnixNanos TsInit)> _watermarks = [];
    private readonly Dictionary<(InstrumentKey, Timeframe, UnixNanos), Bar> _bars = [];
    private readonly List<MarketEvent> _ticks = [];
    private readonly List<Gap> _gaps = [];
    private readonly Queue<CommitFault> _faults = new();
    private TaskCompletionSource? _hold;

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

    public int Commits { get; private set; }

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
            lock (_gate) return [.. _bars.Values.OrderBy(b => b.Timeframe.Index).ThenBy(b => b.TsOpen)];
        }
    }

    public ImmutableArray<Gap> Gaps
    {
        get
        {
            lock (_gate) return [.. _gaps];
        }
    }

    /// <summary>The next commits fare like this, one each.</summary>
    public void Fail(params CommitFault[] faults)
    {
        lock (_gate)
            foreach (var fault in faults) _faults.Enqueue(fault);
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

    public Task<ImmutableArray<InstrumentKey>> LoadSubscriptionsAsync(CancellationToken ct) => Read(() => _subscriptions.ToImmutableArray());

    public Task SaveSubscriptionAsync(InstrumentKey instrument, bool isActive, CancellationToken ct) =>
        Write(() => isActive ? _subscriptions.Add(instrument) : _subscriptions.Remove(instrument));

    public Task<StreamPosition> OpenStreamAsync(string source, MarketEventKind kind, CancellationToken ct) => Read(() =>
    {
        if (!_streams.TryGetValue((source, kind), out var stream)) _streams[(source, kind)] = stream = _streams.Count + 1;
        var (sequence, at) = _watermarks.GetValueOrDefault(stream);
        return new StreamPosition(stream, sequence, at);
    });

    public async Task CommitAsync(StoreBatch batch, CancellationToken ct)
    {
        TaskCompletionSource? hold;
        lock (_gate) hold = _hold;
        if (hold is not null) await hold.Task.WaitAsync(ct);
        await Write(() =>
        {
            var fault = _faults.TryDequeue(out var next) ? next : CommitFault.None;
            if (fault == CommitFault.BeforeCommit) throw new StoreUnavailableException("refused");
            Store(batch.Trades.Span);
            Store(batch.Quotes.Span);
            foreach (var bar in batch.Bars) _bars[(bar.Instrument, bar.Timeframe, bar.TsOpen)] = bar;
            foreach (var gap in batch.Gaps) _gaps.Add(gap with { Id = _gaps.Count + 1 });
            Commits++;
            if (fault == CommitFault.AfterCommit) throw new StoreUnavailableException("the answer was lost");
            return true;
        });
    }

    public Task<ImmutableArray<MarketEvent>> ReadTicksAsync(TickQuery query, CancellationToken ct) => Read(() =>
    {
        var rows = _ticks.Where(t => t.Kind == query.Kind && t.Instrument == query.Instrument && t.TsEvent >= query.From && t.TsEvent < query.To)
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
        _ticks.Where(t => t.Kind == kind && t.Instrument == instrument).OrderBy(t => t.TsInit).Select(t => (MarketEvent?)t).LastOrDefault());

    public Task<ImmutableArray<Bar>> ReadBarsAsync(BarQuery query, CancellationToken ct) => Read(() =>
    {
        var rows = _bars.Values.Where(b => b.Instrument == query.Instrument && b.Timeframe == query.Timeframe && b.TsOpen >= query.From && b.TsOpen < query.To)
            .OrderBy(b => b.TsOpen).AsEnumerable();
        return (query.Descending ? rows.Reverse() : rows).Take(query.Limit).ToImmutableArray();
    });

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(CancellationToken ct) => CoverageAsync(UnixNanos.Zero, UnixNanos.MaxValue, ct);

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(UnixNanos from, UnixNanos to, CancellationToken ct) => Read(() =>
        _ticks.Where(t => t.TsEvent >= from && t.TsEvent < to).GroupBy(t => (t.Instrument, t.Kind))
            .Select(g => new CoverageRow(g.Key.Instrument, g.Key.Kind, null, g.Min(t => t.TsEvent), g.Max(t => t.TsEvent), g.Count(), false))
            .ToImmutableArray());

    public Task<ImmutableArray<Gap>> ReadGapsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, int limit, CancellationToken ct) => Read(() =>
        _gaps.Where(g => (instrument is null || g.Instrument == instrument) && g.From < to && g.To > from).Take(limit).ToImmutableArray());

    public Task UpdateGapAsync(long gapId, GapState state, string? explanation, CancellationToken ct) => Write(() =>
    {
        var at = _gaps.FindIndex(g => g.Id == gapId);
        _gaps[at] = _gaps[at] with { State = state, Explanation = explanation };
        return true;
    });

    public Task<StoreHealth> CheckAsync(CancellationToken ct) => Task.FromResult(new StoreHealth(!IsDown, "memory", IsDown ? "down" : null));

    private void Store(ReadOnlySpan<MarketEvent> ticks)
    {
        foreach (var tick in ticks)
        {
            var last = _watermarks.GetValueOrDefault(tick.Stream).Sequence;
            if (tick.Sequence != last + 1) throw new InvalidOperationException($"Expected sequence {last + 1}, found {tick.Sequence}.");
            _watermarks[tick.Stream] = (tick.Sequence, tick.TsInit);
            _ticks.Add(tick);
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
