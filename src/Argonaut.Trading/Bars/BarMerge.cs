using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Trading.Bars;

/// <summary>Longer bars out of shorter ones. Exact, and the same in any order.</summary>
public static class BarMerge
{
    /// <summary>Both bars as one bar of <paramref name="timeframe"/>, whose interval holds them. Closed if both are; the higher revision.</summary>
    public static Bar Merge(in Bar a, in Bar b, Timeframe timeframe)
    {
        var open = timeframe.OpenOf(a.TsOpen);
        if (open != timeframe.OpenOf(b.TsOpen) || a.Instrument != b.Instrument)
            throw new ArgumentException($"Expected two parts of one {timeframe} interval, found {a.TsOpen} and {b.TsOpen}.");
        var part = BarPart.Of(a);
        part.Add(BarPart.Of(b));
        return part.ToBar(a.Instrument, timeframe, open.Value, a.IsClosed && b.IsClosed, Math.Max(a.Revision, b.Revision));
    }

    /// <summary>
    /// The bars of <paramref name="timeframe"/> that the parts inside <c>[from, to)</c> give, oldest first, revision 0. Parts are of one
    /// instrument, do not overlap, and may be of different timeframes; those longer than the target are left out.
    /// </summary>
    public static List<DerivedBar> Derive(IEnumerable<Bar> parts, Timeframe timeframe, UnixNanos from, UnixNanos to)
    {
        var found = new SortedDictionary<long, BarPart>();
        InstrumentKey instrument = default;
        foreach (var bar in parts)
        {
            if (bar.Timeframe.Index > timeframe.Index || bar.TsOpen < from || bar.TsOpen >= to) continue;
            instrument = bar.Instrument;
            var open = timeframe.OpenOf(bar.TsOpen).Value;
            found.TryGetValue(open, out var part);
            part.Add(BarPart.Of(bar));
            found[open] = part;
        }

        var result = new List<DerivedBar>(found.Count);
        foreach (var (open, part) in found)
        {
            var isWhole = open >= from.Value && timeframe.CloseOf(new UnixNanos(open)) <= to;
            result.Add(new DerivedBar(part.ToBar(instrument, timeframe, open, isClosed: true, revision: 0), isWhole));
        }

        return result;
    }

    /// <summary>Whether bars of <paramref name="timeframe"/> are whole numbers of bars of <paramref name="part"/>: weeks and months are of days, and of what days are of.</summary>
    public static bool CanMake(Timeframe part, Timeframe timeframe) =>
        part == timeframe || (part.Index < timeframe.Index && part.Index <= Timeframe.Day1.Index && (timeframe.Index > Timeframe.Day1.Index || timeframe.Nanos % part.Nanos == 0));

    /// <summary>The timeframe whose bars a bar of this one is made of (nautilus-catalog.md 5.13); null for 1s, which is made of ticks.</summary>
    public static Timeframe? ChildOf(Timeframe timeframe)
    {
        if (timeframe == Timeframe.Second1) return null;
        if (timeframe.Index <= Timeframe.Minute1.Index) return Timeframe.Second1;
        if (timeframe.Index <= Timeframe.Hour1.Index) return Timeframe.Minute1;
        return timeframe.Index <= Timeframe.Day1.Index ? Timeframe.Hour1 : Timeframe.Day1;
    }
}

/// <param name="IsWhole">False when the interval reaches beyond the range it was made from, so that the bar is only a part.</param>
public readonly record struct DerivedBar(Bar Bar, bool IsWhole);
