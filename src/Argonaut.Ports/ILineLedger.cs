using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Lines;

namespace Argonaut.Ports;

/// <summary>
/// What is remembered of market-data lines over restarts: their gaps with the state of their backfill, and their usual rates. Every method
/// may throw <see cref="StoreUnavailableException"/>: the caller may try again. Safe from any thread.
/// </summary>
public interface ILineLedger
{
    /// <summary>Gaps that were being filled when the last process ended are open again; how many there were.</summary>
    Task<int> ReopenAsync(CancellationToken ct);

    /// <summary>The next open gaps of one source whose time to be tried has come, oldest first.</summary>
    Task<ImmutableArray<Gap>> DueAsync(string source, UnixNanos now, int limit, CancellationToken ct);

    /// <summary>When the next open gap is to be tried; null when none waits.</summary>
    Task<UnixNanos?> NextDueAsync(string source, CancellationToken ct);

    Task<Gap?> FindAsync(long gapId, CancellationToken ct);

    /// <summary>The end of the newest gap of a line; null when it has none.</summary>
    Task<UnixNanos?> LastEndAsync(InstrumentKey instrument, MarketEventKind kind, CancellationToken ct);

    /// <summary>Adds a gap outside of a batch and returns it with its id.</summary>
    Task<Gap> AddAsync(Gap gap, CancellationToken ct);

    /// <summary>Writes state, explanation, progress and next try. False when there is no such gap.</summary>
    Task<bool> UpdateAsync(Gap gap, CancellationToken ct);

    /// <summary>
    /// Stores ticks that fill a part of a gap, the watermark of their stream and the gap's new state in one transaction. One caller at a
    /// time. After an exception the position of the stream, and when there are no ticks the gap, tell whether it happened.
    /// </summary>
    /// <param name="gap">With an id; its progress after the ticks.</param>
    /// <param name="ticks">Of one kind, numbered in sequence in the stream of <see cref="BackfillStream"/>; may be empty.</param>
    Task FillAsync(Gap gap, ReadOnlyMemory<MarketEvent> ticks, CancellationToken ct);

    Task<ImmutableArray<StoredRate>> LoadRatesAsync(CancellationToken ct);

    /// <summary>Replaces what was known of these buckets.</summary>
    Task SaveRatesAsync(IReadOnlyCollection<StoredRate> rates, CancellationToken ct);
}

/// <summary>A bucket of a line's rates.</summary>
public readonly record struct StoredRate(InstrumentKey Instrument, MarketEventKind Kind, LineRate Rate);

/// <summary>The streams that hold what was filled in afterwards.</summary>
public static class BackfillStream
{
    public static string SourceOf(string source) => source + "-BACKFILL";
}
