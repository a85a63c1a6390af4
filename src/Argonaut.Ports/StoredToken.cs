using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>A bearer token as it is kept: never its text.</summary>
/// <param name="Id">Names it in lists and in the API.</param>
/// <param name="Role"><c>viewer</c>, <c>exporter</c>, <c>trader</c> or <c>admin</c>.</param>
/// <param name="Hash">SHA-256 of its text.</param>
/// <param name="ExpiresAt">Null: never.</param>
/// <param name="LastUsedAt">To about half a minute; null: not yet.</param>
public sealed record StoredToken(
    string Id, string Name, string Role, ImmutableArray<byte> Hash, UnixNanos CreatedAt, string CreatedBy, UnixNanos? ExpiresAt, UnixNanos? LastUsedAt,
    UnixNanos? RevokedAt);
