using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;

using System.Text.Json;
using Argonaut.Bench.Measuring;

namespace Argonaut.Bench.Product;

/// <summary>One WebSocket client that takes the age of every message: receipt minus the stamp inside it.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly HttpMessageInvoker? _invoker;

    /// <param name="isNarrow">With a small window: what is not read soon stays with the server.</param>
    public StreamClient(bool isNarrow = false)
    {
        if (!isNarrow) return;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (context, ct) =>
            {
                var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096, NoDelay = true };
                await tcp.ConnectAsync(context.DnsEndPoint, ct);
                return new NetworkStream(tcp, ownsSocket: true);
            },
        });
    }

    public LatencyHistogram Ages { get; } = new();

    public long Bytes { get; private set; }

    public long Frames { get; private set; }

    /// <summary>Subscribes to trades and quotes of the product's stream.</summary>
    public async Task ConnectAsync(ProductProcess product, IEnumerable<string> instruments, CancellationToken ct)
    {
        _socket.Options.AddSubProtocol("argonaut.v1.json");
        _socket.Options.SetRequestHeader("Origin", product.Address.GetLeftPart(UriPartial.Authority));
        await _socket.ConnectAsync(new Uri($"ws://{product.Address.Authority}/api/v1/stream"), _invoker, ct);
        foreach (var id in instruments)
            foreach (var channel in (string[])["trades", "quotes"])
                await _socket.SendAsync(
                    JsonSerializer.SerializeToUtf8Bytes(new { op = "subscribe", channel, instrument_id = id }), WebSocketMessageType.Text, true, ct);
    }

    /// <summary>Connects to the anchor's pushed stamps.</summary>
    public Task ConnectAsync(Uri bare, int messageBytes, CancellationToken ct, int messagesPerSecond = 60) =>
        _socket.ConnectAsync(new Uri($"ws://{bare.Authority}/stamps?bytes={messageBytes}&per_s={messagesPerSecond}"), ct);

    /// <summary>Makes the server send some megabytes at once.</summary>
    public async Task AskForMuchAsync(IEnumerable<string> instruments, CancellationToken ct)
    {
        foreach (var id in instruments)
            await _socket.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(new { op = "subscribe", channel = "bars", instrument_id = id, timeframe = "1s", snapshot = 1_000 }),
                WebSocketMessageType.Text, true, ct);
    }

    /// <summary>Reads until cancelled; ages count once <paramref name="isCounting"/> says so.</summary>
    public async Task ReadAsync(Func<bool> isCounting, TimeProvider time, CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(_buffer.AsMemory(length), ct);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                    throw new InvalidOperationException($"Expected an open stream, found it closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}.");
                if (!isCounting()) continue;
                Bytes += length;
                Frames++;
                Count(_buffer.AsSpan(0, length), UnixNow(time));
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The end of the measurement.
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _invoker?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static long UnixNow(TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>A bare stamp, or the product's frame: an object or an array of them; only deltas carry fresh ticks.</summary>
    private void Count(ReadOnlySpan<byte> frame, long now)
    {
        if (frame[0] is not ((byte)'{' or (byte)'['))
        {
            Ages.Record(now - ParseLong(frame[..frame.IndexOf((byte)' ')]));
            return;
        }

        var reader = new Utf8JsonReader(frame);
        var envelope = frame[0] == '[' ? 2 : 1;
        var isDelta = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (reader.CurrentDepth == envelope && reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                isDelta = reader.ValueTextEquals("delta"u8);
            }
            else if (isDelta && reader.ValueTextEquals("ts_init"u8))
            {
                reader.Read();
                Ages.Record(now - ParseLong(reader.ValueSpan));
            }
        }
    }

    private static long ParseLong(ReadOnlySpan<byte> digits) =>
        long.Parse(digits, CultureInfo.InvariantCulture);
}
