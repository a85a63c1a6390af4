namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>Dates of derivatives: third Fridays and the letters of delivery months.</summary>
public static class Expiries
{
    private const string MonthLetters = "FGHJKMNQUVXZ";

    public static DateOnly ThirdFriday(int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays(((int)DayOfWeek.Friday - (int)first.DayOfWeek + 7) % 7 + 14);
    }

    /// <summary>The next third Fridays of March, June, September and December that have not passed.</summary>
    public static IEnumerable<DateOnly> Quarterly(DateOnly today) => From(today, step: 3, minDays: 0);

    /// <summary>The next third Fridays at least <paramref name="minDays"/> away.</summary>
    public static IEnumerable<DateOnly> Monthly(DateOnly today, int minDays) => From(today, step: 1, minDays);

    /// <summary><c>Z6</c> for December 2026.</summary>
    public static string Code(DateOnly expiry) => $"{MonthLetters[expiry.Month - 1]}{expiry.Year % 10}";

    /// <summary>The month of a letter, 0 when it is none.</summary>
    public static int MonthOf(char letter) => MonthLetters.IndexOf(letter, StringComparison.Ordinal) + 1;

    private static IEnumerable<DateOnly> From(DateOnly today, int step, int minDays)
    {
        for (var month = new DateOnly(today.Year, today.Month, 1); ; month = month.AddMonths(1))
        {
            if (month.Month % step != 0) continue;
            var expiry = ThirdFriday(month.Year, month.Month);
            if (expiry >= today.AddDays(minDays)) yield return expiry;
        }
    }
}
