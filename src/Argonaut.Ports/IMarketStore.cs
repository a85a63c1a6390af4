using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Ports;

/// <summary>
/// Where market data is kept. Every method may throw <see cref="StoreUnavailableException"/>: the caller may try again. Safe from any
/// thread, except that <see cref="CommitAsync"/> and <see cref="PrepareAsync"/> have one caller at a time.
/// </summary>
public interface IMarketStore
{
    Task<ImmutableArray<Instrument>> LoadInstrumentsAsync(CancellationToken ct);

    /// <summary>
    /// Inserts, or updates the definition with the same source and id, and returns it with its key and the scales of its stored rows. A
    /// difference makes a new version (<see cref="IInstrumentVersions"/>) in the same transaction.
    /// </summary>
    /// <exception cref="DefinitionConflictException">It needs finer scales than the rows that are stored.</exception>
    Task<Instrument> SaveInstrumentAsync(Instrument instrument, CancellationToken ct);

    /// <summary>Instruments whose recording is switched on, with the kinds that are recorded.</summary>
    Task<ImmutableArray<Recording>> LoadSubscriptionsAsync(CancellationToken ct);

    /// <summary>From now on exactly these kinds are recorded; none: recording is off.</summary>
    Task SaveSubscriptionAsync(Recording recording, CancellationToken ct);

    /// <summary>
    /// The number of the stream (source, kind), made at first use, and how far it is acknowledged. What can be made ready for its next ticks is.
    /// </summary>
    Task<StreamPosition> OpenStreamAsync(string source, MarketEventKind kind, CancellationToken ct);

    /// <summary>
    /// Begins to send the ticks of the batch that will be committed next, while <see cref="CommitAsync"/> of the one before it may still run.
    /// It promises nothing: the batch is stored by <see cref="CommitAsync"/> of this same object, or not at all when another one is
    /// committed or the commit before it fails.
    /// </summary>
    /// <returns>Completes, never with an error, when the ticks of the batch are not read any more.</returns>
    Task PrepareAsync(StoreBatch batch);

    /// <summary>
    /// Stores ticks, bars and gaps and moves the watermarks in one transaction with <c>synchronous_commit=on</c>. When it returns all
    /// of it is acknowledged. After an exception the outcome is found out by <see cref="OpenStreamAsync"/>: all of it or nothing.
    /// </summary>
    Task CommitAsync(StoreBatch batch, CancellationToken ct);

    /// <summary>A page of ticks ordered by (ts_event, ts_init, stream, seq), ascending or descending.</summary>
    Task<ImmutableArray<MarketEvent>> ReadTicksAsync(TickQuery query, CancellationToken ct);

    /// <summary>
    /// All acknowledged ticks with <c>from &lt;= ts_init &lt; to</c> in order (ts_init, stream, seq), from one snapshot, in chunks. The array
    /// is reused: it holds until the next chunk is asked for.
    /// </summary>
    IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> StreamTicksAsync(
        MarketEventKind kind, InstrumentKey instrument, UnixNanos from, UnixNanos to, CancellationToken ct);

    Task<MarketEvent?> LatestTickAsync(MarketEventKind kind, InstrumentKey instrument, CancellationToken ct);

    /// <summary>Bars with <c>from &lt;= ts_open &lt; to</c>; descending with a limit gives the last ones before <c>to</c>.</summary>
    Task<ImmutableArray<Bar>> ReadBarsAsync(BarQuery query, CancellationToken ct);

    /// <summary>What did not come from a line and touches <c>[from, to)</c>.</summary>
    Task<ImmutableArray<Arrival>> ReadArrivalsAsync(InstrumentKey instrument, UnixNanos from, UnixNanos to, CancellationToken ct) =>
        Task.FromResult(ImmutableArray<Arrival>.Empty);

    /// <summary>First and last time and an exact or estimated row count of what is stored, per instrument, kind and timeframe.</summary>
    Task<ImmutableArray<CoverageRow>> CoverageAsync(CancellationToken ct);

    /// <summary>Which kinds (and bar timeframes) each instrument has in <c>[from, to)</c>: what a daily export covers.</summary>
    Task<ImmutableArray<CoverageRow>> CoverageAsync(UnixNanos from, UnixNanos to, CancellationToken ct);

    Task<ImmutableArray<Gap>> ReadGapsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, int limit, CancellationToken ct);

    /// <summary>True when the store answers; the reason otherwise.</summary>
    Task<StoreHealth> CheckAsync(CancellationToken ct);
}
