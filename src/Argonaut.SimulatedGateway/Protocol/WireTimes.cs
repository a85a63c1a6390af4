using System.Globalization;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>Times of day as text (ib-tws-protocol.md 10), in seconds since 1970 UTC.</summary>
public static class WireTimes
{
    /// <summary>
    /// Reads <c>YYYYMMDD-HH:MM:SS</c> (UTC), <c>YYYYMMDD HH:MM:SS</c> (UTC, this gateway's own zone), the same with a zone name after it, and
    /// <c>YYYYMMDD</c>.
    /// </summary>
    public static bool TryParse(string text, out long second)
    {
        second = 0;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var hasDash = text.Length > 8 && text[8] == '-';
        var (date, time) = hasDash ? (text[..8], parts[0][9..]) : parts.Length == 0 ? ("", "") : (parts[0], parts.Length > 1 ? parts[1] : "00:00:00");
        var zoneAt = hasDash ? 1 : 2;
        var zone = ExchangeZone.Utc;
        if (parts.Length > zoneAt + 1 || (parts.Length > zoneAt && !ExchangeZones.TryParse(parts[zoneAt], out zone))) return false;
        if (!DateTime.TryParseExact($"{date} {time}", ["yyyyMMdd HH:mm:ss", "yyyyMMdd HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return false;
        var day = DateOnly.FromDateTime(local);
        second = UnixSeconds.Of(day) + (long)local.TimeOfDay.TotalSeconds - zone.OffsetMinutes(day) * 60L;
        return second >= 0;
    }

    /// <summary><c>20261120 14:30:00 UTC</c>.</summary>
    public static string WithZone(long second) => Text(second, "yyyyMMdd HH:mm:ss 'UTC'");

    /// <summary><c>20261120-14:30:00</c>, UTC.</summary>
    public static string WithDash(long second) => Text(second, "yyyyMMdd-HH:mm:ss");

    public static string DateText(long second) => Text(second, "yyyyMMdd");

    private static string Text(long second, string format) =>
        DateTimeOffset.FromUnixTimeSeconds(second).ToString(format, CultureInfo.InvariantCulture);
}
