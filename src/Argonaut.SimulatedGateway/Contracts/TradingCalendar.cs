using System.Globalization;
using System.Text;

namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>When an exchange trades. The numbers are minutes from local midnight of the trade date; negative is the evening before.</summary>
public sealed record TradingCalendar
{
    public const int MinutesPerDay = 1440;

    public static readonly TradingCalendar Always = new() { Zone = ExchangeZone.Utc, Days = DaySet.All };

    public static readonly TradingCalendar UsStocks = new()
    {
        Zone = ExchangeZone.NewYork, Open = 240, Close = 1200, LiquidOpen = 570, LiquidClose = 960, Days = DaySet.Weekdays, HasUsHolidays = true,
    };

    public static readonly TradingCalendar UsOptions = UsStocks with { Open = 570, Close = 960 };

    public static readonly TradingCalendar UsBonds = UsStocks with { Open = 480, Close = 1020, LiquidOpen = 480, LiquidClose = 1020 };

    public static readonly TradingCalendar London = new()
    {
        Zone = ExchangeZone.London, Open = 480, Close = 990, LiquidOpen = 480, LiquidClose = 990, Days = DaySet.Weekdays,
    };

    public static readonly TradingCalendar UsFutures = new()
    {
        Zone = ExchangeZone.Chicago, Open = -420, Close = 960, LiquidOpen = 510, LiquidClose = 960, Days = DaySet.Weekdays, HasUsHolidays = true,
    };

    public static readonly TradingCalendar Forex = new()
    {
        Zone = ExchangeZone.NewYork, Open = -405, Close = 1020, LiquidOpen = -405, LiquidClose = 1020, Days = DaySet.Weekdays,
    };

    public enum DaySet
    {
        All,
        Weekdays,
    }

    public ExchangeZone Zone { get; init; }

    public int Open { get; init; }

    public int Close { get; init; } = MinutesPerDay;

    public int LiquidOpen { get; init; }

    public int LiquidClose { get; init; } = MinutesPerDay;

    public DaySet Days { get; init; }

    public bool HasUsHolidays { get; init; }

    public bool IsAroundTheClock => Days == DaySet.All && Close - Open == MinutesPerDay;

    /// <summary>The same exchange when the scenario lets it trade at any time: its zone stays, its hours do not.</summary>
    public TradingCalendar AroundTheClock() => Always with { Zone = Zone };

    public bool IsTradeDate(DateOnly date) =>
        Days == DaySet.All
        || (date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsNewYearOrChristmas(date) && !(HasUsHolidays && IsUsHoliday(date)));

    /// <param name="utcMinute">Minutes since 1970 UTC.</param>
    /// <param name="liquidOnly">Regular trading hours instead of all.</param>
    public bool IsOpen(long utcMinute, bool liquidOnly)
    {
        if (IsAroundTheClock) return true;
        var utcDay = DateOnly.FromDayNumber((int)(utcMinute / MinutesPerDay) + EpochDay);
        var local = utcMinute + Zone.OffsetMinutes(utcDay);
        var dayNumber = (int)(local / MinutesPerDay);
        var minute = (int)(local - (long)dayNumber * MinutesPerDay);
        var (open, close) = liquidOnly ? (LiquidOpen, LiquidClose) : (Open, Close);
        return (minute >= open && minute < close && IsTradeDate(DateOnly.FromDayNumber(dayNumber + EpochDay)))
            || (minute - MinutesPerDay >= open && IsTradeDate(DateOnly.FromDayNumber(dayNumber + 1 + EpochDay)));
    }

    /// <summary>Start and end of the session of a trade date, in minutes since 1970 UTC; null when it is no trade date.</summary>
    public (long Start, long End)? Session(DateOnly date, bool liquidOnly)
    {
        if (!IsTradeDate(date)) return null;
        var midnight = (long)(date.DayNumber - EpochDay) * MinutesPerDay - Zone.OffsetMinutes(date);
        return liquidOnly ? (midnight + LiquidOpen, midnight + LiquidClose) : (midnight + Open, midnight + Close);
    }

    /// <summary>Seven days from <paramref name="today"/> in the form of contract details (ib-tws-protocol.md 8.1), in local time.</summary>
    public string HoursText(DateOnly today, bool liquidOnly)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 7; i++)
        {
            var date = today.AddDays(i);
            if (i > 0) text.Append(';');
            if (!IsTradeDate(date))
            {
                text.Append(date.ToString("yyyyMMdd", CultureInfo.InvariantCulture)).Append(":CLOSED");
                continue;
            }

            var (open, close) = liquidOnly ? (LiquidOpen, LiquidClose) : (Open, Close);
            AppendTime(text, date, open).Append('-');
            AppendTime(text, date, close);
        }

        return text.ToString();
    }

    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    private static StringBuilder AppendTime(StringBuilder text, DateOnly date, int minute)
    {
        var days = Math.DivRem(minute, MinutesPerDay, out var rest);
        if (rest < 0) (days, rest) = (days - 1, rest + MinutesPerDay);
        return text.Append(date.AddDays(days).ToString("yyyyMMdd", CultureInfo.InvariantCulture))
            .Append(CultureInfo.InvariantCulture, $":{rest / 60:00}{rest % 60:00}");
    }

    private static bool IsNewYearOrChristmas(DateOnly date) => date is { Month: 1, Day: 1 } or { Month: 12, Day: 25 };

    private static bool IsUsHoliday(DateOnly date) =>
        date is { Month: 7, Day: 4 } || (date is { Month: 11, DayOfWeek: DayOfWeek.Thursday, Day: >= 22 and <= 28 });
}
