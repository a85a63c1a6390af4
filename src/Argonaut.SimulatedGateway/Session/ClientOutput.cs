using System.Buffers.Binary;
using System.Net.Sockets;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>
/// The one write buffer of a client. Anybody appends whole frames under its lock; one loop sends everything that has gathered in one
/// write. A client that falls too far behind is cut off.
/// </summary>
internal sealed class ClientOutput(Socket socket, GatewayOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan CoalescingWait = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private IbFrameWriter _filling = new();
    private IbFrameWriter _sending = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _drained;
    private int _frames;
    private int _appendedFrom;
    private bool _isWakeSet;
    private bool _isClosed;
    private volatile bool _isCut;
    private long _sendingBytes;

    /// <summary>Ends when the client is to be disconnected for not reading.</summary>
    public CancellationTokenSource Overflow { get; } = new();

    public long BacklogBytes
    {
        get
        {
            lock (_gate) return _filling.Written.Length + _sendingBytes;
        }
    }

    /// <summary>
    /// Begins to append; what was written goes out when the scope ends. Scopes of a client follow one another, so a stream that looks inside
    /// whether it is silent writes nothing behind the notice that began the silence. Do not await inside, and do not ask the broker's desk: what the desk
    /// tells is appended while it is locked.
    /// </summary>
    public Scope Append()
    {
        _gate.Enter();
        _appendedFrom = _filling.Written.Length;
        return new Scope(this);
    }

    public ValueTask WaitForRoomAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_isClosed || _filling.Written.Length + _sendingBytes <= options.ClientRoomBytes) return ValueTask.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(ct));
        }
    }

    /// <summary>Waits until everything was handed to the socket, at most for <paramref name="limit"/>.</summary>
    public async Task DrainAsync(TimeSpan limit, CancellationToken ct)
    {
        Task sent;
        lock (_gate)
        {
            if (_filling.Written.IsEmpty && _sendingBytes == 0) return;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            sent = _drained.Task;
        }

        await sent.WaitAsync(limit, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Half of the next frame goes out, then <see cref="RunAsync"/> ends.</summary>
    public void CutNextFrame() => _isCut = true;

    /// <summary>Sends until cancelled, the socket fails, or a frame was cut.</summary>
    public async Task RunAsync(StreamContext context, CancellationToken ct)
    {
        while (true)
        {
            await _wake.WaitAsync(ct);
            if (context.Holds(FaultCatalog.Coalesced, out var coalesced) && FramesWaiting < coalesced.Int("frames")) await Task.Delay(CoalescingWait, time, ct);
            while (context.Holds(FaultCatalog.HalfOpen, out _)) await Task.Delay(CoalescingWait, time, ct);
            var bytes = Swap();
            if (_isCut)
            {
                var half = 4 + BinaryPrimitives.ReadInt32BigEndian(bytes.Span) / 2;
                await socket.SendAsync(bytes[..half], SocketFlags.None, ct);
                return;
            }

            if (context.Holds(FaultCatalog.PartialFrame, out var pieces)) await SendInPiecesAsync(bytes, pieces, context, ct);
            else while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, ct)..];
            Sent();
        }
    }

    private async Task SendInPiecesAsync(ReadOnlyMemory<byte> bytes, ArmedFault fault, StreamContext context, CancellationToken ct)
    {
        var size = Math.Max(1, fault.Int("bytes"));
        var pause = TimeSpan.FromMilliseconds(fault.Int("delayMs"));
        context.Log(fault, $"{bytes.Length} bytes in pieces of {size}");
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes[..Math.Min(bytes.Length, size)], SocketFlags.None, ct)..];
            if (pause > TimeSpan.Zero) await Task.Delay(pause, time, ct);
            else await Task.Yield();
        }
    }

    /// <summary>Nothing is sent any more; whoever waits for room goes on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _room?.TrySetResult();
            _room = null;
        }
    }

    public void Dispose()
    {
        Overflow.Dispose();
        _wake.Dispose();
    }

    private int FramesWaiting
    {
        get
        {
            lock (_gate) return _frames;
        }
    }

    private ReadOnlyMemory<byte> Swap()
    {
        lock (_gate)
        {
            (_filling, _sending) = (_sending, _filling);
            _frames = 0;
            _isWakeSet = false;
            _sendingBytes = _sending.Written.Length;
            return _sending.Written;
        }
    }

    private void Sent()
    {
        lock (_gate)
        {
            if (_sendingBytes > options.ClientRoomBytes * 2L) _sending = new IbFrameWriter();
            else _sending.Clear();
            _sendingBytes = 0;
            if (_filling.Written.IsEmpty) _drained?.TrySetResult();
            if (_filling.Written.Length > options.ClientRoomBytes) return;
            _room?.TrySetResult();
            _room = null;
        }
    }

    private void Appended()
    {
        var overflows = false;
        if (_isClosed)
        {
            _filling.Clear();
        }
        else if (_filling.Written.Length > _appendedFrom)
        {
            _frames++;
            if (!_isWakeSet)
            {
                _isWakeSet = true;
                _wake.Release();
            }

            overflows = _filling.Written.Length > options.MaxClientBacklogBytes;
            if (overflows) _isClosed = true;
        }

        _gate.Exit();
        if (overflows) Overflow.Cancel();
    }

    internal readonly ref struct Scope(ClientOutput output)
    {
        public IbFrameWriter Frames => output._filling;

        public void Dispose() => output.Appended();
    }
}
