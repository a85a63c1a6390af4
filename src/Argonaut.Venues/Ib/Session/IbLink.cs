using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Argonaut.Ports;

namespace Argonaut.Venues.Ib.Session;

/// <summary>The TCP connection could not be made. The message is for the operator.</summary>
internal sealed class IbConnectException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// One TCP connection: a thread that moves received bytes into a pipe, and lends itself to whoever reads them there, and a loop that sends
/// what the outbox has at the pace allowed. A pipe that nobody reads stops the first one, and with it the sender. The socket blocks: the
/// kernel wakes the thread itself, where a completed task would be passed on from one thread to the next
/// (docs/decisions/0028-ticks-wake-one-thread.md).
/// </summary>
internal sealed class IbLink : IIbLink, IAsyncDisposable
{
    private const int OutboxCapacity = 4_096;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline,
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
        _receiving = Task.Factory.StartNew(Receive, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
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
            await using (both.Token.Register(socket.Dispose))   // ends it
                await Task.Factory.StartNew(() => socket.Connect(host, port), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            both.Token.ThrowIfCancellationRequested();
            return new IbLink(socket, options.MessagesPerSecond, time);
        }
        catch (Exception) when (both.IsCancellationRequested)
        {
            socket.Dispose();
            ct.ThrowIfCancellationRequested();
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

    private void Receive()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var read = _socket.Receive(_pipe.Writer.GetSpan(16 << 10), SocketFlags.None);
                if (read == 0) break;
                _pipe.Writer.Advance(read);
                var flushed = _pipe.Writer.FlushAsync(_stop.Token);   // the reader runs here, on this thread
                if ((flushed.IsCompleted ? flushed.GetAwaiter().GetResult() : flushed.AsTask().GetAwaiter().GetResult()).IsCompleted) break;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            failure = e as SocketException;
        }

        _pipe.Writer.Complete(failure);
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

                for (ReadOnlyMemory<byte> rest = frame; !rest.IsEmpty;) rest = rest[_socket.Send(rest.Span, SocketFlags.None)..];
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
