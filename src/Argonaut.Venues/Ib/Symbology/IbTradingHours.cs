using System.Globalization;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>
/// IB's calendar text: <c>20261120:0400-20261120:2000;20261121:CLOSED</c>, several sessions of a day separated by commas, the older
/// form <c>20261120:0930-1600</c> too (ib-tws-protocol.md 8.1).
/// </summary>
public static class IbTradingHours
{
    private static readonly string[] Form = ["yyyyMMdd:HHmm"];

    /// <summary>Sessions in the order of the text, as wall-clock times of the exchange; what cannot be read is left out.</summary>
    public static IEnumerable<(DateTime Start, DateTime End)> Sessions(string hours)
    {
        foreach (var day in hours.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var date = day.Split(':', 2)[0];
            foreach (var session in day.Split(',', StringSplitOptions.TrimEntries))
            {
                var ends = session.Split('-');
                if (ends.Length == 2 && TryParse(date, ends[0], out var start) && TryParse(date, ends[1], out var end) && end > start)
                    yield return (start, end);
            }
        }
    }

    /// <summary>False only when the calendar covers the day and has no session at this time: without knowledge a market is open.</summary>
    public static bool IsOpen(string hours, string zoneName, DateTimeOffset now)
    {
        if (!IbTimeZones.TryFind(zoneName, out var zone)) return true;
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var isCovered = hours.Contains(local.ToString("yyyyMMdd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return !isCovered || Sessions(hours).Any(s => s.Start <= local && local < s.End);
    }

    private static bool TryParse(string date, string text, out DateTime time) =>
        DateTime.TryParseExact(text.Contains(':', StringComparison.Ordinal) ? text : $"{date}:{text}", Form, CultureInfo.InvariantCulture,
            DateTimeStyles.None, out time);
}
