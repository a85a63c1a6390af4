using Argonaut.Venues.Ib.Symbology;

namespace Argonaut.Venues.Ib;

/// <summary>Settings of one connection to a TWS or IB Gateway. Sources of the defaults: ib-tws-protocol.md 3 to 5.</summary>
public sealed record IbOptions
{
    /// <summary>The optional capability by which our simulated gateway is told that replayed ticks may carry nanoseconds.</summary>
    public const string NanosecondsCapability = "argonaut-ns";

    public string Host { get; init; } = "localhost";

    /// <summary>7497/7496 TWS paper/live, 4002/4001 Gateway paper/live.</summary>
    public int Port { get; init; } = 7497;

    /// <summary>0 to 2147483647. When it is in use it is tried again for ever; another one is never picked.</summary>
    public int ClientId { get; init; } = 1;

    /// <summary>The highest server version that is offered, 178 to 200.</summary>
    public int MaxServerVersion { get; init; } = IbVersions.Max;

    /// <summary>Asks the gateway to queue requests above its rate instead of refusing them. Our own pacer makes it unnecessary.</summary>
    public bool PaceApi { get; init; }

    /// <summary>
    /// Offers <see cref="NanosecondsCapability"/>: replayed ticks then come with the times they were recorded with
    /// (docs/decisions/0004-nanoseconds-for-replay.md). A real gateway ignores it.
    /// </summary>
    public bool AcceptNanoseconds { get; init; }

    /// <summary>Which ids contracts get that are asked for from now on; an instrument keeps the id it has.</summary>
    public IbNaming Naming { get; init; } = IbNaming.Default;

    /// <summary>Follows orders, fills and positions of the account, whoever made them.</summary>
    public bool FollowsAccounts { get; init; }

    /// <summary>How often orders are listed again: the gateway does not tell those of other clients by itself.</summary>
    public TimeSpan AccountPollInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages to the gateway in any second; its default limit is 50.</summary>
    public int MessagesPerSecond { get; init; } = 45;

    /// <summary>Streams of any kind at the same time. Without one the gateway's refusal teaches it: an account has 100 or more.</summary>
    public int MarketDataLines { get; init; } = int.MaxValue;

    /// <summary>Depth streams at the same time: 3 up to 399 lines, then one for every 100 lines, at most 60.</summary>
    public int MarketDepthBudget { get; init; } = 3;

    /// <summary>Rows of each side of an order book that are asked for, 1 to 60.</summary>
    public int MarketDepthRows { get; init; } = 10;

    /// <summary>Tick-by-tick streams at the same time (trades and quotes count one each); the others use level 1, which is conflated.</summary>
    public int TickByTickBudget { get; init; } = 3;

    /// <summary>Ask for delayed data when live data is not subscribed.</summary>
    public bool AllowDelayedData { get; init; } = true;

    /// <summary>History from regular trading hours only. False makes history equal to bars built from live ticks.</summary>
    public bool UseRegularHours { get; init; }

    /// <summary>Requests for bars of 30 s or less in any ten minutes; the gateway's limit is 60.</summary>
    public int HistoryRequestsPerTenMinutes { get; init; } = 55;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the TCP connection to the server's version.</summary>
    public TimeSpan VersionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the start request to the next valid id and the managed accounts.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Without a byte for this long the server is asked for its time.</summary>
    public TimeSpan SilenceBeforeProbe { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Without a byte for this long after the question the connection is dead.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How often the server's clock is compared while data flows.</summary>
    public TimeSpan ClockProbeInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time a frame may take from its first byte to its last.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When the gateway restarts every day; a loss of the connection then is expected.</summary>
    public IbRestartWindow RestartWindow { get; init; } = new(new TimeOnly(23, 40), new TimeOnly(0, 50), "America/New_York");

    /// <summary>Uniform numbers in [0, 1), for the spread of reconnect delays.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;
}
