using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>Long work as it is kept over restarts. Texts that hold JSON are their kind's own; nothing here looks into them.</summary>
public sealed record StoredJob
{
    public required string Id { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>partial</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>JSON: what the work needs to begin, also in another process.</summary>
    public required string Request { get; init; }

    /// <summary>JSON: what is done for good and is not done again.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>JSON, as it is answered.</summary>
    public string? Result { get; init; }

    /// <summary>JSON of the problem document.</summary>
    public string? Problem { get; init; }

    /// <summary>0 to 1.</summary>
    public double Progress { get; init; }

    public long RowsDone { get; init; }

    /// <summary>An estimate; null when there is none.</summary>
    public long? RowsTotal { get; init; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>Name of the token that ordered it.</summary>
    public required string Owner { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Hash of the request that had the key.</summary>
    public string? Fingerprint { get; init; }

    public required UnixNanos Created { get; init; }

    public UnixNanos? Started { get; init; }

    public UnixNanos? Finished { get; init; }
}
