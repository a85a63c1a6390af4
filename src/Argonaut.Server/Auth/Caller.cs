using System.Net;

namespace Argonaut.Server.Auth;

/// <summary>Who makes a request.</summary>
/// <param name="TokenName">Null when no token was sent.</param>
internal sealed record Caller(Role? Role, string? TokenName, IPAddress Address)
{
    public bool May(Role needed) => Role >= needed;
}
