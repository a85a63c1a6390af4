using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Audit;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;

namespace Argonaut.Server.Endpoints;

/// <summary>Tokens, sessions and audit rows as JSON objects.</summary>
internal static class AccessRows
{
    public static TokenItem Of(KnownToken token, UnixNanos now)
    {
        var stored = token.Stored;
        return new TokenItem
        {
            Id = stored.Id,
            Name = stored.Name,
            Role = stored.Role,
            State = stored.RevokedAt is not null ? "revoked" : token.IsGoodAt(now) ? "active" : "expired",
            Origin = token.IsFromFile ? "file" : "api",
            CreatedBy = stored.CreatedBy,
            CreatedAt = stored.CreatedAt.ToString(),
            CreatedAtIso = stored.CreatedAt.ToIso(),
            ExpiresAt = stored.ExpiresAt?.ToString(),
            ExpiresAtIso = stored.ExpiresAt?.ToIso(),
            LastUsedAt = stored.LastUsedAt?.ToString(),
            LastUsedAtIso = stored.LastUsedAt?.ToIso(),
            RevokedAt = stored.RevokedAt?.ToString(),
            RevokedAtIso = stored.RevokedAt?.ToIso(),
        };
    }

    public static BrowserSessionItem Of(StoredSession session, KnownToken token, Caller caller) => new()
    {
        Id = session.Id,
        TokenName = token.Stored.Name,
        Role = token.Stored.Role,
        Address = session.Address,
        Browser = session.Browser,
        Current = session.Id == caller.SessionId,
        CreatedAt = session.CreatedAt.ToString(),
        CreatedAtIso = session.CreatedAt.ToIso(),
        LastUsedAt = session.LastUsedAt.ToString(),
        LastUsedAtIso = session.LastUsedAt.ToIso(),
        ExpiresAt = session.ExpiresAt.ToString(),
        ExpiresAtIso = session.ExpiresAt.ToIso(),
    };

    public static AuditItem Of(AuditRow row) => new()
    {
        Sequence = row.Sequence,
        At = row.Entry.At.ToString(),
        AtIso = row.Entry.At.ToIso(),
        Who = row.Entry.Who,
        Role = row.Entry.Role,
        Address = row.Entry.Address,
        RequestId = row.Entry.RequestId,
        What = row.Entry.What,
        Subject = row.Entry.Subject,
        Before = row.Entry.Before,
        After = row.Entry.After,
        Result = row.Entry.Result,
        Hash = Convert.ToHexStringLower(row.Hash.AsSpan()),
    };

    public static AuditChainItem Of(AuditChain? chain) => new()
    {
        State = chain is null ? "unchecked" : chain.Fault is null ? "whole" : "broken",
        CheckedAt = chain?.CheckedAt.ToString(),
        CheckedAtIso = chain?.CheckedAt.ToIso(),
        Rows = chain?.Rows,
        Fault = chain?.Fault,
    };
}
