using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Domain.Bars;

namespace Argonaut.Domain.Sessions;

/// <summary>
/// The exchange's days, weeks and months as intervals of time that leave nothing out: a day begins with the hour of UTC in which its first session
/// begins, or within that hour where the market was open in it before, and ends where the next day that has a session begins. Each is named by its date at 00:00 UTC, as a broker names its daily bars: a Sunday evening session of a
/// future belongs to the Monday. Immutable; safe from any thread.
/// </summary>
/// <param name="calendar">Must be known (<see cref="SessionCalendar.IsKnown"/>).</param>
public sealed class ExchangeDays(SessionCalendar calendar)
{
    /// <summary>What the days are made of, longest first: the first on whose grid they begin.</summary>
    private static readonly ImmutableArray<Timeframe> Parts = [.. new[] { "1h", "30m", "15m", "5m", "1m" }.Select(Find)];

    /// <summary>Of days that were asked for: each is asked for often.</summary>
    private readonly ConcurrentDictionary<DateOnly, UnixNanos> _begins = new();

    /// <summary>True for the lengths that follow the exchange's day: 1D, 1W and 1M.</summary>
    public static bool Rule(Timeframe timeframe) => timeframe.Index >= Timeframe.Day1.Index;

    /// <summary>Where the day begins; where it has no session, where the next one that has begins.</summary>
    public UnixNanos BeginOf(DateOnly day)
    {
        if (!_begins.TryGetValue(day, out var begin)) _begins[day] = begin = FindBegin(day);
        return begin;
    }

    /// <summary>The day that a moment belongs to; closed hours belong to the day before them.</summary>
    public DateOnly DayOf(UnixNanos at)
    {
        var day = at.UtcDate.AddDays(SessionCalendar.DaysAhead + 1);
        while (BeginOf(day) > at && day > DateOnly.FromDateTime(DateTime.UnixEpoch)) day = day.AddDays(-1);
        return day;
    }

    /// <summary>The name of the interval that holds the moment: 00:00 UTC of its date, of its week's Monday or of the first of its month.</summary>
    public UnixNanos NameOf(Timeframe timeframe, UnixNanos at) => timeframe.OpenOf(UnixNanos.FromDate(DayOf(at)));

    /// <summary>The time of the interval of that name, <c>[From, To)</c>; empty where all its days are closed.</summary>
    public (UnixNanos From, UnixNanos To) SpanOf(Timeframe timeframe, UnixNanos name) => (BeginOf(name.UtcDate), BeginOf(timeframe.CloseOf(name).UtcDate));

    /// <summary>The longest bars whose ends meet the beginnings of all days from one to another.</summary>
    public Timeframe PartOf(DateOnly from, DateOnly to)
    {
        var at = 0;
        for (var day = from; day <= to; day = day.AddDays(1))
            while (at < Parts.Length - 1 && BeginOf(day) is var begin && Parts[at].OpenOf(begin) != begin) at++;
        return Parts[at];
    }

    private UnixNanos FindBegin(DateOnly day)
    {
        for (var at = day; at <= day.AddDays(SessionCalendar.SearchDays); at = at.AddDays(1))
            if (calendar.SessionsOf(at) is [var first, ..]) return WithHour(first.Start);
        return UnixNanos.FromDate(day);
    }

    /// <summary>Bars of hours are kept the longest: where nothing traded in the hour before the session, it is all of the day that begins.</summary>
    private UnixNanos WithHour(UnixNanos begin) =>
        Timeframe.Hour1.OpenOf(begin) is var hour && !calendar.IsOpen(hour) && calendar.NextOpen(hour) == begin ? hour : begin;

    private static Timeframe Find(string code) => Timeframe.TryParse(code, out var found) ? found : throw new ArgumentException($"Expected a timeframe, found {code}.", nameof(code));
}
