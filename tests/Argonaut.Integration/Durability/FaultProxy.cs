using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Argonaut.Integration.Durability;

/// <summary>
/// A TCP proxy that misbehaves by seed: it can swallow what passes without closing anything (a firewall that forgot the connection), cut
/// connections, and pass bytes in pieces of any size.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, Task> _links = new();
    private readonly Func<IPEndPoint> _target;
    private readonly Random _random;
    private readonly Task _accepting;
    private readonly Lock _cutting = new();
    private long _bytesUntilCut = long.MaxValue;

    public FaultProxy(IPEndPoint target, int seed)
        : this(() => target, seed)
    {
    }

    /// <param name="target">Asked for each connection, so that the proxy can be there before its target.</param>
    public FaultProxy(Func<IPEndPoint> target, int seed)
    {
        _target = target;
        _random = new Random(seed);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A connection is reset once its target has sent so many bytes.</summary>
    public int BytesOfConnection { get; set; } = int.MaxValue;

    /// <summary>Connections that are open from now on pass nothing any more, in both directions; new ones are as they should be.</summary>
    public void SwallowOpenConnections()
    {
        foreach (var link in _links.Keys) link.IsSwallowing = true;
    }

    /// <summary>Resets every open connection.</summary>
    public void Cut()
    {
        foreach (var link in _links.Keys) link.Close();
    }

    /// <summary>Resets every open connection once the target has sent so many more bytes: in the middle of whatever it says.</summary>
    public void CutAfter(int bytes)
    {
        lock (_cutting) _bytesUntilCut = bytes;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        await Task.WhenAll(_links.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                client.NoDelay = true; // What has passed has arrived, and what comes after a cut has not.
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                var link = new Link(client, server);
                try
                {
                    await server.ConnectAsync(_target(), _stop.Token);
                }
                catch (SocketException)
                {
                    // The target is away: the client sees its connection closed, and may try again.
                    link.Close();
                    continue;
                }

                int seed;
                lock (_random) seed = _random.Next();
                // Known before the first byte passes, which may be the one after which it is cut.
                _links[link] = Task.CompletedTask;
                _links[link] = Task.WhenAll(PassAsync(link, client, server, new Random(seed), isFromTarget: false), PassAsync(link, server, client, new Random(seed + 1), isFromTarget: true));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    /// <summary>True when the line is to be cut after the piece, which then ends there.</summary>
    private bool IsLast(ref int piece)
    {
        lock (_cutting)
        {
            if (_bytesUntilCut > piece)
            {
                _bytesUntilCut -= piece;
                return false;
            }

            piece = (int)_bytesUntilCut;
            _bytesUntilCut = long.MaxValue;
            return true;
        }
    }

    private async Task PassAsync(Link link, Socket from, Socket to, Random random, bool isFromTarget)
    {
        var buffer = new byte[64 * 1024];
        var left = isFromTarget ? BytesOfConnection : int.MaxValue;
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, _stop.Token);
                if (count == 0) break;
                for (var at = 0; at < count && !link.IsSwallowing;)
                {
                    var piece = Math.Min(count - at, random.Next(4) == 0 ? random.Next(1, 100) : count);
                    piece = Math.Min(piece, left);
                    var isLast = isFromTarget && IsLast(ref piece);
                    if (piece > 0) await to.SendAsync(buffer.AsMemory(at, piece), _stop.Token);
                    if (isLast) Cut();
                    if (left != int.MaxValue) left -= piece;
                    if (left == 0)
                    {
                        link.Close();
                        return;
                    }

                    at += piece;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }

        link.Close();
    }

    private sealed class Link(Socket client, Socket server)
    {
        private volatile bool _isSwallowing;

        public bool IsSwallowing
        {
            get => _isSwallowing;
            set => _isSwallowing = value;
        }

        public void Close()
        {
            client.Close(0);
            server.Close(0);
        }
    }
}
