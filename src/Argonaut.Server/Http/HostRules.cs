using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>
/// Under which names this server may be called, and which pages may call it (api.md A-041): stops DNS rebinding and foreign pages.
/// </summary>
internal sealed class HostRules(ImmutableArray<string> further, Func<int> port)
{
    private readonly Lazy<FrozenSet<string>> _hosts = new(() =>
        ((string[])["localhost", "127.0.0.1", "[::1]"]).Select(h => $"{h}:{port()}").Concat(further).ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    public Problem? CheckHost(HttpRequest request) =>
        request.Host.HasValue && _hosts.Value.Contains(request.Host.Value!)
            ? null
            : Problem.Of(ProblemKinds.UnknownHost, "This host name is not served here; add it to the allowed hosts if it should be.");

    /// <summary>For requests that change something: a page of another origin may not make them.</summary>
    public Problem? CheckOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none")) return Foreign();
        return request.Headers.Origin.Count == 0 || IsAllowed(request.Headers.Origin.ToString()) ? null : Foreign();
    }

    /// <summary>For requests with a cookie that change something: a browser says where they come from, and whoever does not is none.</summary>
    public Problem? CheckCookieOrigin(HttpRequest request) =>
        request.Headers.Origin.Count > 0 || request.Headers.ContainsKey("Sec-Fetch-Site")
            ? CheckOrigin(request)
            : Problem.Of(ProblemKinds.ForbiddenOrigin, "A request with a session cookie needs an 'Origin' header; a program sends a bearer token instead.");

    /// <summary>For the WebSocket handshake: without an origin only with a bearer header.</summary>
    public Problem? CheckStreamOrigin(HttpRequest request)
    {
        if (request.Headers.Origin.Count == 0)
            return request.Headers.Authorization.Count > 0
                ? null
                : Problem.Of(ProblemKinds.ForbiddenOrigin, "A WebSocket needs an 'Origin' header, or a bearer token when it is no browser.");
        return IsAllowed(request.Headers.Origin.ToString()) ? null : Foreign();
    }

    private bool IsAllowed(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && _hosts.Value.Contains(uri.Authority);

    private static Problem Foreign() => Problem.Of(ProblemKinds.ForbiddenOrigin, "The page that sent this request is of another origin.");
}
