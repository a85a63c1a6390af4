using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>The sample data set: made by the program, in a schema of its own, read with <c>dataset=sample</c>.</summary>
public sealed record SampleItem
{
    /// <summary>True when all of it is there.</summary>
    public required bool Loaded { get; init; }

    /// <summary>The job that loads it now; null: none does.</summary>
    public required string? JobId { get; init; }

    /// <summary>Its instruments, loaded or not.</summary>
    public required ImmutableArray<string> Instruments { get; init; }

    /// <summary>Midnight of its first day.</summary>
    public required string Start { get; init; }

    public required string StartIso { get; init; }

    /// <summary>Where its clock stands: after its last day.</summary>
    public required string End { get; init; }

    public required string EndIso { get; init; }
}
