using System.Net.WebSockets;
using System.Text.Json;

namespace StreamExample;

/// <summary>Keeps the topics flowing: connects, resumes, and sees holes.</summary>
internal sealed class MarketStream(Uri url, string? token, List<Topic> topics) : IDisposable
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, Topic> _pending = [];
    private readonly SemaphoreSlim _sending = new(1); // a WebSocket takes one message at a time
    private string? _session;
    private string? _newSession;
    private int _number;

    /// <summary>Runs until cancelled, or until the server refuses; then 1.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        for (var failures = 0; ; failures++)
        {
            _newSession = null;
            using var socket = new ClientWebSocket();
            string reason;
            try
            {
                await ServeAsync(socket, ct);
                if ((int?)socket.CloseStatus is 4401 or 4403) throw new RefusedException(socket.CloseStatusDescription ?? "no right");
                reason = $"closed: {(int?)socket.CloseStatus} {socket.CloseStatusDescription}";
            }
            catch (RefusedException e)
            {
                Console.Error.WriteLine($"The server refuses: {e.Message}");
                return 1;
            }
            catch (Exception e) when (e is WebSocketException or IOException or HoleException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                reason = e is OperationCanceledException ? "the server is silent" : e.Message;
            }

            // Full jitter, so that many clients do not come back at the same moment.
            if (_newSession is not null) failures = 0;
            var seconds = 0.5 + Random.Shared.NextDouble() * (Math.Min(10, Math.Pow(2, failures)) - 0.5);
            Console.Error.WriteLine($"{reason}; again in {seconds:0.0} s");
            await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, ct);
        }
    }

    private async Task ServeAsync(ClientWebSocket socket, CancellationToken ct)
    {
        socket.Options.AddSubProtocol("argonaut.v1.json");
        socket.Options.SetRequestHeader("Origin", $"{(url.Scheme == "wss" ? "https" : "http")}://{url.Authority}");
        if (token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(url, ct);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pinging = PingAsync(socket, ended.Token);
        try
        {
            while (await ReceiveAsync(socket, ct) is { } frame)
            {
                using (frame)
                {
                    if (frame.RootElement.ValueKind != JsonValueKind.Array) await TakeAsync(socket, frame.RootElement, ct);
                    else
                        foreach (var message in frame.RootElement.EnumerateArray()) await TakeAsync(socket, message, ct);
                }
            }
        }
        finally
        {
            await ended.CancelAsync();
            await pinging;
        }
    }

    /// <summary>The next frame; null when the server has closed. Cancelled after too long a silence.</summary>
    private static async Task<JsonDocument?> ReceiveAsync(ClientWebSocket socket, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LongestSilence);
        using var frame = new MemoryStream();
        var buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            frame.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return part.MessageType == WebSocketMessageType.Close ? null : JsonDocument.Parse(frame.ToArray());
    }

    private async Task PingAsync(ClientWebSocket socket, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(PingEvery, TimeProvider.System, ct);
                await SendAsync(socket, new { op = "ping" }, ct);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // The connection has ended; the reading side tells why.
        }
    }

    private async Task SendAsync(ClientWebSocket socket, object message, CancellationToken ct)
    {
        await _sending.WaitAsync(ct);
        try
        {
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message).AsMemory(), WebSocketMessageType.Text, true, ct);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task TakeAsync(ClientWebSocket socket, JsonElement message, CancellationToken ct)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "welcome":
                _newSession = message.GetProperty("session").GetString();
                var known = topics.Where(t => t.Sub is not null && t.Sequence is not null).ToDictionary(t => t.Sub!, t => t.Sequence!.Value);
                // Subscribing waits for the answer: until then the old session is the one that knows where we are.
                if (known.Count > 0) await SendAsync(socket, new { op = "resume", id = "resume", session = _session, subs = known }, ct);
                else await SubscribeAsync(socket, ct);
                break;
            case "ack":
                await SubscribeAsync(socket, ct);
                break;
            case "subscribed":
                _pending.Remove(message.GetProperty("id").GetInt32(), out var topic);
                topic!.Sub = message.GetProperty("sub").GetString();
                break;
            case "resync":
                TopicOf(message).Sequence = null;
                Console.Error.WriteLine($"{TopicOf(message).Name}: begins again ({message.GetProperty("reason").GetString()})");
                break;
            case "snapshot" or "delta":
                Take(message);
                break;
            case "heartbeat":
                foreach (var last in message.GetProperty("last").EnumerateObject())
                    if (topics.Find(t => t.Sub == last.Name) is { Sequence: { } seen } behind && last.Value.GetInt64() > seen)
                        throw new HoleException($"hole: {behind.Name} is at {last.Value}, we are at {seen}");
                break;
            case "error" when message.TryGetProperty("sub", out _): // The server does not remember it, as after a restart.
                await RequestAsync(socket, TopicOf(message), ct);
                break;
            case "error":
                throw new RefusedException(message.GetProperty("problem").GetProperty("detail").GetString()!);
        }
    }

    private async Task SubscribeAsync(ClientWebSocket socket, CancellationToken ct)
    {
        _session = _newSession;
        _pending.Clear();
        foreach (var topic in topics)
            if (topic.Sub is null || topic.Sequence is null) await RequestAsync(socket, topic, ct);
    }

    private Task RequestAsync(ClientWebSocket socket, Topic topic, CancellationToken ct)
    {
        topic.Sub = null;
        topic.Sequence = null;
        _pending[++_number] = topic;
        return SendAsync(socket, topic.Request(_number), ct);
    }

    private void Take(JsonElement message)
    {
        var topic = TopicOf(message);
        // A hole always means loss: what was missed is asked for from the last good message on.
        if (message.TryGetProperty("prev", out var before) && before.GetInt64() != topic.Sequence)
            throw new HoleException($"hole: {topic.Name} expected {topic.Sequence}, found {before}");
        topic.Take(message);
        topic.Sequence = message.GetProperty("seq").GetInt64();
    }

    private Topic TopicOf(JsonElement message)
    {
        var sub = message.GetProperty("sub").GetString();
        return topics.Find(t => t.Sub == sub) ?? throw new HoleException($"the server speaks of {sub}, which nobody subscribed to");
    }

    public void Dispose() => _sending.Dispose();

    private sealed class RefusedException(string message) : Exception(message);

    private sealed class HoleException(string message) : Exception(message);
}
