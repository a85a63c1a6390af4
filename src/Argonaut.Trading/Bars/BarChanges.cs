using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Trading.Bars;

/// <summary>What a call to <see cref="BarBuilder"/> brought about. Reused by the caller: read it, then clear it.</summary>
public sealed class BarChanges
{
    /// <summary>Bars that closed, and new revisions of closed bars, in the order in which they arose.</summary>
    public List<Bar> Closed { get; } = [];

    /// <summary>Closed intervals that changed but are older than the builder's memory: to be made anew from the store.</summary>
    public List<StaleInterval> Stale { get; } = [];

    public void Clear()
    {
        Closed.Clear();
        Stale.Clear();
    }
}

/// <summary>An interval of an instrument, by its open.</summary>
public readonly record struct StaleInterval(InstrumentKey Instrument, Timeframe Timeframe, UnixNanos Open);
