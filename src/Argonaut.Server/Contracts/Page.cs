using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>A page of a list (api.md A-028).</summary>
/// <param name="NextCursor">Null on the last page.</param>
/// <param name="AsOf">Nanoseconds since 1970 UTC at which this was read.</param>
public sealed record Page<T>(ImmutableArray<T> Items, string? NextCursor, string AsOf, string AsOfIso);
