using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Ports;

namespace Argonaut.Server.Endpoints;

/// <summary>The bars that are kept, as they are known at one moment: now, or a past one.</summary>
internal interface IBarSource
{
    /// <summary>Those that open in a range, the one that is open among them.</summary>
    Task<ImmutableArray<Bar>> ReadAsync(
        InstrumentKey instrument, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, CancellationToken ct);

    /// <summary>Those that are stored.</summary>
    Task<ImmutableArray<Bar>> ReadStoredAsync(BarQuery query, CancellationToken ct);
}
