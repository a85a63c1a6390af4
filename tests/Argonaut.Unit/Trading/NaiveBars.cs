using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;

namespace Argonaut.Unit.Trading;

/// <summary>The few lines of SQL, as a few lines of LINQ: bars straight from all ticks.</summary>
internal static class NaiveBars
{
    public static List<Bar> Of(IEnumerable<MarketEvent> ticks, Timeframe timeframe, Func<MarketEvent, long> price, bool hasVolume = true) =>
    [
        .. from tick in ticks
           group tick by timeframe.OpenOf(tick.TsEvent) into interval
           orderby interval.Key
           let sorted = interval.OrderBy(t => t.TsInit).ThenBy(t => t.Stream).ThenBy(t => t.Sequence).ToList()
           select new Bar(
               sorted[0].Instrument, timeframe, interval.Key, price(sorted[0]), sorted.Max(price), sorted.Min(price), price(sorted[^1]),
               hasVolume ? sorted.Sum(t => t.B) : 0, hasVolume ? sorted.Count : null,
               hasVolume ? sorted.Aggregate((Int128)0, (sum, t) => sum + (Int128)t.A * t.B) : null,
               sorted[0].TsInit, sorted[^1].TsInit, BarSource.Ticks, IsClosed: true, Revision: 0),
    ];
}
