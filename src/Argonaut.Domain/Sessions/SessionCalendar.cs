using System.Collections.Immutable;
using Argonaut.Domain.Instruments;

namespace Argonaut.Domain.Sessions;

/// <summary>
/// When a market trades, from the calendar text of its definition, which covers about a week. Outside the listed days the weekly pattern
/// of the list goes on, and every answer says so. Wall-clock times go through the zone of each date, so days of 23 and 25 hours are
/// right. Immutable; safe from any thread; asking within about two weeks of the listed days allocates nothing.
/// </summary>
public sealed class SessionCalendar
{
    /// <summary>A night session of a Friday counts for Monday: no session begins earlier than this before its trading day.</summary>
    internal const int DaysAhead = 3;

    private const int CachedDays = 16;
    /// <summary>Days in a row on which an exchange may be closed.</summary>
    internal const int SearchDays = 21;

    private readonly TimeZoneInfo _zone;
    private readonly Dictionary<DateOnly, ImmutableArray<LocalSession>> _listed = [];
    private readonly WeeklyPattern _pattern;
    private readonly DateOnly _first;
    private readonly DateOnly _last;
    private readonly ImmutableArray<OpenInterval> _open;
    private readonly UnixNanos _cachedFrom;
    private readonly UnixNanos _cachedTo;

    private SessionCalendar(ImmutableArray<ListedDay> days, TimeZoneInfo zone, bool isZoneKnown)
    {
        _zone = zone;
        foreach (var (day, session) in Assign(days)) _listed[day] = [.. _listed.GetValueOrDefault(day, []), .. session];
        IsKnown = isZoneKnown && _listed.Count > 0;
        _pattern = new WeeklyPattern(_listed);
        if (!IsKnown) return;
        _first = _listed.Keys.Min();
        _last = _listed.Keys.Max();
        KnownFrom = _listed[_first] is [var start, ..] ? Begin(start.Start) : Midnight(_first);
        KnownUntil = _listed[_last] is [.., var end] ? End(end.End) : Midnight(_last.AddDays(1));
        _cachedFrom = Midnight(_first.AddDays(-CachedDays));
        _cachedTo = Midnight(_last.AddDays(CachedDays));
        _open = Merge(_first.AddDays(-CachedDays), _last.AddDays(CachedDays + DaysAhead));
    }

    /// <summary>False without a calendar text or without its time zone: nothing is known and a market is taken to be open.</summary>
    public bool IsKnown { get; }

    /// <summary>The published time is <c>[KnownFrom, KnownUntil)</c>.</summary>
    public UnixNanos KnownFrom { get; }

    public UnixNanos KnownUntil { get; }

    /// <summary>The zone its wall-clock times are in; UTC when that is unknown.</summary>
    public TimeZoneInfo Zone => _zone;

    /// <param name="hours">As of <see cref="TradingHours"/>.</param>
    /// <param name="timeZone">Any name that <see cref="TimeZones"/> knows.</param>
    public static SessionCalendar Create(string hours, string timeZone)
    {
        var isKnown = TimeZones.TryFind(timeZone, out var zone);
        return new SessionCalendar(TradingHours.Parse(hours), zone, isKnown);
    }

    /// <summary>All hours in which it trades.</summary>
    public static SessionCalendar Of(Instrument instrument) => Create(instrument.TradingHours, instrument.TimeZone);

    /// <summary>Regular hours only; all hours where the definition does not tell them apart.</summary>
    public static SessionCalendar LiquidOf(Instrument instrument) =>
        Create(instrument.LiquidHours.Length > 0 ? instrument.LiquidHours : instrument.TradingHours, instrument.TimeZone);

    /// <summary>True also when nothing is known.</summary>
    public bool IsOpen(UnixNanos at)
    {
        if (!IsKnown) return true;
        var (open, i) = Locate(at);
        return i < open.Length && open[i].Start <= at;
    }

    public SessionKnowledge KnowledgeOf(UnixNanos at) => !IsKnown ? SessionKnowledge.None
        : at >= KnownFrom && at < KnownUntil ? SessionKnowledge.Published
        : SessionKnowledge.Extrapolated;

    /// <summary>Begin of the first session that begins after the moment; null when none is known.</summary>
    public UnixNanos? NextOpen(UnixNanos at)
    {
        if (!IsKnown) return null;
        var (open, i) = Locate(at);
        if (i < open.Length && open[i].Start <= at) i++;
        return i < open.Length ? open[i].Start : null;
    }

    /// <summary>End of the open session, or of the next one; null when none is known.</summary>
    public UnixNanos? NextClose(UnixNanos at)
    {
        if (!IsKnown) return null;
        var (open, i) = Locate(at);
        return i < open.Length ? open[i].End : null;
    }

    public SessionState StateAt(UnixNanos at) => new(IsOpen(at), KnowledgeOf(at), NextOpen(at), NextClose(at));

    /// <summary>The exchange's day of a moment: that of the session it is in, or else of the next one; the local date when none is known.</summary>
    public DateOnly TradingDayOf(UnixNanos at)
    {
        var date = LocalDate(at);
        if (!IsKnown) return date;
        for (var day = date; day <= date.AddDays(SearchDays); day = day.AddDays(1))
            foreach (var session in SessionsOf(day))
                if (at < session.End) return day;
        return date;
    }

