using System.Text.Json;

namespace Argonaut.Server.Contracts;

public sealed record LayoutSummary
{
    public required string Name { get; init; }

    /// <summary>One more with each save; in quotes it is the <c>ETag</c>.</summary>
    public required long Version { get; init; }

    public required string ChangedAt { get; init; }

    public required string ChangedAtIso { get; init; }
}

/// <summary>A layout, the settings, or the drawings of an instrument.</summary>
public sealed record UserDocumentItem
{
    public required string Name { get; init; }

    /// <summary>0: nothing was saved yet.</summary>
    public required long Version { get; init; }

    /// <summary>As it was sent; only the dashboard understands it.</summary>
    public required JsonElement Content { get; init; }

    public required string? ChangedAt { get; init; }

    public required string? ChangedAtIso { get; init; }
}
