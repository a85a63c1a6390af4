namespace Argonaut.Venues.Ib.Session;

/// <summary>The classes of ib-tws-protocol.md 5.2; a code can have several.</summary>
[Flags]
internal enum IbReactionClass
{
    None = 0,

    /// <summary>I: listed among the notices.</summary>
    Inform = 1,

    /// <summary>S: shown to the user.</summary>
    Surface = 2,

    /// <summary>R: again, after a pause.</summary>
    Retry = 4,

    /// <summary>RS: the streams concerned are requested again.</summary>
    Resubscribe = 8,

    /// <summary>T: the end of that request or order.</summary>
    Terminal = 16,

    /// <summary>X: the end of the connection.</summary>
    Fatal = 32,
}

/// <summary>What this client does when the server sends a code that belongs to no order.</summary>
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

    /// <summary>The connection is of no use any more: a new one after the backoff.</summary>
    Reconnect,
    RateExceeded,

    /// <summary>Ends the request: a one-shot request fails, a line is refused.</summary>
    Refuse,

    /// <summary>All market data lines are in use: the budget shrinks to what is open now.</summary>
    LineLimit,

    /// <summary>All depth lines are in use: the budget shrinks to what is open now.</summary>
    DepthLimit,

    /// <summary>Code 162: <see cref="IbHistoryCauses"/> reads the cause from the text.</summary>
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

    /// <summary>As <see cref="FallBack"/>, and the budget shrinks to what is open now.</summary>
    TickByTickLimit,

    /// <summary>The book of the stream is empty now; the stream goes on.</summary>
    DepthReset,

    /// <summary>The same user is logged in elsewhere: asked again every 60 s.</summary>
    CompetingSession,
}

/// <summary>What a code means for the order whose id it carries (ib-tws-protocol.md 5.5).</summary>
internal enum IbOrderReaction
{
    /// <summary>Rejected when the order was not acknowledged yet; else it refuses a change in flight, or is a notice.</summary>
    ByState,

    /// <summary>Shown with the order, whose state does not change.</summary>
    Notice,
    Reject,
    Cancel,

    /// <summary>The answer to a cancel: whoever waits is released, the state comes from reconciliation.</summary>
    AnswerCancel,

    /// <summary>The order is filled already: its change is refused, its state comes from reconciliation.</summary>
    RefuseChange,

    /// <summary>The id was used before: rejected, and a fresh id is asked for before the next order.</summary>
    DuplicateId,
}
