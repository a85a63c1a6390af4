namespace Argonaut.Server.Limits;

/// <summary>What one token and one address may ask for (api.md A-050).</summary>
public sealed record ServerLimits
{
    public int RequestsPerSecond { get; init; } = 200;

    public int ExportsPerMinute { get; init; } = 10;

    /// <summary>Wrong tokens of one address before it has to wait.</summary>
    public int WrongTokensPerMinute { get; init; } = 5;

    /// <summary>WebSocket connections of one address.</summary>
    public int StreamsPerAddress { get; init; } = 50;
}
