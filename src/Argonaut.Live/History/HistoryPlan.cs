using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Live.History;

/// <param name="Timeframe">1s, 1m, 1h or 1D.</param>
/// <param name="From">First open; aligned to the timeframe.</param>
/// <param name="To">Exclusive; aligned to the timeframe.</param>
internal sealed record HistorySegment(Timeframe Timeframe, UnixNanos From, UnixNanos To);

/// <summary>
/// Cuts a hole into stretches of bars of one length each that do not overlap: nothing is counted twice. Near the present the bars are
/// short, far back they are long, and towards the ends of the hole they get as short as it takes to fit.
/// </summary>
internal static class HistoryPlan
{
    private static readonly Timeframe[] LongestFirst = [Timeframe.Day1, Timeframe.Hour1, Timeframe.Minute1, Timeframe.Second1];

    /// <summary>How far back the first fetch of an instrument goes: a whole month, so that the first bar of each timeframe is complete.</summary>
    public static UnixNanos Oldest(UnixNanos now, LiveOptions options) => Timeframe.Month1.OpenOf(Back(now, options.HistoryDays));

    public static ImmutableArray<HistorySegment> Of(UnixNanos from, UnixNanos to, UnixNanos now, LiveOptions options)
    {
        // Beyond each limit bars of that length are not wanted; the entry of a timeframe is where the next shorter one begins.
        var limits = new[]
        {
            Timeframe.Day1.OpenOf(Back(now, options.HistoryHours)),
            Timeframe.Hour1.OpenOf(Back(now, options.HistoryMinutes)),
            Timeframe.Minute1.OpenOf(Back(now, options.HistorySeconds)),
            UnixNanos.MaxValue,
        };
        var segments = ImmutableArray.CreateBuilder<HistorySegment>();
        for (var at = from; at < to;)
        {
            var level = 0;
            while (at >= limits[level] || !Fits(LongestFirst[level], at, to)) level++;
            var timeframe = LongestFirst[level];
            var end = timeframe.OpenOf(to < limits[level] ? to : limits[level]);
            if (level > 0 && at < limits[level - 1])
            {
                var next = NextOpen(LongestFirst[level - 1], at);
                if (next < end) end = next;
            }

            segments.Add(new HistorySegment(timeframe, at, end));
            at = end;
        }

        return segments.ToImmutable();
    }

    private static bool Fits(Timeframe timeframe, UnixNanos at, UnixNanos to) =>
        timeframe.OpenOf(at) == at && timeframe.CloseOf(at) <= to;

    private static UnixNanos NextOpen(Timeframe timeframe, UnixNanos at) => timeframe.CloseOf(timeframe.OpenOf(at));

    private static UnixNanos Back(UnixNanos now, TimeSpan by) => new(Math.Max(0, now.Value - (long)by.TotalSeconds * UnixNanos.PerSecond));
}
