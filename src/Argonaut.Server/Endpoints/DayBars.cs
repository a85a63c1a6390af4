using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Ports;

namespace Argonaut.Server.Endpoints;

/// <summary>
/// Today's bar and the one before it, for the latest price of an instrument: the open bar is in memory, and what is stored of earlier
/// days changes so rarely that it is kept for some seconds, also when there is nothing. A latest-price answer then asks the store for
/// nothing.
/// </summary>
internal sealed class DayBars(IMarketView market, BarReader bars, TimeProvider time)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<InstrumentKey, Kept> _kept = new();

    /// <summary>Null when today has no bar yet.</summary>
    public async Task<(Bar Today, Bar? Previous)?> ReadAsync(InstrumentKey instrument, UnixNanos now, CancellationToken ct)
    {
        var open = Timeframe.Day1.OpenOf(now);
        var last = await LastAsync(instrument, open, ct);
        var previous = last.Where(b => b.TsOpen < open).Select(b => (Bar?)b).FirstOrDefault();
        if (market.TryGetOpenBar(instrument, Timeframe.Day1, out var today) && today.TsOpen == open) return (today, previous);
        return !last.IsEmpty && last[0].TsOpen == open ? (last[0], previous) : null;
    }

    /// <summary>The last two days that have a bar, newest first, at most some seconds old.</summary>
    private async ValueTask<ImmutableArray<Bar>> LastAsync(InstrumentKey instrument, UnixNanos today, CancellationToken ct)
    {
        if (_kept.TryGetValue(instrument, out var kept) && kept.Today == today && time.GetElapsedTime(kept.ReadAt) < KeepFor) return kept.Bars;
        var last = await bars.ReadAsync(instrument, Timeframe.Day1, UnixNanos.Zero, UnixNanos.MaxValue, 2, isDescending: true, ct);
        _kept[instrument] = new Kept(today, last, time.GetTimestamp());
        return last;
    }

    private sealed record Kept(UnixNanos Today, ImmutableArray<Bar> Bars, long ReadAt);
}
