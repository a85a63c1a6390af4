using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>A store in memory with the orders of the real one; it can be away.</summary>
internal sealed class FakeStore : IMarketStore, IInstrumentVersions, IExportLedger, IImportStore, IDayCoverage
{
    public FakeMaintenance Maintenance { get; } = new();

    public FakeQuality Quality { get; } = new();

    private readonly Lock _gate = new();
    private readonly SortedSet<MarketEvent> _ticks = new(Comparer<MarketEvent>.Create((a, b) => PlaceOf(a).CompareTo(PlaceOf(b))));
    private readonly Dictionary<(InstrumentKey, Timeframe, UnixNanos), Bar> _bars = [];
    private readonly Dictionary<string, ExportRecord> _ledger = new(StringComparer.Ordinal);
    private int _barReads;
    private long _imported;

    public bool IsAway { get; set; }

    /// <summary>Of every instrument.</summary>
    public ImmutableArray<InstrumentVersion> Versions { get; set; } = [];

    public Task<ImmutableArray<InstrumentVersion>> ReadVersionsAsync(InstrumentKey instrument, CancellationToken ct)
    {
        Check();
        return Task.FromResult<ImmutableArray<InstrumentVersion>>([.. Versions.Where(v => v.Definition.Key == instrument)]);
    }

    public Task AddVersionAsync(InstrumentKey instrument, UnixNanos validFrom, DefinitionChange change, CancellationToken ct) =>
        throw new NotSupportedException();

    public List<Gap> Gaps { get; } = [];

    /// <summary>How often bars were asked for.</summary>
    public int BarReads => Volatile.Read(ref _barReads);

    /// <summary>Where streams of ticks began, in the order in which they were asked for.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<UnixNanos> StreamsFrom { get; } = [];

    /// <summary>When set, streams wait for it before their second chunk.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public void Add(params IEnumerable<MarketEvent> ticks)
    {
        lock (_gate) _ticks.UnionWith(ticks);
    }

    public void Add(params IEnumerable<Bar> bars)
    {
        lock (_gate)
            foreach (var bar in bars) _bars[(bar.Instrument, bar.Timeframe, bar.TsOpen)] = bar;
    }

    public Task<ImmutableArray<MarketEvent>> ReadTicksAsync(TickQuery query, CancellationToken ct)
    {
        Check();
        lock (_gate)
        {
            var rows = _ticks.Where(t => t.Kind == query.Kind && t.Instrument == query.Instrument && t.TsEvent >= query.From && t.TsEvent < query.To && (query.KnownAt is not { } at || t.TsInit <= at));
            if (query.After is { } after)
            {
                var place = (after.TsEvent.Value, after.TsInit.Value, after.Stream, after.Sequence);
                rows = rows.Where(t => query.Descending ? Key(t).CompareTo(place) < 0 : Key(t).CompareTo(place) > 0);
            }

            return Task.FromResult<ImmutableArray<MarketEvent>>([.. (query.Descending ? rows.Reverse() : rows).Take(query.Limit)]);
        }
    }

    public async IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> StreamTicksAsync(
        MarketEventKind kind, InstrumentKey instrument, UnixNanos from, UnixNanos to, [EnumeratorCancellation] CancellationToken ct)
    {
        Check();
        StreamsFrom.Enqueue(from);
        MarketEvent[] rows;
        lock (_gate)
            rows = [.. _ticks.Where(t => t.Kind == kind && t.Instrument == instrument && t.TsInit >= from && t.TsInit < to).OrderBy(t => (t.TsInit.Value, t.Stream, t.Sequence))];
        for (var i = 0; i < rows.Length; i += 50)
        {
            if (i > 0 && Hold is { } hold) await hold.Task.WaitAsync(ct);
            ct.ThrowIfCancellationRequested();
            yield return rows.AsMemory(i, Math.Min(50, rows.Length - i));
        }
    }

    public Task<MarketEvent?> LatestTickAsync(MarketEventKind kind, InstrumentKey instrument, CancellationToken ct)
    {
        Check();
        lock (_gate)
            return Task.FromResult(_ticks.Reverse().Where(t => t.Kind == kind && t.Instrument == instrument).Select(t => (MarketEvent?)t).FirstOrDefault());
    }

