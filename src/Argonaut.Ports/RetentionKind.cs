namespace Argonaut.Ports;

/// <summary>Kinds of stored data that have a retention period of their own.</summary>
public enum RetentionKind
{
    /// <summary>Trades, and what belongs to single trades.</summary>
    Ticks,

    /// <summary>Quotes and book updates.</summary>
    Quotes,

    /// <summary>Bars shorter than a minute.</summary>
    BarsSeconds,

    /// <summary>Bars from one to fifteen minutes.</summary>
    BarsMinutes,

    /// <summary>Longer bars.</summary>
    BarsLong,

    /// <summary>What was found about the quality of ticks, and refused ticks: kept as long as ticks.</summary>
    Quality,
}
