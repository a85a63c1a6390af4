using System.Collections.Concurrent;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Ports;

namespace Argonaut.Server.Endpoints;

/// <summary>
/// Today's bar and the one before it, for the latest price of an instrument: the open bar is in memory, and the day before changes so
/// rarely that it is kept for some seconds. A latest-price answer then asks the store for nothing.
/// </summary>
internal sealed class DayBars(IMarketView market, BarReader bars, TimeProvider time)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<InstrumentKey, Kept> _previous = new();

    /// <summary>Null when today has no bar yet.</summary>
    public async Task<(Bar Today, Bar? Previous)?> ReadAsync(InstrumentKey instrument, UnixNanos now, CancellationToken ct)
    {
        var open = Timeframe.Day1.OpenOf(now);
        if (market.TryGetOpenBar(instrument, Timeframe.Day1, out var today) && today.TsOpen == open
            && _previous.TryGetValue(instrument, out var kept) && kept.Today == open && time.GetElapsedTime(kept.ReadAt) < KeepFor)
            return (today, kept.Previous);

        var last = await bars.ReadAsync(instrument, Timeframe.Day1, UnixNanos.Zero, UnixNanos.MaxValue, 2, isDescending: true, ct);
        if (last.IsEmpty || last[0].TsOpen != open) return null;
        if (last.Length == 1) return (last[0], null);
        _previous[instrument] = new Kept(open, last[1], time.GetTimestamp());
        return (last[0], last[1]);
    }

    private sealed record Kept(UnixNanos Today, Bar Previous, long ReadAt);
}
