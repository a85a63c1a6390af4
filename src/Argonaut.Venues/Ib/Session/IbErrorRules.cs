using static Argonaut.Venues.Ib.Session.IbOrderReaction;
using static Argonaut.Venues.Ib.Session.IbReactionClass;

namespace Argonaut.Venues.Ib.Session;

/// <param name="Class">By ib-tws-protocol.md 5.3 to 5.5.</param>
/// <param name="Reaction">When the code comes for a request, or for none.</param>
/// <param name="OnOrder">When the code comes with an order id.</param>
internal sealed record IbErrorRule(
    int Code, IbReactionClass Class, IbReaction Reaction, string Meaning, IbOrderReaction OnOrder = ByState);

/// <summary>Every code of ib-tws-protocol.md 5.3 to 5.5, and 10092, and how it is met.</summary>
internal static class IbErrorRules
{
    /// <summary>Links, farms and the connection (5.3).</summary>
    public static readonly IbErrorRule[] Connection =
    [
        new(1100, Surface, IbReaction.LinkLost, "the gateway lost its link to the broker"),
        new(1101, Resubscribe, IbReaction.DataLost, "the link is back, subscriptions are lost"),
        new(1102, Inform, IbReaction.DataKept, "the link is back, subscriptions are kept"),
        new(1300, Fatal, IbReaction.PortReset, "the socket port was reset"),
        new(2103, Surface, IbReaction.DataFarmBroken, "market data farm broken"),
        new(2104, Inform, IbReaction.DataFarmOk, "market data farm connected"),
        new(2105, Surface, IbReaction.HistoryFarmBroken, "historical data farm broken"),
        new(2106, Inform, IbReaction.HistoryFarmOk, "historical data farm connected"),
        new(2107, Inform, IbReaction.HistoryFarmOk, "historical data farm inactive, comes up on demand"),
        new(2108, Inform, IbReaction.DataFarmOk, "market data farm inactive, comes up on demand"),
        new(2109, Surface, IbReaction.Inform, "the order works in regular hours only"),
        new(2110, Surface, IbReaction.LinkLost, "the gateway's link to the server is broken"),
        new(2119, Inform, IbReaction.Inform, "market data farm connecting"),
        new(2157, Surface, IbReaction.DefinitionFarmBroken, "security definition farm broken"),
        new(2158, Inform, IbReaction.DefinitionFarmOk, "security definition farm connected"),
        new(2100, Inform, IbReaction.Inform, "account data unsubscribed"),
        new(2150, Inform | Surface, IbReaction.Inform, "invalid value derived from a position"),
        new(2152, Inform | Surface, IbReaction.Inform, "some exchanges of the depth are not permitted"),
        new(2168, Inform | Surface, IbReaction.Inform, "notice of the gateway"),
        new(2169, Inform | Surface, IbReaction.Inform, "notice of the gateway"),
        new(2170, Inform | Surface, IbReaction.Inform, "notice of the gateway"),
        new(326, Fatal, IbReaction.ClientIdInUse, "the client id is in use"),
        new(502, Retry, IbReaction.Reconnect, "cannot connect"),
        new(503, Fatal, IbReaction.UnsupportedVersion, "the server is too old"),
        new(504, Terminal, IbReaction.Refuse, "not connected"),
        new(505, Inform, IbReaction.Inform, "unknown message id"),
        new(506, Fatal, IbReaction.UnsupportedVersion, "unsupported version"),
        new(507, Fatal, IbReaction.Reconnect, "bad message length"),
        new(508, Inform, IbReaction.Inform, "bad message"),
        new(509, Fatal, IbReaction.Reconnect, "the socket failed"),
        new(100, Retry, IbReaction.RateExceeded, "too many messages a second"),
    ];

