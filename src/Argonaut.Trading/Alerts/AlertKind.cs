namespace Argonaut.Trading.Alerts;

/// <summary>What a rule watches. On the wire and in the database the name is in lower case with underscores.</summary>
public enum AlertKind
{
    /// <summary>The last price (of pairs the mid price) reaches a threshold from the other side.</summary>
    PriceCross,

    /// <summary>The price is a number of percent away from its lowest or highest within a window.</summary>
    PercentMove,

    /// <summary>The ask is a threshold or more above the bid.</summary>
    Spread,

    /// <summary>A threshold or more was traded within a window.</summary>
    Volume,

    /// <summary>A line of an open market is silent, by the threshold learnt from its own rate.</summary>
    FeedStalled,

    /// <summary>The source is not connected.</summary>
    ConnectionLost,

    /// <summary>A time without proof of data was noted.</summary>
    GapFound,

    /// <summary>A disk that data goes to has less free space than a threshold, in GiB.</summary>
    DiskSpace,

    /// <summary>The source's clock and ours differ by a threshold or more, in milliseconds.</summary>
    ClockOffset,

    /// <summary>An export ended with a failure.</summary>
    ExportFailed,

    /// <summary>The store takes no data.</summary>
    DatabaseDown,
}
