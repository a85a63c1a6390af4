namespace Argonaut.Domain.Sessions;

/// <summary>An uninterrupted time of trading, <c>[Start, End)</c>.</summary>
/// <param name="TradingDay">The exchange's day it counts for: a Sunday evening session belongs to Monday.</param>
/// <param name="IsExtrapolated">The calendar did not list that day; the session comes from the weekly pattern.</param>
public readonly record struct TradingSession(UnixNanos Start, UnixNanos End, DateOnly TradingDay, bool IsExtrapolated);

/// <summary>Where an answer of a calendar comes from.</summary>
public enum SessionKnowledge
{
    /// <summary>No calendar or no such time zone: a market is taken to be open.</summary>
    None,

    /// <summary>Outside the days that the calendar lists: its weekly pattern, which knows no holidays.</summary>
    Extrapolated,

    /// <summary>The calendar lists that time.</summary>
    Published,
}

/// <summary>Everything a calendar says of one moment.</summary>
/// <param name="NextOpen">Begin of the first session that begins after the moment; null when none is known.</param>
/// <param name="NextClose">End of the session that is open, or else of the next one; sessions without a pause between them are one.</param>
public readonly record struct SessionState(bool IsOpen, SessionKnowledge Knowledge, UnixNanos? NextOpen, UnixNanos? NextClose);
