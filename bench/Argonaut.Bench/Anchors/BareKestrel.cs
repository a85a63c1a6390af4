using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Argonaut.Bench.Anchors;

/// <summary>
/// The least a web server of this platform does: <c>GET /</c> answers a constant, <c>/stamps</c> pushes messages that carry nothing
/// but the time they were made. Runs as a process of its own, as the product does.
/// </summary>
internal static class BareKestrel
{
    /// <summary>The line that tells the port.</summary>
    public const string Banner = "listening on http://127.0.0.1:";

    private static readonly byte[] Answer = Encoding.UTF8.GetBytes("""{"status":"ok"}""");

    /// <param name="port">0 for any free one.</param>
    public static async Task<int> RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        await using var app = builder.Build();
        app.UseWebSockets();
        app.MapGet("/", context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            return context.Response.Body.WriteAsync(Answer, context.RequestAborted).AsTask();
        });
        app.Map("/stamps", PushAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First();
        Console.WriteLine($"{Banner}{new Uri(address ?? "http://127.0.0.1:0").Port}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary><c>per_s</c> messages a second of <c>bytes</c>, each beginning with its stamp in Unix nanoseconds and a blank.</summary>
    private static async Task PushAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var bytes = int.Parse(context.Request.Query["bytes"].ToString(), CultureInfo.InvariantCulture);
        var perSecond = int.Parse(context.Request.Query["per_s"].ToString(), CultureInfo.InvariantCulture);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var reader = ReadUntilClosedAsync(socket, gone);
        var message = new byte[Math.Max(bytes, 24)];
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        try
        {
            while (await timer.WaitForNextTickAsync(gone.Token))
            {
                message.AsSpan().Fill((byte)' ');
                var now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
                now.TryFormat(message, out _, default, CultureInfo.InvariantCulture);
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, gone.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The client has gone: that is how every one of these ends.
        }

        await reader;
    }

    private static async Task ReadUntilClosedAsync(WebSocket socket, CancellationTokenSource gone)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(256);
        try
        {
            while ((await socket.ReceiveAsync(buffer, gone.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // As above.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await gone.CancelAsync();
        }
    }
}