    /// <summary>Requests and market data (5.4).</summary>
    public static readonly IbErrorRule[] Requests =
    [
        new(101, Terminal | Surface, IbReaction.LineLimit, "too many market data lines"),
        new(102, Terminal | Surface, IbReaction.Refuse, "duplicate request id"),
        new(103, Terminal | Surface, IbReaction.Refuse, "duplicate order id", DuplicateId),
        new(162, Retry | Terminal | Surface, IbReaction.HistoryService, "historical data service"),
        new(165, Inform, IbReaction.Inform, "historical data service notice"),
        new(166, Terminal | Surface, IbReaction.Refuse, "expired contract"),
        new(200, Terminal | Surface, IbReaction.Refuse, "no security definition, or an ambiguous contract"),
        new(300, Inform, IbReaction.Ignore, "unknown request id in a cancel"),
        new(309, Terminal | Surface, IbReaction.DepthLimit, "too many depth requests"),
        new(310, Inform, IbReaction.Ignore, "no such depth subscription"),
        new(316, Resubscribe, IbReaction.Resubscribe, "the depth was halted"),
        new(317, Inform, IbReaction.DepthReset, "the depth was reset"),
        new(321, Terminal | Surface, IbReaction.Refuse, "the request is not valid"),
        new(322, Terminal | Surface, IbReaction.Refuse, "the request could not be processed"),
        new(354, Terminal, IbReaction.TryDelayed, "not subscribed to this market data"),
        new(366, Inform, IbReaction.Ignore, "no historical query with that id"),
        new(420, Retry | Terminal, IbReaction.RealTimeQuery, "invalid real-time query"),
        new(430, Terminal, IbReaction.Refuse, "no fundamental data"),
        new(10089, Terminal, IbReaction.TryDelayed, "needs another subscription; delayed data is available"),
        new(10090, Inform | Surface, IbReaction.Inform, "a part of the market data is not subscribed"),
        new(10092, Terminal | Surface, IbReaction.Refuse, "no depth for this kind of instrument at this exchange"),
        new(10167, Surface, IbReaction.IsDelayed, "not subscribed, delayed data is sent"),
        new(10168, Terminal, IbReaction.TryDelayed, "not subscribed and delayed data is off"),
        new(10182, Resubscribe, IbReaction.Resubscribe, "live update request failed"),
        new(10186, Terminal | Surface, IbReaction.Refuse, "not subscribed, no delayed data"),
        new(10187, Retry, IbReaction.RetryOnce, "tick request failed"),
        new(10189, Terminal, IbReaction.FallBack, "tick-by-tick is not available"),
        new(10190, Terminal, IbReaction.TickByTickLimit, "too many tick-by-tick requests"),
        new(10197, Surface | Resubscribe, IbReaction.CompetingSession, "no data during a competing live session"),
    ];

    /// <summary>Orders (5.5). A request that meets one of these ends.</summary>
    public static readonly IbErrorRule[] Orders =
    [
        new(104, Terminal, IbReaction.Refuse, "a filled order cannot be changed", RefuseChange),
        new(105, Terminal | Surface, IbReaction.Refuse, "the change does not match the order"),
        new(106, Terminal | Surface, IbReaction.Refuse, "the order id cannot be sent"),
        new(107, Terminal | Surface, IbReaction.Refuse, "the order is not complete"),
        new(109, Terminal | Surface, IbReaction.Refuse, "the price is out of range"),
        new(110, Terminal | Surface, IbReaction.Refuse, "the price is not a multiple of the smallest increment"),
        new(111, Terminal | Surface, IbReaction.Refuse, "time in force and order type do not fit"),
        new(112, Terminal | Surface, IbReaction.Refuse, "the time in force needs another one"),
        new(113, Terminal | Surface, IbReaction.Refuse, "the time in force needs a limit order"),
        new(114, Terminal | Surface, IbReaction.Refuse, "the order type needs an end time"),
        new(115, Terminal | Surface, IbReaction.Refuse, "the end time is not valid"),
        new(116, Terminal | Surface, IbReaction.Refuse, "the order cannot be sent"),
        new(135, Inform, IbReaction.Ignore, "no order with that id", AnswerCancel),
        new(136, Inform, IbReaction.Ignore, "the order cannot be cancelled", AnswerCancel),
        new(161, Inform, IbReaction.Ignore, "the order cannot be cancelled in its state", AnswerCancel),
        new(201, Terminal | Surface, IbReaction.Refuse, "order rejected", Reject),
        new(202, Surface, IbReaction.Inform, "order cancelled", Cancel),
        new(203, Terminal, IbReaction.Refuse, "the security is not allowed for this account", Reject),
        new(399, Surface, IbReaction.Inform, "order message", Notice),
        new(404, Inform, IbReaction.Inform, "held: shares are being located", Notice),
        new(434, Terminal | Surface, IbReaction.Refuse, "the size must be above zero"),
        new(435, Terminal | Surface, IbReaction.Refuse, "account missing or not valid"),
        new(460, Terminal | Surface, IbReaction.Refuse, "no trading permission"),
        new(478, Terminal | Surface, IbReaction.Refuse, "the contract id conflicts with the other fields"),
        new(10147, Inform, IbReaction.Ignore, "the order to cancel was not found", AnswerCancel),
        new(10148, Inform, IbReaction.Ignore, "the order cannot be cancelled", AnswerCancel),
        new(10149, Terminal, IbReaction.Refuse, "the order id is not valid"),
        new(10268, Terminal, IbReaction.Refuse, "an order attribute is not supported"),
        new(10269, Terminal, IbReaction.Refuse, "an order attribute is not supported"),
        new(10281, Terminal, IbReaction.Refuse, "an order attribute is not supported"),
        new(10285, Fatal, IbReaction.UnsupportedVersion, "the version is too old for fractional sizes"),
        new(10289, Terminal | Surface, IbReaction.Refuse, "this crypto order needs a cash quantity"),
        new(10349, Inform, IbReaction.Inform, "an order preset set the time in force", Notice),
    ];
}
