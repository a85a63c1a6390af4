using System.Net;
using Argonaut.Server.Audit;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Auth;

/// <summary>Says who makes a request: from its bearer token, else from the cookie of its session, else from the mode and the address it comes from.</summary>
internal sealed class Authenticator(AuthMode mode, AccessRegistry registry, SessionCookie cookie, SignInGuard guard, AuditTrail audit, PeerAddress peers)
{
    private const string Scheme = "Bearer ";

    /// <summary>A problem instead of a caller when a token was sent that is not accepted.</summary>
    public async Task<(Caller? Caller, Problem? Problem)> IdentifyAsync(HttpContext context)
    {
        var address = peers.Of(context);
        if (context.Request.Headers.Authorization.Count > 0) return await BearerAsync(context, address);
        if (cookie.Of(context.Request) is { Length: > 0 } secret)
        {
            if (registry.VerifyCookie(secret, address) is { } signedIn) return (signedIn, null);
            // A session that is over is no session; the browser need not send it again. While the database is away it may still be one.
            if (registry.IsLoaded) cookie.Clear(context.Response);
        }

        return (WithoutToken(address), null);
    }

    /// <summary>Null when the caller may do what needs <paramref name="needed"/>.</summary>
    public static Problem? Check(Caller caller, Role needed)
    {
        if (caller.May(needed)) return null;
        var name = RoleText.Of(needed);
        return caller.TokenName is null
            ? Problem.Of(ProblemKinds.MissingToken, $"This needs the role {name}.") with { Hint = "Sign in, or send a token as 'Authorization: Bearer arg_...'." }
            : Problem.Of(ProblemKinds.ForbiddenRole, $"This needs the role {name}; the token '{caller.TokenName}' has the role {RoleText.Of(caller.Role!.Value)}.");
    }

    private Caller WithoutToken(IPAddress address)
    {
        if (!IPAddress.IsLoopback(address)) return new Caller(null, null, address);
        Role? role = mode switch { AuthMode.Demo => Role.Trader, AuthMode.Local => Role.Viewer, _ => null };
        return new Caller(role, null, address);
    }

    private async Task<(Caller? Caller, Problem? Problem)> BearerAsync(HttpContext context, IPAddress address)
    {
        var wait = guard.WaitOf(address);
        // Whoever is at the machine itself is never locked out: his token is looked at all the same.
        if (wait > TimeSpan.Zero && !IPAddress.IsLoopback(address)) return (null, TooMany(wait));
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? registry.Verify(header[Scheme.Length..].Trim()) : null;
        if (token is not null) return (new Caller(token.Role, token.Stored.Name, address) { TokenId = token.Stored.Id }, null);
        if (!registry.IsLoaded)
            return (null, Problem.Of(ProblemKinds.DatabaseUnavailable, "Tokens cannot be checked until the database answers.") with { RetryAfter = TimeSpan.FromSeconds(1) });
        if (wait > TimeSpan.Zero) return (null, TooMany(wait));
        var isLast = guard.Failed(address);
        await audit.WriteAsync(context, "unknown", null, address, isLast ? "sign_in_paused" : "sign_in", null, null, ProblemKinds.InvalidToken.Code);
        return (null, Problem.Of(ProblemKinds.InvalidToken, "The bearer token is not valid. Check that it was copied whole, that this server issued it, and that it has not expired."));
    }

    private static Problem TooMany(TimeSpan wait) =>
        Problem.Of(ProblemKinds.RateLimited, $"Too many wrong tokens came from this address; wait {Math.Ceiling(wait.TotalSeconds)} s.") with { RetryAfter = wait };
}
