using System.Net;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Auth;

/// <summary>Says who makes a request: from its bearer token, else from the mode and the address it comes from.</summary>
internal sealed class Authenticator(AuthMode mode, TokenVerifier tokens, PeerAddress peers)
{
    private const string Scheme = "Bearer ";

    /// <summary>Null with a problem when a token was sent and is not known.</summary>
    public Caller? Identify(HttpContext context, out Problem? problem)
    {
        problem = null;
        var address = peers.Of(context);
        var header = context.Request.Headers.Authorization;
        if (header.Count > 0)
        {
            var text = header.ToString();
            var token = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? tokens.Verify(text[Scheme.Length..].Trim()) : null;
            if (token is not null) return new Caller(token.Role, token.Name, address);
            problem = Problem.Of(ProblemKinds.InvalidToken, "The bearer token is not valid. Check that it was copied whole and that this server issued it.");
            return null;
        }

        if (!IPAddress.IsLoopback(address)) return new Caller(null, null, address);
        Role? role = mode switch { AuthMode.Demo => Role.Trader, AuthMode.Local => Role.Viewer, _ => null };
        return new Caller(role, null, address);
    }

    /// <summary>Null when the caller may do what needs <paramref name="needed"/>.</summary>
    public static Problem? Check(Caller caller, Role needed)
    {
        if (caller.May(needed)) return null;
        var name = RoleText.Of(needed);
        return caller.TokenName is null
            ? Problem.Of(ProblemKinds.MissingToken, $"This needs the role {name}: send a token as 'Authorization: Bearer arg_...'.")
            : Problem.Of(ProblemKinds.ForbiddenRole, $"This needs the role {name}; the token '{caller.TokenName}' has the role {RoleText.Of(caller.Role!.Value)}.");
    }
}