    public Task<ImmutableArray<Bar>> ReadBarsAsync(BarQuery query, CancellationToken ct)
    {
        Check();
        Interlocked.Increment(ref _barReads);
        lock (_gate)
        {
            var rows = _bars.Values.Where(b => b.Instrument == query.Instrument && b.Timeframe == query.Timeframe && b.TsOpen >= query.From && b.TsOpen < query.To)
                .OrderBy(b => b.TsOpen).AsEnumerable();
            return Task.FromResult<ImmutableArray<Bar>>([.. (query.Descending ? rows.Reverse() : rows).Take(query.Limit)]);
        }
    }

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(CancellationToken ct) => CoverageAsync(UnixNanos.Zero, UnixNanos.MaxValue, ct);

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        Check();
        lock (_gate)
            return Task.FromResult<ImmutableArray<CoverageRow>>(
            [
                .. _ticks.Where(t => t.TsInit >= from && t.TsInit < to).GroupBy(t => (t.Instrument, t.Kind))
                    .Select(g => new CoverageRow(g.Key.Instrument, g.Key.Kind, null, g.Min(t => t.TsEvent), g.Max(t => t.TsEvent), g.Count(), false)),
                .. _bars.Values.Where(b => b.TsOpen >= from && b.TsOpen < to).GroupBy(b => (b.Instrument, b.Timeframe))
                    .Select(g => new CoverageRow(g.Key.Instrument, MarketEventKind.Bar, g.Key.Timeframe, g.Min(b => b.TsOpen), g.Max(b => b.TsOpen), g.Count(), false)),
            ]);
    }

    public Task<ImmutableArray<Gap>> ReadGapsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, int limit, CancellationToken ct)
    {
        Check();
        return Task.FromResult<ImmutableArray<Gap>>([.. Gaps.Where(g => (instrument is null || g.Instrument == instrument) && g.From < to && g.To > from).Take(limit)]);
    }

    public Task<StoreHealth> CheckAsync(CancellationToken ct) =>
        Task.FromResult(IsAway ? new StoreHealth(false, "memory", "The database is away.") : new StoreHealth(true, "memory 1.0", null));

    public Task<ImmutableArray<ExportRecord>> FindAsync(ExportIdentity identity, CancellationToken ct) => Records(r => r.Identity == identity);

    public Task<ImmutableArray<ExportRecord>> ListAsync(ExportState? state, CancellationToken ct) => Records(r => state is null || r.State == state);

    public Task BeginAsync(ExportRecord record, CancellationToken ct) => Change(() => _ledger[record.Path] = record);

    public Task PublishedAsync(string path, CancellationToken ct) => Change(() => _ledger[path] = _ledger[path] with { State = ExportState.Published });

    public Task RemoveAsync(string path, CancellationToken ct) => Change(() => _ledger.Remove(path));

    public Task<ImmutableArray<Instrument>> LoadInstrumentsAsync(CancellationToken ct) => throw NotUsed();

    public Task<Instrument> SaveInstrumentAsync(Instrument instrument, CancellationToken ct) => throw NotUsed();

    public Task<ImmutableArray<Recording>> LoadSubscriptionsAsync(CancellationToken ct) => throw NotUsed();

    public Task SaveSubscriptionAsync(Recording recording, CancellationToken ct) => throw NotUsed();

    public Task<StreamPosition> OpenStreamAsync(string source, MarketEventKind kind, CancellationToken ct) => throw NotUsed();

    public Task PrepareAsync(StoreBatch batch) => Task.CompletedTask;

    public Task StoreAsync(string source, MarketEventKind kind, Memory<MarketEvent> ticks, IReadOnlyList<Bar> bars, CancellationToken ct)
    {
        Check();
        Add(ticks.ToArray().Select(tick => tick with { Stream = 90 + (int)kind, Sequence = Interlocked.Increment(ref _imported) }));
        Add(bars);
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<StoredDay>> ReadAsync(MarketEventKind kind, Timeframe? timeframe, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        Check();
        lock (_gate)
        {
            var times = kind == MarketEventKind.Bar
                ? _bars.Values.Where(b => b.Timeframe == timeframe).Select(b => (b.Instrument, At: b.TsOpen))
                : _ticks.Where(t => t.Kind == kind).Select(t => (t.Instrument, At: t.TsEvent));
            return Task.FromResult<ImmutableArray<StoredDay>>(
            [
                .. times.Where(t => t.At >= from && t.At < to).GroupBy(t => (t.Instrument, Day: t.At - t.At.Value % UnixNanos.PerDay))
                    .Select(g => new StoredDay(g.Key.Instrument, g.Key.Day, g.Min(t => t.At), g.Max(t => t.At))),
            ]);
        }
    }

    public Task CommitAsync(StoreBatch batch, CancellationToken ct) => throw NotUsed();

    private static (byte, int, long, long, int, long) PlaceOf(in MarketEvent e) => ((byte)e.Kind, e.Instrument.Value, e.TsEvent.Value, e.TsInit.Value, e.Stream, e.Sequence);

    private static (long, long, int, long) Key(in MarketEvent e) => (e.TsEvent.Value, e.TsInit.Value, e.Stream, e.Sequence);

    private static InvalidOperationException NotUsed() => new("The server does not call this.");

    private Task<ImmutableArray<ExportRecord>> Records(Func<ExportRecord, bool> wanted)
    {
        Check();
        lock (_gate) return Task.FromResult(_ledger.Values.Where(wanted).ToImmutableArray());
    }

    private Task Change(Action change)
    {
        Check();
        lock (_gate) change();
        return Task.CompletedTask;
    }

    private void Check()
    {
        if (IsAway) throw new StoreUnavailableException("The database is away.");
    }
}
