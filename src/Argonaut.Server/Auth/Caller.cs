using System.Net;

namespace Argonaut.Server.Auth;

/// <summary>Who makes a request.</summary>
/// <param name="Role">Null: none, it may do only what is open to everyone.</param>
/// <param name="TokenName">Null when no token was sent and no session was named.</param>
internal sealed record Caller(Role? Role, string? TokenName, IPAddress Address)
{
    /// <summary>Null without a token.</summary>
    public string? TokenId { get; init; }

    /// <summary>Null unless the request came with the cookie of a session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Name for the audit log.</summary>
    public string Who => TokenName ?? (Role is null ? "nobody" : "local");

    public bool May(Role needed) => Role >= needed;
}
