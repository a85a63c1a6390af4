using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Trading.Accounts;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>A market in memory: the test says what happens.</summary>
internal sealed class FakeMarket : IMarketView, IRecorder, IBackfill, IInstrumentSource, IDefinitionView, IBrokerView
{
    private readonly ConcurrentDictionary<(InstrumentKey, MarketEventKind), MarketEvent> _latest = new();
    private readonly ConcurrentDictionary<(InstrumentKey, Timeframe), Bar> _open = new();
    private readonly Lock _gate = new();
    private ImmutableArray<IMarketObserver> _observers = [];

    public ImmutableArray<Instrument> Instruments { get; set; } = [Samples.Apple, Samples.Euro];

    public BrokerPicture Broker { get; set; } = BrokerPicture.Empty;

    public FeedStatus Feed { get; set; } = new() { State = FeedState.Ready, Since = Samples.Start, Detail = "Connected.", Endpoint = "localhost:7497", IsSimulated = true, Pacing = Samples.Pacing };

    public IngestCounters Counters { get; set; } = new(
        [
            new TickCounters(MarketEventKind.Trade, 10, 9, 0, 0, 0, 1, 0, ImmutableDictionary<string, long>.Empty),
            new TickCounters(MarketEventKind.Quote, 20, 18, 1, 1, 0, 0, 0, ImmutableDictionary<string, long>.Empty.Add("crossed", 1)),
            new TickCounters(MarketEventKind.BookDelta, 40, 38, 0, 0, 0, 2, 0, ImmutableDictionary<string, long>.Empty),
        ],
        5, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(9), TimeSpan.FromMilliseconds(30), 1000, Samples.Start, null, Samples.EmptySpool);

    public ImmutableArray<InstrumentKey> Recorded { get; set; } = [Samples.Apple.Key];

    /// <summary>Of instruments for which something else is recorded than trades and quotes.</summary>
    public ImmutableDictionary<InstrumentKey, KindSet> Kinds { get; set; } = ImmutableDictionary<InstrumentKey, KindSet>.Empty;

    public ImmutableDictionary<InstrumentKey, OrderBook> Books { get; set; } = ImmutableDictionary<InstrumentKey, OrderBook>.Empty;

    /// <summary>What the broker knows; null: it is away.</summary>
    public ImmutableArray<Instrument>? AtBroker { get; set; } = [];

    public ImmutableArray<LineView> Lines { get; set; } = [];

    public ImmutableDictionary<Argonaut.Trading.Lines.GapCause, long> Gaps { get; set; } = ImmutableDictionary<Argonaut.Trading.Lines.GapCause, long>.Empty;

    public QualityPicture Quality { get; set; } = QualityPicture.Empty;

