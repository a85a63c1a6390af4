using Argonaut.Domain;
using Argonaut.Domain.Sessions;
using Argonaut.Ports;

namespace Argonaut.Server.Export;

/// <summary>When a nightly export runs.</summary>
internal static class ScheduleTimes
{
    /// <summary>The first time of day in the zone at or after the end of the UTC day that is exported; UTC where the zone is not known.</summary>
    public static UnixNanos DueOf(ExportSchedule schedule, DateOnly day)
    {
        if (!TimeZones.TryFind(schedule.TimeZone, out var zone)) zone = TimeZoneInfo.Utc;
        var end = UnixNanos.FromDate(day.AddDays(1));
        var local = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(end.ToDateTimeOffset(), zone).DateTime);
        for (var days = 0; ; days++)
        {
            var at = UnixNanos.FromDateTimeOffset(TimeZones.ToInstant(local.AddDays(days).ToDateTime(schedule.TimeOfDay), zone, last: false));
            if (at >= end) return at;
        }
    }
}
