using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;

namespace Argonaut.Trading.Rolling;

/// <summary>
/// Which contract of a futures product is the front one when. A contract is left a number of calendar days before its last trade date,
/// or, where the daily volumes of both are known, on the trading day after the first on which the next one traded more, whichever
/// comes first. The change happens when that trading day's first session begins.
/// </summary>
public static class RollCalendar
{
    /// <param name="contracts">Of one product; those without an expiration are left out.</param>
    /// <param name="daysBeforeExpiry">0 to 60.</param>
    /// <param name="volumes">Volume of a contract by trading day; null, or a day that is missing, is unknown.</param>
    /// <returns>One period a contract, in order, without holes; the last one ends with its contract.</returns>
    public static ImmutableArray<RollPeriod> Build(
        IEnumerable<Instrument> contracts, int daysBeforeExpiry, Func<Instrument, IReadOnlyDictionary<DateOnly, decimal>?>? volumes = null)
    {
        var ordered = contracts.Where(c => c.Expiration.Value > 0).OrderBy(c => c.Expiration.Value).ToList();
        var periods = ImmutableArray.CreateBuilder<RollPeriod>(ordered.Count);
        var from = UnixNanos.Zero;
        for (var i = 0; i < ordered.Count; i++)
        {
            var contract = ordered[i];
            var calendar = SessionCalendar.Of(contract);
            var lastDay = LastTradeDate(contract, calendar);
            if (i == ordered.Count - 1)
            {
                periods.Add(new RollPeriod(contract, lastDay, null, from, contract.Expiration, RollReason.Expiry));
                break;
            }

            var day = lastDay.AddDays(-daysBeforeExpiry);
            var reason = RollReason.Calendar;
            if (volumes is not null && Crossing(volumes(contract), volumes(ordered[i + 1])) is { } crossing && crossing.AddDays(1) < day)
                (day, reason) = (crossing.AddDays(1), RollReason.Volume);
            var (to, rollDay) = FirstSessionOn(calendar, day, contract.Expiration);
            // A contract that would be left before it was entered never is the front one.
            if (to > from) periods.Add(new RollPeriod(contract, lastDay, rollDay, from, to, reason));
            from = to > from ? to : from;
        }

        return periods.DrainToImmutable();
    }

    /// <summary>Null before the first and after the last period.</summary>
    public static RollPeriod? FrontAt(ImmutableArray<RollPeriod> periods, UnixNanos at) => periods.FirstOrDefault(p => p.From <= at && at < p.To);

    /// <summary>The day of the exchange on which it trades last.</summary>
    public static DateOnly LastTradeDate(Instrument contract, SessionCalendar calendar) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime((contract.Expiration - 1).ToDateTimeOffset(), calendar.Zone).DateTime);

    private static DateOnly? Crossing(IReadOnlyDictionary<DateOnly, decimal>? front, IReadOnlyDictionary<DateOnly, decimal>? next)
    {
        if (front is null || next is null) return null;
        foreach (var day in front.Keys.Order())
            if (next.TryGetValue(day, out var volume) && volume > front[day]) return day;
        return null;
    }

    /// <summary>The begin of the first trading day at or after that date; midnight UTC where no calendar tells.</summary>
    private static (UnixNanos At, DateOnly Day) FirstSessionOn(SessionCalendar calendar, DateOnly day, UnixNanos expiration)
    {
        for (var i = 0; i < 7; i++)
            if (calendar.SessionsOf(day.AddDays(i)) is [var first, ..] && first.Start < expiration) return (first.Start, day.AddDays(i));
        return (UnixNanos.FromDate(day) < expiration ? UnixNanos.FromDate(day) : expiration, day);
    }
}

/// <summary>Why a contract stops being the front one.</summary>
public enum RollReason
{
    /// <summary>The configured days before its last trade date.</summary>
    Calendar,

    /// <summary>The next contract traded more.</summary>
    Volume,

    /// <summary>It ends, and no later contract is known.</summary>
    Expiry,
}

/// <summary>The time in which a contract is the front one, <c>[From, To)</c>.</summary>
/// <param name="RollDay">The trading day on which the next contract takes over; null when none does.</param>
public sealed record RollPeriod(Instrument Contract, DateOnly LastTradeDate, DateOnly? RollDay, UnixNanos From, UnixNanos To, RollReason Reason);
