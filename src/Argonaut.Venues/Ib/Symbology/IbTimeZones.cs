using System.Collections.Frozen;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>Zone names as gateways send them: IANA, Windows ids, legacy and localised names (ib-tws-protocol.md 10).</summary>
public static class IbTimeZones
{
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["Universal"] = "Etc/UTC", ["UTC"] = "Etc/UTC", ["GMT"] = "Etc/UTC", ["Z"] = "Etc/UTC",
        ["US/Eastern"] = "America/New_York", ["EST"] = "America/New_York", ["EST5EDT"] = "America/New_York", ["EDT"] = "America/New_York",
        ["Eastern Standard Time"] = "America/New_York", ["Eastern Daylight Time"] = "America/New_York",
        ["US/Central"] = "America/Chicago", ["CST"] = "America/Chicago", ["CST6CDT"] = "America/Chicago", ["CDT"] = "America/Chicago",
        ["Central Standard Time"] = "America/Chicago", ["Central Daylight Time"] = "America/Chicago",
        ["US/Mountain"] = "America/Denver", ["MST7MDT"] = "America/Denver", ["Mountain Standard Time"] = "America/Denver",
        ["US/Pacific"] = "America/Los_Angeles", ["PST"] = "America/Los_Angeles", ["PST8PDT"] = "America/Los_Angeles",
        ["PDT"] = "America/Los_Angeles", ["Pacific Standard Time"] = "America/Los_Angeles",
        ["GB-Eire"] = "Europe/London", ["GB"] = "Europe/London", ["British Summer Time"] = "Europe/London", ["BST"] = "Europe/London",
        ["Greenwich Mean Time"] = "Europe/London", ["GMT Standard Time"] = "Europe/London",
        ["MET"] = "Europe/Brussels", ["CET"] = "Europe/Brussels", ["CEST"] = "Europe/Brussels", ["MEZ"] = "Europe/Berlin",
        ["Central European Time"] = "Europe/Berlin", ["Central European Standard Time"] = "Europe/Berlin",
        ["Central European Summer Time"] = "Europe/Berlin", ["W. Europe Standard Time"] = "Europe/Berlin",
        ["Romance Standard Time"] = "Europe/Paris", ["EET"] = "Europe/Bucharest",
        ["Japan"] = "Asia/Tokyo", ["JST"] = "Asia/Tokyo", ["Tokyo Standard Time"] = "Asia/Tokyo", ["Japan Standard Time"] = "Asia/Tokyo",
        ["Hongkong"] = "Asia/Hong_Kong", ["HKT"] = "Asia/Hong_Kong", ["Hong Kong Standard Time"] = "Asia/Hong_Kong",
        ["PRC"] = "Asia/Shanghai", ["China Standard Time"] = "Asia/Shanghai", ["中国标准时间"] = "Asia/Shanghai",
        ["Singapore"] = "Asia/Singapore", ["Singapore Standard Time"] = "Asia/Singapore", ["ROK"] = "Asia/Seoul",
        ["IST"] = "Asia/Kolkata", ["India Standard Time"] = "Asia/Kolkata",
        ["Australia/NSW"] = "Australia/Sydney", ["AUS Eastern Standard Time"] = "Australia/Sydney",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>False when the name, or the machine's zone data, is missing; never an exception.</summary>
    public static bool TryFind(string name, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        if (name.Length == 0) return false;
        if (Aliases.TryGetValue(name, out var alias)) name = alias;
        if (name == "Etc/UTC") return true;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)) return false;
        zone = found;
        return true;
    }

    /// <summary>A wall-clock time in a zone as an instant; a time that a clock change skips moves past the gap.</summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
