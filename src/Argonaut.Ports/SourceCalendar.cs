using Argonaut.Domain;
using Argonaut.Domain.Sessions;

namespace Argonaut.Ports;

/// <summary>When a source restarts each day, and when once a week it wants a person to log in again.</summary>
/// <param name="Zone">IANA name, of both.</param>
public sealed record SourceCalendar(TimeOnly RestartAt, DayOfWeek LoginDay, TimeOnly LoginAt, string Zone)
{
    /// <summary>The first restart after <paramref name="now"/>; null when the zone is not known here.</summary>
    public UnixNanos? NextRestart(UnixNanos now) => Next(now, RestartAt, null);

    /// <summary>The first login after <paramref name="now"/>; null when the zone is not known here.</summary>
    public UnixNanos? NextLogin(UnixNanos now) => Next(now, LoginAt, LoginDay);

    private UnixNanos? Next(UnixNanos now, TimeOnly at, DayOfWeek? day)
    {
        if (!TimeZones.TryFind(Zone, out var zone)) return null;
        var today = TimeZoneInfo.ConvertTime(now.ToDateTimeOffset(), zone).Date;
        // Eight days reach the same weekday again when today's hour is over.
        for (var i = 0; i <= 8; i++)
        {
            var wall = today.AddDays(i) + at.ToTimeSpan();
            // A clock that springs over the hour shows it an hour later.
            if (zone.IsInvalidTime(wall)) wall = wall.AddHours(1);
            var then = new DateTimeOffset(wall, zone.GetUtcOffset(wall));
            if ((day is null || wall.DayOfWeek == day) && then > now.ToDateTimeOffset()) return UnixNanos.FromDateTimeOffset(then);
        }

        return null;
    }
}