    /// <summary>The sessions that count for a day of the exchange, in order; none on a closed day or when nothing is known.</summary>
    public ImmutableArray<TradingSession> SessionsOf(DateOnly tradingDay)
    {
        if (!IsKnown) return [];
        if (tradingDay >= _first && tradingDay <= _last)
            return [.. _listed.GetValueOrDefault(tradingDay, []).Select(s => new TradingSession(Begin(s.Start), End(s.End), tradingDay, IsExtrapolated: false))];
        var midnight = tradingDay.ToDateTime(TimeOnly.MinValue);
        return [.. _pattern[tradingDay.DayOfWeek].Select(s => new TradingSession(Begin(midnight + s.Start), End(midnight + s.End), tradingDay, IsExtrapolated: true))];
    }

    /// <summary>
    /// All the time that counts for a day of the exchange: from its first session's begin to that of the next day that has one, so that days
    /// leave nothing out. Null on a closed day and when nothing is known.
    /// </summary>
    public (UnixNanos From, UnixNanos To)? SpanOf(DateOnly tradingDay)
    {
        if (SessionsOf(tradingDay) is not [var first, ..]) return null;
        for (var day = tradingDay.AddDays(1); day <= tradingDay.AddDays(SearchDays); day = day.AddDays(1))
            if (SessionsOf(day) is [var next, ..]) return (first.Start, next.Start);
        return (first.Start, SessionsOf(tradingDay)[^1].End);
    }

    /// <summary>The closed times within <c>[from, to)</c>, in order, cut at its ends; empty when nothing is known.</summary>
    public ImmutableArray<(UnixNanos From, UnixNanos To)> ClosedBetween(UnixNanos from, UnixNanos to)
    {
        if (!IsKnown || from >= to) return [];
        var closed = ImmutableArray.CreateBuilder<(UnixNanos, UnixNanos)>();
        var at = from;
        foreach (var open in Merge(LocalDate(from), LocalDate(to).AddDays(DaysAhead)))
        {
            if (open.End <= at) continue;
            if (open.Start >= to) break;
            if (open.Start > at) closed.Add((at, open.Start));
            at = open.End;
        }

        if (at < to) closed.Add((at, to));
        return closed.DrainToImmutable();
    }

    /// <summary>
    /// A session counts for the date it ends on. A night session that ends on a weekend morning on which none begins counts for the next
    /// day that has one.
    /// </summary>
    private static IEnumerable<(DateOnly Day, ImmutableArray<LocalSession> Session)> Assign(ImmutableArray<ListedDay> days)
    {
        var sessions = days.SelectMany(d => d.Sessions).Distinct().OrderBy(s => s.Start).ToList();
        foreach (var closed in days.Where(d => d.Sessions.IsEmpty)) yield return (closed.Date, []);
        foreach (var session in sessions)
        {
            var day = DateOnly.FromDateTime(session.End.AddTicks(-1));
            var isWeekendMorning = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && session.End.TimeOfDay <= TimeSpan.FromHours(12)
                && session.Start.Date < session.End.Date && sessions.TrueForAll(s => DateOnly.FromDateTime(s.Start) != day);
            if (isWeekendMorning) day = day.AddDays(day.DayOfWeek == DayOfWeek.Saturday ? 2 : 1);
            yield return (day, [session]);
        }
    }

    /// <summary>The intervals that hold or follow the moment, and the index of the first that ends after it.</summary>
    private (ImmutableArray<OpenInterval> Open, int Index) Locate(UnixNanos at)
    {
        var open = _open;
        if (at < _cachedFrom || at >= _cachedTo)
        {
            var date = LocalDate(at);
            open = Merge(date, date.AddDays(SearchDays));
        }

        var (low, high) = (0, open.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (open[middle].End <= at) low = middle + 1;
            else high = middle;
        }

        return (open, low);
    }

    private ImmutableArray<OpenInterval> Merge(DateOnly from, DateOnly to)
    {
        var merged = new List<OpenInterval>();
        var sessions = Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).SelectMany(i => SessionsOf(from.AddDays(i))).OrderBy(s => s.Start);
        foreach (var session in sessions)
        {
            if (merged.Count > 0 && session.Start <= merged[^1].End)
                merged[^1] = merged[^1] with { End = session.End > merged[^1].End ? session.End : merged[^1].End };
            else merged.Add(new OpenInterval(session.Start, session.End));
        }

        return [.. merged];
    }

    private DateOnly LocalDate(UnixNanos at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), _zone).DateTime);

    private UnixNanos Midnight(DateOnly day) => Begin(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>A begin in an hour that comes twice is in the first, an end in the last: rather open than closed.</summary>
    private UnixNanos Begin(DateTime local) => Clamp(TimeZones.ToInstant(local, _zone, last: false));

    private UnixNanos End(DateTime local) => Clamp(TimeZones.ToInstant(local, _zone));

    private static UnixNanos Clamp(DateTimeOffset at) => at.Year < 1970 ? UnixNanos.Zero
        : at.Year > 2261 ? UnixNanos.MaxValue
        : UnixNanos.FromDateTimeOffset(at);

    private readonly record struct OpenInterval(UnixNanos Start, UnixNanos End);
}