    /// <summary>What a backfill does; by default it waits until it is cancelled.</summary>
    public Func<BackfillOrder, IProgress<BackfillProgress>, CancellationToken, Task<BackfillResult>> Backfill { get; set; } = async (_, _, ct) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        throw new System.Diagnostics.UnreachableException();
    };

    public Gap? Explainable { get; set; }

    public Task<BackfillResult> RunAsync(BackfillOrder order, IProgress<BackfillProgress> progress, CancellationToken ct) => Backfill(order, progress, ct);

    public Task<(int Gaps, TimeSpan Time)> PlanAsync(BackfillOrder order, CancellationToken ct) => Task.FromResult((order.Kinds.Length, TimeSpan.FromMinutes(2)));

    public Task<Gap?> ExplainAsync(long gapId, string explanation, CancellationToken ct) => Task.FromResult(
        Explainable is { } gap && gap.Id == gapId ? gap.State == GapState.Filling ? gap : gap with { State = GapState.Explained, Explanation = explanation } : null);

    public int ObserverCount => _observers.Length;

    public bool TryFind(InstrumentId id, out Instrument instrument) => (instrument = Instruments.FirstOrDefault(i => i.Id == id)!) is not null;

    public bool TryFind(InstrumentKey key, out Instrument instrument) => (instrument = Instruments.FirstOrDefault(i => i.Key == key)!) is not null;

    public MarketEvent? LatestTrade(InstrumentKey instrument) => _latest.TryGetValue((instrument, MarketEventKind.Trade), out var e) ? e : null;

    public MarketEvent? LatestQuote(InstrumentKey instrument) => _latest.TryGetValue((instrument, MarketEventKind.Quote), out var e) ? e : null;

    public bool TryGetOpenBar(InstrumentKey instrument, Timeframe timeframe, out Bar bar) => _open.TryGetValue((instrument, timeframe), out bar);

    public IDisposable Attach(IMarketObserver observer)
    {
        lock (_gate) _observers = _observers.Add(observer);
        return new Detach(() =>
        {
            lock (_gate) _observers = _observers.Remove(observer);
        });
    }

    public Task<ImmutableArray<Instrument>> ResolveAsync(string idOrSymbol, CancellationToken ct) => AtBroker is { } known
        ? Task.FromResult(known.Where(i => i.Id.Value == idOrSymbol || i.RawSymbol == idOrSymbol).ToImmutableArray())
        : throw new FeedUnavailableException("The broker is not connected.");

    /// <summary>What keeps definitions; memory alone when null.</summary>
    public IMarketStore? Keeper { get; set; }

    public async Task<Instrument> AdoptAsync(Instrument definition, CancellationToken ct)
    {
        var saved = Keeper is null ? definition : await Keeper.SaveInstrumentAsync(definition, ct);
        Instruments = [.. Instruments.Where(i => i.Id != definition.Id), saved];
        return saved;
    }

    /// <summary>What a search finds, and what is listed; an exception is thrown.</summary>
    public Func<string, ImmutableArray<InstrumentCandidate>> Search { get; set; } = _ => [];

    public ImmutableArray<Instrument> Futures { get; set; } = [];

    public ImmutableArray<OptionSeries> Series { get; set; } = [];

    public ImmutableArray<Instrument> Options { get; set; } = [];

    public ImmutableArray<DefinitionNotice> Notices { get; set; } = [];

    public int RollDaysBeforeExpiry { get; set; } = 8;

    public DefinitionStatus? StatusOf(InstrumentKey instrument) =>
        Recorded.Contains(instrument) ? new DefinitionStatus(Samples.Start, Samples.Start + UnixNanos.PerDay, null) : null;

    public string? ReferenceOf(Instrument instrument) => instrument.VenueReference.Length == 0 ? null : instrument.VenueReference;

    public Task<ImmutableArray<InstrumentCandidate>> SearchAsync(string text, CancellationToken ct) => Task.FromResult(Search(text));

    public Task<Instrument?> RefreshAsync(Instrument instrument, CancellationToken ct) => Task.FromResult<Instrument?>(instrument);

    public Task<ImmutableArray<Instrument>> ListFuturesAsync(Instrument future, CancellationToken ct) => Task.FromResult(Futures);

    public Task<ImmutableArray<OptionSeries>> ListOptionSeriesAsync(Instrument underlying, CancellationToken ct) => Task.FromResult(Series);

    public Task<ImmutableArray<Instrument>> ListOptionsAsync(
        Instrument underlying, DateOnly expiration, string? exchange, string? tradingClass, CancellationToken ct) =>
        Task.FromResult<ImmutableArray<Instrument>>([.. Options.Where(o => o.Expiration.UtcDate == expiration)]);

    public Task StartRecordingAsync(InstrumentKey instrument, KindSet kinds, CancellationToken ct)
    {
        Kinds = Kinds.SetItem(instrument, KindsOf(instrument).With(kinds));
        if (!Recorded.Contains(instrument)) Recorded = Recorded.Add(instrument);
        return Task.CompletedTask;
    }

    public Task StopRecordingAsync(InstrumentKey instrument, KindSet kinds, CancellationToken ct)
    {
        Kinds = Kinds.SetItem(instrument, KindsOf(instrument).Without(kinds));
        if (KindsOf(instrument).IsEmpty) Recorded = Recorded.Remove(instrument);
        return Task.CompletedTask;
    }

    public KindSet KindsOf(InstrumentKey instrument) =>
        Kinds.TryGetValue(instrument, out var kinds) ? kinds : Recorded.Contains(instrument) ? KindSet.TradesAndQuotes : default;

    public OrderBook? Book(InstrumentKey instrument, int levels) =>
        Books.TryGetValue(instrument, out var book) ? book with { Bids = [.. book.Bids.Take(levels)], Asks = [.. book.Asks.Take(levels)] } : null;

    public void Publish(MarketEvent tick)
    {
        _latest[(tick.Instrument, tick.Kind)] = tick;
        foreach (var observer in _observers) observer.OnTick(tick);
    }

    /// <summary>Something else than ticks changed.</summary>
    public void Change()
    {
        foreach (var observer in _observers) observer.OnChanged();
    }

    public void Open(Bar bar) => _open[(bar.Instrument, bar.Timeframe)] = bar;

    public void Close(Bar bar)
    {
        foreach (var observer in _observers) observer.OnBarClosed(bar);
    }

    private sealed class Detach(Action act) : IDisposable
    {
        public void Dispose() => act();
    }
}
