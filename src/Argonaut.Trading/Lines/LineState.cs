namespace Argonaut.Trading.Lines;

/// <summary>
/// What a market-data line (an instrument's trades, quotes or book) does. Flowing only after a tick that came behind the last request.
/// </summary>
public enum LineState
{
    /// <summary>Asked for; no tick has come yet.</summary>
    Requested,
    Flowing,

    /// <summary>Asked for, the market is open, and nothing came for longer than this instrument's threshold.</summary>
    Silent,

    /// <summary>The exchange has stopped trading in it.</summary>
    Halted,

    /// <summary>The source sends delayed data.</summary>
    Delayed,

    /// <summary>The source sends the last data before the close and no new one.</summary>
    Frozen,

    /// <summary>The user has no right to this data.</summary>
    NotEntitled,

    /// <summary>The source will not serve this request: an unknown contract, no free line.</summary>
    Refused,

    /// <summary>Another session of the same user takes the data.</summary>
    Competing,
    MarketClosed,

    /// <summary>The connection, the source's own link or one of its farms is away.</summary>
    Interrupted,
}
