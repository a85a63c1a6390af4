using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Live.Sample;
using Argonaut.Ports;

namespace Argonaut.Server.Sample;

/// <summary>A market in which nothing happens any more: the instruments of the sample, and no feed. Safe from any thread.</summary>
internal sealed class SampleMarketView : IMarketView, IDefinitionView
{
    private volatile ImmutableList<Instrument> _instruments = [];

    public ImmutableArray<Instrument> Instruments => [.. _instruments];

    public FeedStatus Feed { get; } = new() { State = FeedState.Disconnected, Since = SampleMarket.End, Detail = "The sample has no feed." };

    public IngestCounters Counters { get; } =
        new([], 0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 0, UnixNanos.Zero, null, new SpoolStatus("", 0, 0, 0, 0, 0, default, null, []));

    public ImmutableArray<InstrumentKey> Recorded => [];

    public ImmutableArray<DefinitionNotice> Notices => [];

    public int RollDaysBeforeExpiry => 0;

    /// <summary>Every load of an edition gives the same instruments the same keys: they are read once.</summary>
    public async Task EnsureAsync(IMarketStore store, CancellationToken ct)
    {
        if (_instruments.IsEmpty) _instruments = [.. await store.LoadInstrumentsAsync(ct)];
    }

    public bool TryFind(InstrumentId id, out Instrument instrument) => (instrument = _instruments.Find(i => i.Id == id)!) is not null;

    public bool TryFind(InstrumentKey key, out Instrument instrument) => (instrument = _instruments.Find(i => i.Key == key)!) is not null;

    public MarketEvent? LatestTrade(InstrumentKey instrument) => null;

    public MarketEvent? LatestQuote(InstrumentKey instrument) => null;

    public bool TryGetOpenBar(InstrumentKey instrument, Timeframe timeframe, out Bar bar)
    {
        bar = default;
        return false;
    }

    public DefinitionStatus? StatusOf(InstrumentKey instrument) => null;

    public IDisposable Attach(IMarketObserver observer) => new Nothing();

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
