using System.Collections.Immutable;
using System.Globalization;

namespace Argonaut.Domain.Sessions;

/// <summary>
/// The text form of a calendar: <c>20261120:0400-20261120:2000;20261121:CLOSED</c>, several sessions of a day separated by commas, and the
/// older form <c>20261120:0930-1600</c>, whose session began the evening before when it would end before it begins (ib-tws-protocol.md 8.1).
/// </summary>
public static class TradingHours
{
    private const string DateForm = "yyyyMMdd";

    /// <summary>Days in the order of the text; a part that cannot be read is left out.</summary>
    public static ImmutableArray<ListedDay> Parse(string hours)
    {
        var days = ImmutableArray.CreateBuilder<ListedDay>();
        foreach (var part in hours.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !DateOnly.TryParseExact(part[..colon], DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) continue;
            if (part[(colon + 1)..].Trim().Equals("CLOSED", StringComparison.OrdinalIgnoreCase))
            {
                days.Add(new ListedDay(date, []));
                continue;
            }

            var sessions = ImmutableArray.CreateBuilder<LocalSession>();
            foreach (var text in part.Split(',', StringSplitOptions.TrimEntries))
                if (TryParseSession(date, text, isFirst: sessions.Count == 0, out var session)) sessions.Add(session);
            if (sessions.Count > 0) days.Add(new ListedDay(date, sessions.DrainToImmutable()));
        }

        return days.DrainToImmutable();
    }

    /// <param name="isFirst">In the older form a day begins with its evening before and ends with its night after.</param>
    private static bool TryParseSession(DateOnly date, string text, bool isFirst, out LocalSession session)
    {
        session = default;
        var ends = text.Split('-', StringSplitOptions.TrimEntries);
        if (ends.Length != 2 || !TryParseTime(date, ends[0], out var start, out _) || !TryParseTime(date, ends[1], out var end, out var isDated))
            return false;
        if (end <= start && !isDated) (start, end) = isFirst ? (start.AddDays(-1), end) : (start, end.AddDays(1));
        session = new LocalSession(start, end);
        return end > start;
    }

    /// <summary><c>20261120:0930</c>, <c>0930</c>, and 2400 for midnight at the end of the day.</summary>
    private static bool TryParseTime(DateOnly date, string text, out DateTime time, out bool isDated)
    {
        time = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        isDated = colon >= 0;
        if (isDated && !DateOnly.TryParseExact(text[..colon], DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out date)) return false;
        var clock = text[(colon + 1)..];
        if (clock == "2400")
        {
            time = date.ToDateTime(TimeOnly.MinValue).AddDays(1);
            return true;
        }

        if (!TimeOnly.TryParseExact(clock, "HHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var of)) return false;
        time = date.ToDateTime(of);
        return true;
    }
}

/// <summary>A session in wall-clock time of its exchange. <see cref="End"/> is later than <see cref="Start"/> and exclusive.</summary>
public readonly record struct LocalSession(DateTime Start, DateTime End);

/// <summary>What a calendar says of a date; without sessions the market is closed on it.</summary>
public readonly record struct ListedDay(DateOnly Date, ImmutableArray<LocalSession> Sessions);
