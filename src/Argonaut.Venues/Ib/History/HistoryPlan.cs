using Argonaut.Domain.Bars;

namespace Argonaut.Venues.Ib.History;

/// <summary>How bars of a timeframe are asked for, one page at a time (ib-tws-protocol.md 8.14, 4.5).</summary>
/// <param name="BarSize">Exact text of the wire.</param>
/// <param name="Duration">Text of the wire.</param>
/// <param name="Step">Length of <paramref name="Duration"/>, to step over an empty page.</param>
/// <param name="IsSmall">Subject to the limit in ten minutes, and not older than six months.</param>
internal sealed record HistoryPlan(string BarSize, string Duration, TimeSpan Step, bool IsSmall)
{
    /// <summary>Null for a timeframe that is built from another one.</summary>
    public static HistoryPlan? For(Timeframe timeframe) => timeframe.Code switch
    {
        "1s" => new HistoryPlan("1 secs", "1800 S", TimeSpan.FromSeconds(1800), true),
        "1m" => new HistoryPlan("1 min", "1 D", TimeSpan.FromDays(1), false),
        "1h" => new HistoryPlan("1 hour", "1 M", TimeSpan.FromDays(30), false),
        "1D" => new HistoryPlan("1 day", "1 Y", TimeSpan.FromDays(365), false),
        _ => null,
    };
}
