using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>A browser that has signed in with a token: never its cookie.</summary>
/// <param name="Hash">SHA-256 of the cookie.</param>
/// <param name="ExpiresAt">Its end, whatever its use.</param>
/// <param name="Browser">As the browser calls itself; at most 200 characters.</param>
public sealed record StoredSession(
    string Id, string TokenId, ImmutableArray<byte> Hash, UnixNanos CreatedAt, UnixNanos ExpiresAt, UnixNanos LastUsedAt, string Address, string Browser);
