using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>A client of the stream that reads messages one by one, whatever frames they came in.</summary>
internal sealed class StreamReader(ClientWebSocket socket) : IDisposable
{
    private readonly Queue<JsonElement> _messages = new();
    private readonly byte[] _buffer = new byte[1 << 20];

    public ClientWebSocket Socket => socket;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task SendAsync(object message) => SendTextAsync(JsonSerializer.Serialize(message));

    public Task SendTextAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Ct);

    /// <summary>The next message; null when the connection was closed. Fails after ten seconds of silence.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (_messages.Count == 0)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token);
                length += part.Count;
            }
            while (!part.EndOfMessage);

            if (part.MessageType == WebSocketMessageType.Close) return null;
            using var document = JsonDocument.Parse(_buffer.AsMemory(0, length));
            var root = document.RootElement.Clone();
            if (root.ValueKind == JsonValueKind.Array)
                foreach (var message in root.EnumerateArray()) _messages.Enqueue(message);
            else
                _messages.Enqueue(root);
        }

        return _messages.Dequeue();
    }

    /// <summary>The next message of one of the types; others are passed over.</summary>
    public async Task<JsonElement> NextAsync(params string[] types)
    {
        while (true)
        {
            var message = await NextAsync() ?? throw new InvalidOperationException($"Expected {types[0]}, found the connection closed: {socket.CloseStatus} {socket.CloseStatusDescription}.");
            if (types.Contains(message.GetProperty("type").GetString())) return message;
        }
    }

    /// <summary>Subscribes and returns the number of the subscription and its snapshot.</summary>
    public async Task<(string Sub, JsonElement Snapshot)> SubscribeAsync(object message)
    {
        await SendAsync(message);
        var subscribed = await NextAsync("subscribed");
        return (subscribed.GetProperty("sub").GetString()!, await NextAsync("snapshot"));
    }

    /// <summary>Reads on until the server closes; the code and the reason.</summary>
    public async Task<(int? Code, string? Reason)> UntilClosedAsync()
    {
        while (await NextAsync() is not null)
        {
        }

        return ((int?)socket.CloseStatus, socket.CloseStatusDescription);
    }

    public void Dispose() => socket.Dispose();
}
