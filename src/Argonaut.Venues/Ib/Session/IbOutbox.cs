using System.Threading.Channels;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Which message goes first when the pacer holds messages back.</summary>
internal enum IbLane
{
    /// <summary>Login, clock questions, cancels.</summary>
    Control,
    Subscribe,
    History,
}

/// <summary>Messages that wait for the pacer: one queue a lane, bounded together. Posted by the session's loop, taken by its writer.</summary>
internal sealed class IbOutbox(int capacity)
{
    private readonly Lock _lock = new();

    private readonly Queue<byte[]>[] _lanes = [new(), new(), new()];

    private readonly Channel<byte> _signal = Channel.CreateBounded<byte>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,   // one signal says all
        SingleReader = true,
    });

    /// <summary>False when the outbox is full: the gateway does not take what we send.</summary>
    public bool TryPost(IbLane lane, byte[] frame)
    {
        lock (_lock)
        {
            if (_lanes.Sum(q => q.Count) >= capacity) return false;
            _lanes[(int)lane].Enqueue(frame);
        }

        return _signal.Writer.TryWrite(0);
    }

    /// <summary>The oldest message of the first lane that has one.</summary>
    public bool TryTake(out byte[] frame)
    {
        lock (_lock)
        {
            foreach (var lane in _lanes)
                if (lane.TryDequeue(out frame!)) return true;
        }

        frame = [];
        return false;
    }

    public bool IsEmpty
    {
        get
        {
            lock (_lock) return Array.TrueForAll(_lanes, q => q.Count == 0);
        }
    }

    public async ValueTask WaitAsync(CancellationToken ct)
    {
        while (IsEmpty) await _signal.Reader.ReadAsync(ct);
    }
}
