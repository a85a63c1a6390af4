using System.Collections.Frozen;
using System.Globalization;

namespace Argonaut.Domain.Sessions;

/// <summary>
/// Zone names as brokers and machines write them: IANA, Windows ids, legacy and localised names, fixed offsets (ib-tws-protocol.md
/// 8.1, 10). Rules come from the machine's zone data.
/// </summary>
public static class TimeZones
{
    private static readonly FrozenDictionary<string, string> Aliases = ZoneAliases.All;

    /// <summary>The name that zone data has everywhere: <c>America/New_York</c> for <c>US/Eastern</c>; an unknown name as it is.</summary>
    public static string Canonical(string name) => Aliases.GetValueOrDefault(name.Trim(), name.Trim());

    /// <summary>False when the name, or the machine's zone data, is missing; never an exception.</summary>
    public static bool TryFind(string name, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        name = Canonical(name);
        if (name.Length == 0) return false;
        if (name == "Etc/UTC") return true;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found))
        {
            zone = found;
            return true;
        }

        return TryOffset(name, out zone);
    }

    /// <summary>
    /// A wall-clock time in a zone as an instant. A time that a clock change skips is as long after the change as it is after the skipped
    /// hour's begin; of a time that comes twice the first is meant, or the last.
    /// </summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone, bool last = true)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-3))
            : zone.IsAmbiguousTime(local) ? (last ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetAmbiguousTimeOffsets(local).Max())
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local - offset, TimeSpan.Zero);
    }

    /// <summary><c>GMT+8</c>, <c>UTC-05:30</c>, <c>+0800</c>: ahead of Greenwich with a plus.</summary>
    private static bool TryOffset(string name, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        var text = name.StartsWith("GMT", StringComparison.OrdinalIgnoreCase) || name.StartsWith("UTC", StringComparison.OrdinalIgnoreCase)
            ? name[3..] : name;
        if (text is not [('+' or '-') and var sign, .. var digits]) return false;
        digits = digits.Replace(":", "", StringComparison.Ordinal);
        if (digits.Length is 1 or 2) digits = digits.PadLeft(2, '0') + "00";
        if (digits.Length != 4 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number / 100 > 14 || number % 100 > 59) return false;
        var offset = new TimeSpan(number / 100, number % 100, 0) * (sign == '-' ? -1 : 1);
        if (offset.Duration() > TimeSpan.FromHours(14)) return false;
        zone = TimeZoneInfo.CreateCustomTimeZone(name, offset, name, name);
        return true;
    }
}
