using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Sessions;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>Date-times of requests and answers (ib-tws-protocol.md 10).</summary>
public static class IbTimes
{
    /// <summary>The year 2261: later times leave no room for an interval's end.</summary>
    private const long MaxSeconds = 9_200_000_000;

    private static readonly string[] LocalForms = ["yyyyMMdd HH:mm:ss", "yyyyMMdd HH:mm", "yyyyMMdd"];

    /// <summary><c>YYYYMMDD-HH:MM:SS</c> in UTC, rounded up to the second.</summary>
    public static string FormatUtc(UnixNanos at)
    {
        var whole = new UnixNanos(at.Value + (UnixNanos.PerSecond - at.Value % UnixNanos.PerSecond) % UnixNanos.PerSecond);
        return whole.ToDateTimeOffset().ToString("yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A bar's date: eight digits are midnight UTC of that date, other digits epoch seconds; otherwise <c>YYYYMMDD-HH:MM:SS</c> (UTC) or
    /// <c>YYYYMMDD HH:MM:SS ZONE</c>, where an unknown or missing zone is UTC.
    /// </summary>
    public static bool TryParse(string text, out UnixNanos at)
    {
        at = default;
        text = text.Trim();
        if (text.Length == 0) return false;
        if (text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 && text.Length != 8)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                || seconds > MaxSeconds) return false;
            at = UnixNanos.FromSeconds(seconds);
            return true;
        }

        if (DateTime.TryParseExact(text, "yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var utc))
            return Set(new DateTimeOffset(utc, TimeSpan.Zero), out at);
        var parts = text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        var local = parts.Length == 1 ? parts[0] : $"{parts[0]} {parts[1]}";
        if (!DateTime.TryParseExact(local, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return false;
        var zone = TimeZoneInfo.Utc;
        if (parts.Length == 3 && TimeZones.TryFind(parts[2], out var named)) zone = named;
        return Set(TimeZones.ToInstant(time, zone), out at);
    }

    private static bool Set(DateTimeOffset time, out UnixNanos at)
    {
        at = default;
        if (time.Year is < 1970 or > 2261) return false;
        at = UnixNanos.FromDateTimeOffset(time);
        return true;
    }
}
