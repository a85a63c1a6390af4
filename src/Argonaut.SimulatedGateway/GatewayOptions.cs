using Argonaut.SimulatedGateway.Broker;

namespace Argonaut.SimulatedGateway;

/// <summary>How the gateway presents itself to its clients.</summary>
public sealed record GatewayOptions
{
    public const int MinVersion = 178;
    public const int MaxVersion = 200;

    /// <summary>Loopback port; 0 takes a free one.</summary>
    public int Port { get; init; } = 7497;

    /// <summary>178 to 200. A client gets the smaller of this and its own.</summary>
    public int MaxServerVersion { get; init; } = 193;

    /// <summary>The managed account, or several separated by commas. One that begins with <c>DUSIM</c> marks all data as simulated.</summary>
    public string Account { get; init; } = "DUSIM01";

    public int FirstOrderId { get; init; } = 1;

    public BrokerOptions Broker { get; init; } = new();

    public GatewayLimits Limits { get; init; } = GatewayLimits.Standard;

    /// <summary>Decides the draws of faults that happen by chance.</summary>
    public ulong FaultSeed { get; init; } = 1;

    /// <summary>Clients at the same time; more are closed at once.</summary>
    public int MaxClients { get; init; } = 32;

    /// <summary>A client with more unsent bytes is disconnected. The real gateway does the same.</summary>
    public int MaxClientBacklogBytes { get; init; } = 64 << 20;

    /// <summary>Markets without a schedule wait while a client has more unsent bytes.</summary>
    public int ClientRoomBytes { get; init; } = 1 << 20;

    /// <summary>How often a stream of market data sends what changed.</summary>
    public TimeSpan ConflationInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Between error 326 and the end of the connection.</summary>
    public TimeSpan DuplicateClientDelay { get; init; } = TimeSpan.FromMilliseconds(50);
}
