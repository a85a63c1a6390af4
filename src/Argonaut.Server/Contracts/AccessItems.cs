using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>A bearer token, without its text.</summary>
public sealed record TokenItem
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    /// <summary><c>active</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>api</c>, or <c>file</c>: the owner's and that of the command line, which only the machine itself can replace.</summary>
    public required string Origin { get; init; }

    public required string CreatedBy { get; init; }

    public required string CreatedAt { get; init; }

    public required string CreatedAtIso { get; init; }

    /// <summary>Null: never.</summary>
    public required string? ExpiresAt { get; init; }

    public required string? ExpiresAtIso { get; init; }

    /// <summary>To about half a minute; null: not yet.</summary>
    public required string? LastUsedAt { get; init; }

    public required string? LastUsedAtIso { get; init; }

    public required string? RevokedAt { get; init; }

    public required string? RevokedAtIso { get; init; }
}

/// <summary>A new token: the only time that its text is told.</summary>
public sealed record NewTokenItem
{
    public required string Secret { get; init; }

    public required TokenItem Token { get; init; }
}

/// <summary>A browser that has signed in.</summary>
public sealed record BrowserSessionItem
{
    public required string Id { get; init; }

    public required string TokenName { get; init; }

    public required string Role { get; init; }

    public required string Address { get; init; }

    /// <summary>As the browser calls itself.</summary>
    public required string Browser { get; init; }

    /// <summary>The session of this very request.</summary>
    public required bool Current { get; init; }

    public required string CreatedAt { get; init; }

    public required string CreatedAtIso { get; init; }

    public required string LastUsedAt { get; init; }

    public required string LastUsedAtIso { get; init; }

    /// <summary>Its end, whatever its use.</summary>
    public required string ExpiresAt { get; init; }

    public required string ExpiresAtIso { get; init; }
}

public sealed record TicketItem
{
    /// <summary>For <c>{"op":"auth","ticket":"…"}</c>, once.</summary>
    public required string Ticket { get; init; }

    public required string ExpiresAt { get; init; }

    public required string ExpiresAtIso { get; init; }
}

public sealed record AuditItem
{
    /// <summary>1 and up without a hole.</summary>
    public required long Sequence { get; init; }

    public required string At { get; init; }

    public required string AtIso { get; init; }

    /// <summary>Name of the token; <c>local</c> on this machine without one, <c>unknown</c> for a token nobody knows.</summary>
    public required string Who { get; init; }

    public required string? Role { get; init; }

    public required string Address { get; init; }

    public required string RequestId { get; init; }

    /// <summary>Operation id of this document, <c>sign_in</c> or <c>sign_in_paused</c>.</summary>
    public required string What { get; init; }

    public required string Subject { get; init; }

    /// <summary>JSON text; null: not told.</summary>
    public required string? Before { get; init; }

    /// <summary>JSON text: what there is now, or what was asked for.</summary>
    public required string? After { get; init; }

    /// <summary><c>done</c>, <c>failed</c>, or the code of the problem.</summary>
    public required string Result { get; init; }

    /// <summary>SHA-256 over the row and the hash of the row before, hex.</summary>
    public required string Hash { get; init; }
}

/// <summary>The last walk along the chain.</summary>
public sealed record AuditChainItem
{
    /// <summary><c>whole</c>, <c>broken</c>, or <c>unchecked</c> before the first walk.</summary>
    public required string State { get; init; }

    public required string? CheckedAt { get; init; }

    public required string? CheckedAtIso { get; init; }

    /// <summary>Rows that are right, from the first on.</summary>
    public required long? Rows { get; init; }

    public required string? Fault { get; init; }
}

public sealed record AuditPage
{
    public required ImmutableArray<AuditItem> Items { get; init; }

    public required string? NextCursor { get; init; }

    public required AuditChainItem Chain { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }
}
