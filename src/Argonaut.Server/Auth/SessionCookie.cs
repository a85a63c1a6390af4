using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Auth;

/// <summary>The cookie of a browser session (api.md A-040): no script reads it, no other site sends it.</summary>
internal sealed class SessionCookie(bool hasTls)
{
    private string Name => hasTls ? "__Host-argonaut_session" : "argonaut_session";

    public string? Of(HttpRequest request) => request.Cookies[Name];

    public void Set(HttpResponse response, string secret, TimeSpan lifetime) => Write(response, secret, (long)lifetime.TotalSeconds);

    public void Clear(HttpResponse response) => Write(response, "", 0);

    private void Write(HttpResponse response, string value, long seconds) => response.Headers.Append(
        "Set-Cookie",
        $"{Name}={value}; Path=/; Max-Age={seconds.ToString(CultureInfo.InvariantCulture)}; HttpOnly; SameSite=Strict{(hasTls ? "; Secure" : "")}");
}
