using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Xunit;

namespace Argonaut.Integration.Venues;

/// <summary>A TCP peer on loopback that says exactly what a test tells it to.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<GatewayPeer> _peers = [];

    public ScriptedGateway() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The next connection, which has said nothing yet.</summary>
    public async Task<GatewayPeer> AcceptAsync()
    {
        var peer = new GatewayPeer(await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Long));
        _peers.Add(peer);
        return peer;
    }

    /// <summary>The next connection, logged in as far as "ready".</summary>
    public async Task<GatewayPeer> AcceptReadyAsync(int version = 193, string accounts = "DUSIM01")
    {
        var peer = await AcceptAsync();
        await peer.ReadHelloAsync();
        peer.SendText($"{version}", "20261120 09:30:00 America/New_York");
        Assert.Equal("71", (await peer.ReadAsync())[0]);
        peer.SendText("15", "1", accounts);
        peer.SendText("9", "1", "1");
        Assert.Equal(["59", "1", "1"], await peer.ReadAsync());
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var peer in _peers) await peer.DisposeAsync();
    }
}

internal static class Patience
{
    /// <summary>How long a test waits for something that must come: only a failing test takes this long.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Long, TestContext.Current.CancellationToken);
}

/// <summary>The server's side of one connection.</summary>
internal sealed class GatewayPeer : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly Lock _sending = new();
    private readonly Channel<string[]> _received = Channel.CreateBounded<string[]>(new BoundedChannelOptions(10_000)
    {
        FullMode = BoundedChannelFullMode.Wait,
        SingleReader = true,
    });

    private Task _reading = Task.CompletedTask;

    public GatewayPeer(TcpClient client)
    {
        _client = client;
        _client.NoDelay = true;
        _stream = client.GetStream();
    }

    /// <summary>Questions for the time are answered (with the epoch) and not shown to the test.</summary>
    public bool AnswersTime { get; set; } = true;

    /// <summary>Questions for market rules are answered (one increment of 0.01) and not shown to the test.</summary>
    public bool AnswersRules { get; set; } = true;

    /// <summary>Reads the raw hello; from then on frames are read in the background. Returns the version text.</summary>
    public async Task<string> ReadHelloAsync()
    {
        var head = new byte[8];
        await _stream.ReadExactlyAsync(head, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Long);
        Assert.Equal("API\0"u8.ToArray(), head[..4]);
        var text = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4))];
        await _stream.ReadExactlyAsync(text, TestContext.Current.CancellationToken);
        _reading = ReadFramesAsync();
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>The fields of the next frame from the client.</summary>
    public Task<string[]> ReadAsync() => _received.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Long);

    /// <summary>The next frames, sorted by message id and type so that their order does not matter.</summary>
    public async Task<List<string[]>> ReadAsync(int count)
    {
        var frames = new List<string[]>();
        while (frames.Count < count) frames.Add(await ReadAsync());
        return frames;
    }

    public bool HasUnread => _received.Reader.TryPeek(out _);

    /// <summary>The fields of the next frame that was received and not read; empty without one.</summary>
    public string[] Unread => _received.Reader.TryPeek(out var fields) ? fields : [];

    /// <summary>Completes when the client closed the connection.</summary>
    public Task Closed => _received.Reader.Completion.WaitAsync(Patience.Long);

    public void SendText(params string[] fields) => SendRaw(Frame(fields));

    /// <summary>In one piece: an answer for the time cannot come in between.</summary>
    public void SendRaw(ReadOnlySpan<byte> bytes)
    {
        lock (_sending) _stream.Write(bytes);
    }

    public void Error(long requestId, int code, string text) => SendText("4", "2", $"{requestId}", $"{code}", text, "");

    /// <summary>An orderly end.</summary>
    public void Close() => _client.Close();

    public static byte[] Frame(params string[] fields)
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(fields.Select(f => f + "\0")));
        var frame = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame, 4);
        return frame;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reading;
    }

    private async Task ReadFramesAsync()
    {
        try
        {
            var header = new byte[4];
            while (true)
            {
                await _stream.ReadExactlyAsync(header);
                var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
                await _stream.ReadExactlyAsync(body);
                var fields = Encoding.UTF8.GetString(body.AsSpan(0, body.Length - 1)).Split('\0');
                if (AnswersTime && fields[0] is "49") SendText("49", "1", "1795167000");
                else if (AnswersTime && fields[0] is "105") SendText("109", "1795167000500");
                else if (AnswersRules && fields[0] is "91") SendText("93", fields[1], "1", "0", "0.01");
                else await _received.Writer.WriteAsync(fields);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _received.Writer.TryComplete();
        }
    }
}
