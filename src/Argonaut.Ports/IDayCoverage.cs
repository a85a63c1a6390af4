using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;

namespace Argonaut.Ports;

/// <summary>On which UTC days something is stored. Safe from any thread.</summary>
public interface IDayCoverage
{
    /// <summary>The days of <c>[from, to)</c> that hold a record of the kind, by instrument and day.</summary>
    /// <param name="timeframe">Of bars; null for ticks.</param>
    /// <param name="from">A UTC midnight.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<ImmutableArray<StoredDay>> ReadAsync(MarketEventKind kind, Timeframe? timeframe, UnixNanos from, UnixNanos to, CancellationToken ct);
}

/// <param name="Day">Its UTC midnight.</param>
/// <param name="First">First <c>ts_event</c> of the day (bars: open).</param>
public readonly record struct StoredDay(InstrumentKey Instrument, UnixNanos Day, UnixNanos First, UnixNanos Last);
