using System.Collections.Frozen;
using System.Globalization;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>One of the bar sizes of ib-tws-protocol.md 4.5. Bars are aligned to 1970 UTC; days are UTC days, weeks begin on Monday.</summary>
public readonly record struct BarSize(long Seconds)
{
    private const long Week = 7 * UnixSeconds.PerDay;

    /// <summary>Stands for calendar months, which differ in length.</summary>
    private const long Month = 30 * UnixSeconds.PerDay;

    private const long MondayShift = 3 * UnixSeconds.PerDay;

    private static readonly FrozenDictionary<string, long> Texts = new Dictionary<string, long>
    {
        ["1 secs"] = 1, ["5 secs"] = 5, ["10 secs"] = 10, ["15 secs"] = 15, ["30 secs"] = 30, ["1 min"] = 60, ["2 mins"] = 120,
        ["3 mins"] = 180, ["5 mins"] = 300, ["10 mins"] = 600, ["15 mins"] = 900, ["20 mins"] = 1_200, ["30 mins"] = 1_800, ["1 hour"] = 3_600,
        ["2 hours"] = 7_200, ["3 hours"] = 10_800, ["4 hours"] = 14_400, ["8 hours"] = 28_800, ["1 day"] = UnixSeconds.PerDay,
        ["1 week"] = Week, ["1 month"] = Month,
    }.ToFrozenDictionary();

    /// <summary>The smallest bars for requests up to each duration, in seconds.</summary>
    private static readonly (long Duration, long SmallestBar)[] Steps =
    [
        (1_800, 1), (3_600, 5), (14_400, 10), (28_800, 30), (UnixSeconds.PerDay, 60), (2 * UnixSeconds.PerDay, 120), (Week, 180),
        (31 * UnixSeconds.PerDay, 1_800), (long.MaxValue, UnixSeconds.PerDay),
    ];

    public bool IsDayOrMore => Seconds >= UnixSeconds.PerDay;

    public bool IsWeekOrMore => Seconds >= Week;

    /// <summary>30 seconds or less: paced strictly and kept for six months only.</summary>
    public bool IsSmall => Seconds <= 30;

    public static bool TryParse(string text, out BarSize size)
    {
        var isKnown = Texts.TryGetValue(text, out var seconds);
        size = new BarSize(seconds);
        return isKnown;
    }

    /// <summary>True when a request of this length may have bars of this size.</summary>
    public bool FitsDuration(long durationSeconds)
    {
        foreach (var (limit, smallest) in Steps)
            if (durationSeconds <= limit) return Seconds >= smallest;
        return false;
    }

    public long OpenOf(long second) => Seconds switch
    {
        Week => (second + MondayShift) / Week * Week - MondayShift,
        Month => MonthStart(UnixSeconds.DateOf(second)),
        _ => second - second % Seconds,
    };

    public long CloseOf(long open) => Seconds == Month ? MonthStart(UnixSeconds.DateOf(open).AddMonths(1)) : open + Seconds;

    /// <summary>The date field: epoch seconds or text by the request's format, always a date from a day up; of weeks and months the last day.</summary>
    /// <param name="end">End of what the bar holds; before its close while it forms.</param>
    public string DateText(long open, long end, int formatDate)
    {
        if (IsWeekOrMore) return WireTimes.DateText(end - 1);
        if (IsDayOrMore) return WireTimes.DateText(open);
        return formatDate == 2 ? open.ToString(CultureInfo.InvariantCulture) : WireTimes.WithZone(open);
    }

    private static long MonthStart(DateOnly date) => UnixSeconds.Of(new DateOnly(date.Year, date.Month, 1));
}
