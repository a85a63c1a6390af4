using Argonaut.Domain;
using Argonaut.Domain.Instruments;

namespace Argonaut.Catalog;

/// <summary>What one export covers: ticks with <c>From &lt;= ts_init &lt; To</c>, bars with <c>From &lt;= open &lt; To</c>.</summary>
public sealed record ExportRequest(Instrument Instrument, UnixNanos From, UnixNanos To)
{
    /// <summary>The exclusive end of the day that holds an instant: one file a day. UTC days unless a trading calendar is given.</summary>
    public Func<UnixNanos, UnixNanos> DayEnd { get; init; } = UtcDayEnd;

    /// <summary>The id of a trade that carries one of its own (flag OwnTradeId); null gives it the id of the others.</summary>
    public Func<int, long, string?>? OwnTradeId { get; init; }

    private static UnixNanos UtcDayEnd(UnixNanos at) => at.Value >= long.MaxValue - UnixNanos.PerDay
        ? UnixNanos.MaxValue : new UnixNanos(at.Value - at.Value % UnixNanos.PerDay + UnixNanos.PerDay);
}
