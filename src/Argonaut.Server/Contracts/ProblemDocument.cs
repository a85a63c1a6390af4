using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Argonaut.Server.Contracts;

/// <summary>RFC 9457 problem document with Argonaut's members (api.md A-024).</summary>
public sealed record ProblemDocument
{
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instance { get; init; }

    /// <summary>Stable machine word.</summary>
    public required string Code { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ProblemError>? Errors { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? RetryAfterMs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hint { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BrokerError? Broker { get; init; }
}

/// <param name="Pointer">JSON pointer of the parameter: <c>/timeframe</c>.</param>
public sealed record ProblemError(string Pointer, string Code, string Detail);

/// <summary>The broker's own code and text (api.md A-027).</summary>
public sealed record BrokerError(int Code, string Message);
