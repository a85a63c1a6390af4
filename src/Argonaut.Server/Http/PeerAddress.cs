using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>
/// The address a request comes from. <c>X-Forwarded-For</c> counts only from a trusted proxy, and such a request is never loopback
/// just because the proxy is.
/// </summary>
internal sealed class PeerAddress(ImmutableArray<IPNetwork> trustedProxies)
{
    public IPAddress Of(HttpContext context)
    {
        var peer = Normal(context.Connection.RemoteIpAddress ?? IPAddress.None);
        if (!IsTrusted(peer)) return peer;
        var forwarded = context.Request.Headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries);
        for (var i = forwarded.Length - 1; i >= 0; i--)
        {
            if (!IPAddress.TryParse(forwarded[i], out var address)) return IPAddress.None;
            address = Normal(address);
            if (!IsTrusted(address)) return address;
        }

        return IPAddress.None;
    }

    private bool IsTrusted(IPAddress address) => trustedProxies.Any(n => n.Contains(address));

    private static IPAddress Normal(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
