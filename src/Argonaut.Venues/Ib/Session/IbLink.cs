using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Argonaut.Ports;

namespace Argonaut.Venues.Ib.Session;

/// <summary>The TCP connection could not be made. The message is for the operator.</summary>
internal sealed class IbConnectException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// One TCP connection: a loop that moves received bytes into a pipe and a loop that sends what the outbox has at the pace allowed.
/// A pipe that nobody reads stops the first loop, and with it the sender.
/// </summary>
internal sealed class IbLink : IIbLink, IAsyncDisposable
{
    private const int OutboxCapacity = 4_096;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, minimumSegmentSize: 64 << 10, useSynchronizationContext: false));

    private readonly long _start;
    private readonly Task _receiving;
    private readonly Task _sending;

    private IbLink(Socket socket, int messagesPerSecond, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        _start = time.GetTimestamp();
        Outbox = new IbOutbox(OutboxCapacity, new MessagePacer(messagesPerSecond));
        _receiving = ReceiveAsync();
        _sending = SendAsync();
    }

    /// <summary>Received bytes. Completes when the peer closed or the connection broke.</summary>
    public PipeReader Input => _pipe.Reader;

    private IbOutbox Outbox { get; }

    /// <summary>Monotonic time since the connection was made.</summary>
    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <inheritdoc/>
    public bool TryPost(IbLane lane, byte[] frame) => Outbox.TryPost(lane, frame, Now);

    /// <inheritdoc/>
    public FeedMessagePacing Pacing() => Outbox.Snapshot(Now);

    /// <exception cref="IbConnectException">Unknown name, refused, unreachable, or no answer in time.</exception>
    public static async Task<IbLink> ConnectAsync(string host, int port, IbOptions options, TimeProvider time, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(host, port), both.Token);
            return new IbLink(socket, options.MessagesPerSecond, time);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            socket.Dispose();
            throw new IbConnectException($"{host}:{port} did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s.");
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IbConnectException(Explain(host, port, e), e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void SlowDown(TimeSpan duration) => Outbox.SlowDownUntil(Now + duration);

    /// <summary>Makes a pending or the next read of <see cref="Input"/> return. Safe from any thread.</summary>
    public void Wake() => _pipe.Reader.CancelPendingRead();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _pipe.Reader.CompleteAsync();
        await _receiving;
        await _sending;
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(_pipe.Writer.GetMemory(16 << 10), SocketFlags.None, _stop.Token);
                if (read == 0) break;
                _pipe.Writer.Advance(read);
                var flushed = await _pipe.Writer.FlushAsync(_stop.Token);
                if (flushed.IsCompleted) break;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            failure = e as SocketException;
        }

        await _pipe.Writer.CompleteAsync(failure);
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                if (!Outbox.TryTake(Now, out var frame, out var wait))
                {
                    await Outbox.WaitAsync(wait, _time, _stop.Token);
                    continue;
                }

                for (ReadOnlyMemory<byte> rest = frame; !rest.IsEmpty;)
                    rest = rest[(await _socket.SendAsync(rest, SocketFlags.None, _stop.Token))..];
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The reading loop sees the same end of the connection and reports it.
        }
    }

    private static string Explain(string host, int port, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"The name {host} is unknown.",
        SocketError.ConnectionRefused => $"{host}:{port} refused the connection: is the gateway running, with its API enabled?",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => $"{host}:{port} cannot be reached.",
        SocketError.TimedOut => $"{host}:{port} did not answer.",
        _ => $"{host}:{port}: {e.Message}",
    };
}
