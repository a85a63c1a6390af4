using System.Net;
using System.Security.Cryptography;
using Argonaut.Server.Auth;
using Argonaut.Server.Http;
using Argonaut.Server.Metrics;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Stream;

/// <summary>The handshake of the WebSocket (api.md section 13).</summary>
internal sealed class StreamEndpoint(ServerContext server, HostRules hosts, StreamHub hub, SnapshotReader snapshots, StreamTickets tickets, ServerMetrics metrics)
{
    private const string Protocol = "argonaut.v1.json";
    private const Role Needed = Role.Viewer;

    public IEnumerable<ApiRoute> Routes => [Route("/api/v1/stream", "open_stream"), Route("/ws", "open_stream_alias")];

    private ApiRoute Route(string pattern, string id) => new("GET", pattern, id, "Stream", "Open the WebSocket", OpenAsync)
    {
        Description = $"WebSocket with the subprotocol `{Protocol}`: channels {string.Join(", ", Channels.All.Select(Channels.NameOf))}. Text frames hold one JSON object or an array of them. "
            + "Without cookie or header, where one is needed, the first message is `{\"op\":\"auth\",\"ticket\":\"…\"}` with a ticket of `POST /api/v1/stream/ticket`, within 5 s; else it closes with 4401.",
        Answers = [new ApiAnswer(101, null, "The connection is a WebSocket now.")],
        IsOpenBeforeReady = true,
        ChecksRoleItself = true,
    };

    private async Task<IResult> OpenAsync(ApiRequest request, CancellationToken ct)
    {
        var context = request.Context;
        if (!context.WebSockets.IsWebSocketRequest)
            return Problem.Of(ProblemKinds.InvalidParameter, "This is a WebSocket: it needs the headers 'Connection: Upgrade' and 'Upgrade: websocket'.", "upgrade");
        if (hosts.CheckStreamOrigin(context.Request) is { } foreign) return foreign;
        var wanted = context.WebSockets.WebSocketRequestedProtocols;
        if (wanted.Count > 0 && !wanted.Contains(Protocol))
            return Problem.Of(ProblemKinds.InvalidParameter, $"The subprotocol is {Protocol}.", "sec-websocket-protocol");

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = wanted.Count > 0 ? Protocol : null,
            // On this machine bytes cost less than compressing them; no secret is ever sent, so that compression tells nothing.
            DangerousEnableCompression = !IPAddress.IsLoopback(request.Caller.Address),
        });
        using var client = new StreamClient(socket, RandomNumberGenerator.GetHexString(32, lowercase: true), request.Caller.Address, hub, metrics, server.Parts.Time)
        {
            Caller = request.Caller.May(Needed) ? request.Caller : null,
        };
        if (!hub.TryAdd(client))
        {
            client.Close((System.Net.WebSockets.WebSocketCloseStatus)1013, ProblemKinds.TooManyConnections.Code);
            await client.RunAsync(() => []);
            return EmptyReply.Done;
        }

        try
        {
            await new StreamConnection(server, hub, snapshots, tickets, metrics, socket, client).RunAsync(ct);
        }
        finally
        {
            hub.Remove(client);
        }

        return EmptyReply.Done;
    }
}
