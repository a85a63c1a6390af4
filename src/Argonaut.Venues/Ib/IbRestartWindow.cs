using Argonaut.Domain.Sessions;

namespace Argonaut.Venues.Ib;

/// <summary>A daily interval in a zone; it may span midnight.</summary>
/// <param name="Zone">IANA name.</param>
public sealed record IbRestartWindow(TimeOnly Start, TimeOnly End, string Zone)
{
    public bool Contains(DateTimeOffset now) =>
        TimeZones.TryFind(Zone, out var zone) && TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).IsBetween(Start, End);
}
