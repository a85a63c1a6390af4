namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>
/// The few time zones of the simulated exchanges with today's daylight-saving rules, so that a tape does not depend on the
/// machine's zone database. Rules before 2007 are not reproduced.
/// </summary>
public enum ExchangeZone
{
    Utc,
    NewYork,
    Chicago,
    London,
}

public static class ExchangeZones
{
    /// <summary>The name a gateway uses in contract details.</summary>
    public static string WireName(this ExchangeZone zone) => zone switch
    {
        ExchangeZone.NewYork => "US/Eastern",
        ExchangeZone.Chicago => "US/Central",
        ExchangeZone.London => "GB-Eire",
        _ => "UTC",
    };

    /// <summary>Reads IANA names and the older aliases; false for a zone that no simulated exchange uses.</summary>
    public static bool TryParse(string text, out ExchangeZone zone)
    {
        (var known, zone) = text switch
        {
            "UTC" or "GMT" or "Universal" or "Etc/UTC" or "Z" => (true, ExchangeZone.Utc),
            "US/Eastern" or "America/New_York" or "EST5EDT" or "EST" => (true, ExchangeZone.NewYork),
            "US/Central" or "America/Chicago" or "CST6CDT" => (true, ExchangeZone.Chicago),
            "GB-Eire" or "Europe/London" or "GB" => (true, ExchangeZone.London),
            _ => (false, ExchangeZone.Utc),
        };
        return known;
    }

    /// <summary>Local time minus UTC in minutes on this calendar day; the change of a switching night counts from its noon UTC.</summary>
    public static int OffsetMinutes(this ExchangeZone zone, DateOnly day) => zone switch
    {
        ExchangeZone.NewYork => IsUsSummer(day) ? -240 : -300,
        ExchangeZone.Chicago => IsUsSummer(day) ? -300 : -360,
        ExchangeZone.London => IsEuSummer(day) ? 60 : 0,
        _ => 0,
    };

    private static bool IsUsSummer(DateOnly day) =>
        day >= NthSunday(day.Year, 3, 2) && day < NthSunday(day.Year, 11, 1);

    private static bool IsEuSummer(DateOnly day) => day >= LastSunday(day.Year, 3) && day < LastSunday(day.Year, 10);

    private static DateOnly NthSunday(int year, int month, int n)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays((7 - (int)first.DayOfWeek) % 7 + 7 * (n - 1));
    }

    private static DateOnly LastSunday(int year, int month)
    {
        var last = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
