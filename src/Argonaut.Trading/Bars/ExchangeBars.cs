using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Sessions;

namespace Argonaut.Trading.Bars;

/// <summary>
/// Bars of the exchange's days, weeks and months, out of shorter bars. Named by their dates at 00:00 UTC (<see cref="ExchangeDays"/>), so that
/// they stand where the daily bars of a broker and those of UTC days stand. They have the sum of their parts' revisions for a revision.
/// </summary>
public static class ExchangeBars
{
    /// <summary>The days from one to before another that have a bar, oldest first.</summary>
    /// <param name="days">Where they begin.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">After the last one.</param>
    /// <param name="parts">Bars of <see cref="ExchangeDays.PartOf"/>, oldest first: all that there are of the days, by the exchange and by UTC.</param>
    /// <param name="whole">Bars of 1D by name. One of a day of UTC that has no part is the broker's own, of the exchange's day: all of it, where parts begin
    /// with a day's last hours.</param>
    /// <param name="now">Days that end later are open.</param>
    public static IEnumerable<Bar> Days(ExchangeDays days, DateOnly from, DateOnly to, ImmutableArray<Bar> parts, IReadOnlyDictionary<UnixNanos, Bar> whole, UnixNanos now)
    {
        var begin = days.BeginOf(from);
        for (var (day, at) = (from, 0); day < to; day = day.AddDays(1))
        {
            var end = days.BeginOf(day.AddDays(1));
            while (at < parts.Length && parts[at].TsOpen < begin) at++;
            var first = at;
            while (at < parts.Length && parts[at].TsOpen < end) at++;
            var name = UnixNanos.FromDate(day);
            if (whole.TryGetValue(name, out var bar) && !HasPart(parts, name, name + UnixNanos.PerDay)) yield return bar;
            else if (at > first) yield return Join(parts.AsSpan()[first..at], Timeframe.Day1, name, end <= now);
            begin = end;
        }
    }

    /// <summary>Bars of weeks or months out of those of their days; days pass as they are.</summary>
    /// <param name="days">Oldest first.</param>
    /// <param name="timeframe">1D, 1W or 1M.</param>
    /// <param name="isOver">Whether the interval of a name has ended.</param>
    public static IEnumerable<Bar> Longer(IEnumerable<Bar> days, Timeframe timeframe, Func<UnixNanos, bool> isOver) =>
        timeframe == Timeframe.Day1
            ? days
            : days.GroupBy(day => timeframe.OpenOf(day.TsOpen)).Select(group => Join(group.ToArray(), timeframe, group.Key, isOver(group.Key)));

    /// <summary>All of them as one bar, whatever intervals of UTC they lie in.</summary>
    /// <param name="parts">At least one; oldest first.</param>
    /// <param name="timeframe">Of the bar.</param>
    /// <param name="name">Of the bar.</param>
    /// <param name="isClosed">Its time is over.</param>
    public static Bar Join(ReadOnlySpan<Bar> parts, Timeframe timeframe, UnixNanos name, bool isClosed)
    {
        var sum = BarPart.Of(parts[0]);
        var revision = parts[0].Revision;
        foreach (ref readonly var part in parts[1..])
        {
            sum.Add(BarPart.Of(part));
            revision += part.Revision;
        }

        return sum.ToBar(parts[0].Instrument, timeframe, name.Value, isClosed, revision);
    }

    private static bool HasPart(ImmutableArray<Bar> parts, UnixNanos from, UnixNanos to)
    {
        foreach (ref readonly var part in parts.AsSpan())
            if (part.TsOpen >= from && part.TsOpen < to) return true;
        return false;
    }
}
