using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Trading.Lines;

namespace Argonaut.Ports;

/// <summary>What the running system knows of the market right now, from memory. Safe from any thread.</summary>
public interface IMarketView
{
    ImmutableArray<Instrument> Instruments { get; }

    bool TryFind(InstrumentId id, out Instrument instrument);

    bool TryFind(InstrumentKey key, out Instrument instrument);

    MarketEvent? LatestTrade(InstrumentKey instrument);

    MarketEvent? LatestQuote(InstrumentKey instrument);

    /// <summary>The bar that is still open, also when its last tick is some time ago; false when the interval has no tick.</summary>
    bool TryGetOpenBar(InstrumentKey instrument, Timeframe timeframe, out Bar bar);

    FeedStatus Feed { get; }

    IngestCounters Counters { get; }

    /// <summary>The lines of the recorded instruments.</summary>
    ImmutableArray<LineView> Lines => [];

    /// <summary>One of them; null when there is none.</summary>
    LineView? LineOf(InstrumentKey instrument, MarketEventKind kind) => Lines.FirstOrDefault(line => line.Instrument == instrument && line.Kind == kind);

    /// <summary>Gaps noted since the process started, by cause.</summary>
    ImmutableDictionary<GapCause, long> Gaps => ImmutableDictionary<GapCause, long>.Empty;

    /// <summary>What is wrong with the data now, and what was found since the process started.</summary>
    QualityPicture Quality => QualityPicture.Empty;

    /// <summary>Which instruments are being recorded.</summary>
    ImmutableArray<InstrumentKey> Recorded { get; }

    /// <summary>What is being recorded of one; none when nothing is.</summary>
    KindSet KindsOf(InstrumentKey instrument) => Recorded.Contains(instrument) ? KindSet.TradesAndQuotes : default;

    /// <summary>The order book after its last whole update; null when none was seen since the process started, or since it is recorded.</summary>
    /// <param name="levels">Most levels of each side.</param>
    OrderBook? Book(InstrumentKey instrument, int levels) => null;

    /// <summary>What was and is being fetched of the instruments' history: all that is not done, and the last that is.</summary>
    ImmutableArray<HistoryStatus> History => [];

    /// <summary>The observer hears everything from now on until the result is disposed.</summary>
    IDisposable Attach(IMarketObserver observer);
}

/// <summary>
/// Hears of everything that happens, on the ingestion loop, in order. Must return at once, never block and never throw: it copies
/// what it needs into a slot or a bounded queue of its own.
/// </summary>
public interface IMarketObserver
{
    void OnTick(in MarketEvent tick);

    /// <summary>A bar that closed, or a closed bar that a late tick or history revised.</summary>
    void OnBarClosed(in Bar bar);

    /// <summary>Instruments, recording, feed or store state changed; read the view again.</summary>
    void OnChanged();
}

/// <summary>Switches recording on and off and finds instruments.</summary>
public interface IRecorder
{
    /// <summary>Asks the source; resolved instruments are stored and have keys. Empty: unknown. Several: ambiguous.</summary>
    /// <exception cref="FeedUnavailableException">The source is not connected.</exception>
    Task<ImmutableArray<Instrument>> ResolveAsync(string idOrSymbol, CancellationToken ct);

    /// <summary>
    /// Stores a definition (as a new version where it differs from the one before) and uses it from now on; returns it with its key.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    /// <exception cref="DefinitionConflictException">It does not fit what is stored; nothing was changed.</exception>
    Task<Instrument> AdoptAsync(Instrument definition, CancellationToken ct);

    /// <summary>
    /// Starts recording these kinds, besides those that are recorded already, remembers it over restarts, and fetches history for all
    /// timeframes when it is the first.
    /// </summary>
    Task StartRecordingAsync(InstrumentKey instrument, KindSet kinds, CancellationToken ct);

    /// <summary>Stops recording these kinds; the others go on.</summary>
    Task StopRecordingAsync(InstrumentKey instrument, KindSet kinds, CancellationToken ct);

    /// <inheritdoc cref="IMarketFeed.SetWatched"/>
    void SetWatched(ImmutableHashSet<InstrumentKey> instruments)
    {
    }
}
