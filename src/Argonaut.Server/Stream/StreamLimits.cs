namespace Argonaut.Server.Stream;

/// <summary>Bounds of a connection; the welcome message tells them (api.md A-082).</summary>
internal static class StreamLimits
{
    public const int Subscriptions = 500;
    public const int InboundPerSecond = 50;

    /// <summary>A client that comes back subscribes to everything at once.</summary>
    public const int InboundBurst = 600;

    /// <summary>Messages over the rate that a client may still send after the warning.</summary>
    public const int InboundAfterWarning = 100;

    public const int FrameBytes = 64 * 1024;
    public const int QueueMessages = 1_024;
    public const int QueueBytes = 4 * 1024 * 1024;
    public const int TradesPerSecond = 2_000;
    public const int LargestSnapshot = 1_000;

    /// <summary>Of all connections that ended, together; the oldest connection is forgotten first.</summary>
    public const int RememberedSubscriptions = 4_096;

    /// <summary>Trades of an instrument that are kept for those who come back.</summary>
    public const int BacklogTrades = 2_048;

    /// <summary>Closed bars of an instrument and a timeframe that are kept for those who come back.</summary>
    public const int BacklogBars = 64;

    public const int BacklogAlerts = 512;

    /// <summary>Of what was missed, in one message. What is cut off comes again whole: a line that breaks often passes only short ones.</summary>
    public const int MissedInMessage = 50;

    /// <summary>Messages that wait go together in frames of at most this size, for the same reason; a longer one goes alone.</summary>
    public const int FrameFill = 16 * 1024;

    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan ResumeWindow = TimeSpan.FromHours(1);
    public static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);

    /// <summary>For whoever lost his rights: he hears nothing more, and reads why.</summary>
    public static readonly TimeSpan ExpelGrace = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan SignInWithin = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan RightsEvery = TimeSpan.FromSeconds(60);
}
