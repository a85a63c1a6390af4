using System.Globalization;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>How far a historical request reaches back: <c>1800 S</c>, <c>1 D</c>, <c>2 W</c>, <c>1 M</c>, <c>1 Y</c> (ib-tws-protocol.md 4.5).</summary>
public readonly record struct Duration(int Count, char Unit)
{
    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        var parts = text.Split(' ');
        if (parts.Length != 2 || parts[1].Length != 1 || !"SDWMY".Contains(parts[1][0])) return false;
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is 0 or > 100_000) return false;
        duration = new Duration(count, parts[1][0]);
        return true;
    }

    /// <summary>Nominal length: a month 31 days, a year 366.</summary>
    public long Seconds => Count * Unit switch
    {
        'S' => 1L,
        'D' => UnixSeconds.PerDay,
        'W' => 7 * UnixSeconds.PerDay,
        'M' => 31 * UnixSeconds.PerDay,
        _ => 366 * UnixSeconds.PerDay,
    };

    /// <summary>The start for an end. Days count trade dates of the calendar, so that one day back from a Sunday is Friday.</summary>
    public long StartFrom(long end, TradingCalendar calendar)
    {
        var date = UnixSeconds.DateOf(end);
        var ofDay = end - UnixSeconds.Of(date);
        switch (Unit)
        {
            case 'M':
                return Math.Max(0, UnixSeconds.Of(date.AddMonths(-Math.Min(Count, 600))) + ofDay);
            case 'Y':
                return Math.Max(0, UnixSeconds.Of(date.AddYears(-Math.Min(Count, 50))) + ofDay);
            case 'D' when !calendar.IsAroundTheClock:
                var left = Count;
                var first = ofDay == 0 ? date.AddDays(-1) : date;
                while (first.Year > 1970)
                {
                    if (calendar.IsTradeDate(first) && --left == 0) break;
                    first = first.AddDays(-1);
                }

                return UnixSeconds.Of(first);
            default:
                return Math.Max(0, end - Seconds);
        }
    }
}
