using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Server.Stream;

/// <summary>
/// The last bars that closed, by instrument and timeframe: they are known here before the store has them. Safe from any thread.
/// </summary>
internal sealed class RecentBars
{
    internal const int Kept = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<(InstrumentKey, int), ImmutableArray<Bar>> _bars = [];

    public void Add(in Bar bar)
    {
        var key = (bar.Instrument, bar.Timeframe.Index);
        var open = bar.TsOpen;
        lock (_gate)
        {
            var kept = _bars.GetValueOrDefault(key, []).RemoveAll(b => b.TsOpen == open);
            // Backfilled history passes here too; only the newest are of use.
            if (kept.Length == Kept && kept[0].TsOpen > open) return;
            var at = 0;
            while (at < kept.Length && kept[at].TsOpen < open) at++;
            kept = kept.Insert(at, bar);
            _bars[key] = kept.Length > Kept ? kept.RemoveAt(0) : kept;
        }
    }

    /// <summary>Oldest first.</summary>
    public ImmutableArray<Bar> Closed(InstrumentKey instrument, Timeframe timeframe)
    {
        lock (_gate) return _bars.GetValueOrDefault((instrument, timeframe.Index), []);
    }
}
