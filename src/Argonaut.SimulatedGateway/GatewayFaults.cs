namespace Argonaut.SimulatedGateway;

/// <summary>Misbehaviour on request (ib-tws-protocol.md 12.2). May be changed at any time from any thread.</summary>
public sealed class GatewayFaults
{
    private int _clientIdRefusals;
    private volatile bool _isHalfOpen;
    private volatile int _splitBytes;
    private volatile int _coalescedFrames;

    /// <summary><c>halfOpen</c>: connections stay, nothing is read or written any more.</summary>
    public bool IsHalfOpen
    {
        get => _isHalfOpen;
        set => _isHalfOpen = value;
    }

    /// <summary><c>partialFrame</c>: everything is written in pieces of this many bytes; 0 is off.</summary>
    public int SplitBytes
    {
        get => _splitBytes;
        set => _splitBytes = value;
    }

    /// <summary><c>coalesced</c>: writes are held back until this many frames wait, or for 100 ms; 0 is off.</summary>
    public int CoalescedFrames
    {
        get => _coalescedFrames;
        set => _coalescedFrames = value;
    }

    /// <summary><c>clientIdInUse</c>: the next logins are refused with error 326.</summary>
    public void RefuseClientIds(int times) => Interlocked.Exchange(ref _clientIdRefusals, times);

    internal bool TakeClientIdRefusal()
    {
        while (true)
        {
            var left = Volatile.Read(ref _clientIdRefusals);
            if (left <= 0) return false;
            if (Interlocked.CompareExchange(ref _clientIdRefusals, left - 1, left) == left) return true;
        }
    }
}
