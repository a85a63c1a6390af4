namespace Argonaut.Server.Jobs;

/// <summary>Work that somebody asks for, before it is a job.</summary>
/// <param name="Request">JSON of its kind: all that is needed to begin, also in another process.</param>
/// <param name="Owner">Name of the token; <c>local</c> without one.</param>
internal sealed record JobOrder(string Kind, string Title, string Request, string Owner)
{
    public string? IdempotencyKey { get; init; }

    /// <summary>Hash of the request that had the key.</summary>
    public string? Fingerprint { get; init; }
}
