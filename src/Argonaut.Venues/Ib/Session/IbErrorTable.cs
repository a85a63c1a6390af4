using System.Collections.Frozen;

namespace Argonaut.Venues.Ib.Session;

/// <summary>What this client does when the server sends a code.</summary>
internal enum IbReaction
{
    /// <summary>Shown among the notices, nothing else.</summary>
    Inform,
    LinkLost,
    DataLost,
    DataKept,
    PortReset,
    DataFarmBroken,
    DataFarmOk,
    HistoryFarmBroken,
    HistoryFarmOk,
    DefinitionFarmBroken,
    DefinitionFarmOk,
    ClientIdInUse,
    UnsupportedVersion,
    RateExceeded,

    /// <summary>Ends the request: a one-shot request fails, a line is refused.</summary>
    Refuse,

    /// <summary>Code 162: the text decides (pacing, no data, permissions).</summary>
    HistoryService,

    /// <summary>A pacing text is retried later, anything else ends the request.</summary>
    RealTimeQuery,

    /// <summary>An answer to a cancel that came too late.</summary>
    Ignore,

    /// <summary>Live data is not subscribed: once again with delayed data when that is allowed.</summary>
    TryDelayed,

    /// <summary>The stream goes on with delayed data.</summary>
    IsDelayed,
    Resubscribe,

    /// <summary>Once more after 15 s.</summary>
    RetryOnce,

    /// <summary>Tick-by-tick is not to be had: level 1 instead.</summary>
    FallBack,

    /// <summary>The same user is logged in elsewhere: asked again every 60 s.</summary>
    CompetingSession,
}

internal sealed record IbErrorRule(int Code, IbReaction Reaction, string Meaning);

/// <summary>The codes of ib-tws-protocol.md 5.3 and 5.4 and how they are met.</summary>
internal static class IbErrorTable
{
    private static readonly FrozenDictionary<int, IbErrorRule> Rules = new[]
    {
        new IbErrorRule(1100, IbReaction.LinkLost, "the gateway lost its link to the broker"),
        new IbErrorRule(1101, IbReaction.DataLost, "the link is back, subscriptions are lost"),
        new IbErrorRule(1102, IbReaction.DataKept, "the link is back, subscriptions are kept"),
        new IbErrorRule(1300, IbReaction.PortReset, "the socket port was reset"),
        new IbErrorRule(2100, IbReaction.Inform, "account data unsubscribed"),
        new IbErrorRule(2103, IbReaction.DataFarmBroken, "market data farm broken"),
        new IbErrorRule(2104, IbReaction.DataFarmOk, "market data farm connected"),
        new IbErrorRule(2105, IbReaction.HistoryFarmBroken, "historical data farm broken"),
        new IbErrorRule(2106, IbReaction.HistoryFarmOk, "historical data farm connected"),
        new IbErrorRule(2107, IbReaction.HistoryFarmOk, "historical data farm inactive, comes up on demand"),
        new IbErrorRule(2108, IbReaction.DataFarmOk, "market data farm inactive, comes up on demand"),
        new IbErrorRule(2110, IbReaction.LinkLost, "the gateway's link to the server is broken"),
        new IbErrorRule(2119, IbReaction.Inform, "market data farm connecting"),
        new IbErrorRule(2157, IbReaction.DefinitionFarmBroken, "security definition farm broken"),
        new IbErrorRule(2158, IbReaction.DefinitionFarmOk, "security definition farm connected"),
        new IbErrorRule(326, IbReaction.ClientIdInUse, "the client id is in use"),
        new IbErrorRule(502, IbReaction.Inform, "cannot connect"),
        new IbErrorRule(503, IbReaction.UnsupportedVersion, "the server is too old"),
        new IbErrorRule(504, IbReaction.Refuse, "not connected"),
        new IbErrorRule(505, IbReaction.Inform, "unknown message id"),
        new IbErrorRule(506, IbReaction.UnsupportedVersion, "unsupported version"),
        new IbErrorRule(100, IbReaction.RateExceeded, "too many messages a second"),
        new IbErrorRule(101, IbReaction.Refuse, "too many market data lines"),
        new IbErrorRule(102, IbReaction.Refuse, "duplicate request id"),
        new IbErrorRule(162, IbReaction.HistoryService, "historical data service"),
        new IbErrorRule(165, IbReaction.Inform, "historical data service notice"),
        new IbErrorRule(166, IbReaction.Refuse, "expired contract"),
        new IbErrorRule(200, IbReaction.Refuse, "no security definition, or an ambiguous contract"),
        new IbErrorRule(300, IbReaction.Ignore, "unknown request id in a cancel"),
        new IbErrorRule(310, IbReaction.Ignore, "no such depth subscription"),
        new IbErrorRule(321, IbReaction.Refuse, "the request is not valid"),
        new IbErrorRule(322, IbReaction.Refuse, "the request could not be processed"),
        new IbErrorRule(354, IbReaction.TryDelayed, "not subscribed to this market data"),
        new IbErrorRule(366, IbReaction.Ignore, "no historical query with that id"),
        new IbErrorRule(420, IbReaction.RealTimeQuery, "invalid real-time query"),
        new IbErrorRule(430, IbReaction.Refuse, "no fundamental data"),
        new IbErrorRule(10089, IbReaction.TryDelayed, "needs another subscription; delayed data is available"),
        new IbErrorRule(10090, IbReaction.Inform, "a part of the market data is not subscribed"),
        new IbErrorRule(10167, IbReaction.IsDelayed, "not subscribed, delayed data is sent"),
        new IbErrorRule(10168, IbReaction.TryDelayed, "not subscribed and delayed data is off"),
        new IbErrorRule(10182, IbReaction.Resubscribe, "live update request failed"),
        new IbErrorRule(10186, IbReaction.Refuse, "not subscribed, no delayed data"),
        new IbErrorRule(10187, IbReaction.RetryOnce, "tick request failed"),
        new IbErrorRule(10189, IbReaction.FallBack, "tick-by-tick is not available"),
        new IbErrorRule(10190, IbReaction.FallBack, "too many tick-by-tick requests"),
        new IbErrorRule(10197, IbReaction.CompetingSession, "no data during a competing live session"),
    }.ToFrozenDictionary(r => r.Code);

    public static IEnumerable<IbErrorRule> All => Rules.Values;

    /// <summary>
    /// Unknown codes: 2100 to 2199 and anything with no request are notices. With a request it ends a one-shot request and leaves a
    /// stream alone.
    /// </summary>
    public static IbReaction ReactionTo(int code, string text, bool isOneShot)
    {
        if (Rules.TryGetValue(code, out var rule)) return rule.Reaction;
        var isNotice = code is >= 2100 and <= 2199 || text.Contains("Warning:", StringComparison.Ordinal);
        return isOneShot && !isNotice ? IbReaction.Refuse : IbReaction.Inform;
    }
}
