using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>A bare client of the TWS protocol: bytes in, frames out, no knowledge of its own.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _chunk = new byte[256 * 1024];
    private readonly Queue<string[]> _frames = new();
    private byte[] _rest = [];

    private WireClient()
    {
    }

    /// <summary>The connection ended with a reset.</summary>
    public bool WasReset { get; private set; }

    /// <summary>The whole stream so far.</summary>
    public List<byte> Received { get; } = [];

    public static async Task<WireClient> ConnectAsync(int port, CancellationToken ct)
    {
        var client = new WireClient();
        await client._socket.ConnectAsync(IPAddress.Loopback, port, ct);
        return client;
    }

    /// <summary>Connects, says hello and START_API, and reads until the notices are there.</summary>
    public static async Task<WireClient> ReadyAsync(int port, CancellationToken ct, int clientId = 12, string versions = "v178..200", string capabilities = "")
    {
        var client = await ConnectAsync(port, ct);
        await client.SendAsync(Hello(versions), ct);
        await client.ReadAsync(ct);
        await client.RequestAsync(ct, "71", "2", clientId.ToString(), capabilities);
        while ((await client.ReadAsync(ct)).Contains("2158") is false)
        {
        }

        return client;
    }

    public static byte[] Hello(string versions)
    {
        var hello = new byte[8 + versions.Length];
        "API\0"u8.CopyTo(hello);
        BinaryPrimitives.WriteInt32BigEndian(hello.AsSpan(4), versions.Length);
        Encoding.ASCII.GetBytes(versions, hello.AsSpan(8));
        return hello;
    }

    public static byte[] Frame(params string[] fields)
    {
        var text = string.Concat(fields.Select(f => f + "\0"));
        var frame = new byte[4 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, text.Length);
        Encoding.ASCII.GetBytes(text, frame.AsSpan(4));
        return frame;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, ct)..];
    }

    public Task RequestAsync(CancellationToken ct, params string[] fields) => SendAsync(Frame(fields), ct);

    /// <summary>The next frame; an empty array at the end of the connection.</summary>
    public async Task<string[]> ReadAsync(CancellationToken ct)
    {
        while (_frames.Count == 0)
            if (!await ReceiveAsync(ct)) return [];
        return _frames.Dequeue();
    }

    /// <summary>Receives until there are this many bytes in all.</summary>
    public async Task ReceiveAsync(int total, CancellationToken ct)
    {
        while (Received.Count < total && await ReceiveAsync(ct))
        {
        }
    }

    /// <summary>Frames up to and with the first that fits.</summary>
    public async Task<List<string[]>> ReadUntilAsync(Func<string[], bool> last, CancellationToken ct)
    {
        var frames = new List<string[]>();
        while (true)
        {
            var frame = await ReadAsync(ct);
            frames.Add(frame);
            if (frame.Length == 0 || last(frame)) return frames;
        }
    }

    /// <summary>The next frame with this message id; others are dropped.</summary>
    public async Task<string[]> ReadAsync(string messageId, CancellationToken ct) => (await ReadUntilAsync(f => f[0] == messageId, ct))[^1];

    /// <summary>Reads and drops frames without looking inside, counting them, until there were this many.</summary>
    public async Task<long> CountAsync(long frames, CancellationToken ct)
    {
        long seen = _frames.Count;
        _frames.Clear();
        var buffered = 0;
        _rest.CopyTo(_chunk, 0);
        buffered = _rest.Length;
        while (seen < frames)
        {
            var read = await _socket.ReceiveAsync(_chunk.AsMemory(buffered), SocketFlags.None, ct);
            if (read == 0) break;
            buffered += read;
            var at = 0;
            while (buffered - at >= 4)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(_chunk.AsSpan(at));
                if (buffered - at < 4 + length) break;
                at += 4 + length;
                seen++;
            }

            _chunk.AsSpan(at, buffered - at).CopyTo(_chunk);
            buffered -= at;
        }

        _rest = _chunk[..buffered];
        return seen;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> ReceiveAsync(CancellationToken ct)
    {
        int read;
        try
        {
            read = await _socket.ReceiveAsync(_chunk, SocketFlags.None, ct);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            WasReset = true;
            return false;
        }

        if (read == 0) return false;
        Received.AddRange(_chunk.AsSpan(0, read));
        byte[] bytes = [.. _rest, .. _chunk.AsSpan(0, read)];
        var at = 0;
        while (bytes.Length - at >= 4)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            if (bytes.Length - at - 4 < length) break;
            _frames.Enqueue(Encoding.UTF8.GetString(bytes, at + 4, length - 1).Split('\0'));
            at += 4 + length;
        }

        _rest = bytes[at..];
        return true;
    }
}
