using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>Tick types of request 97.</summary>
internal enum TickByTickKind
{
    Last = 1,
    AllLast = 2,
    BidAsk = 3,
    MidPoint = 4,
}

/// <summary>A tick-by-tick subscription: every tick, unconflated (ib-tws-protocol.md 8.5).</summary>
internal sealed class TickByTickStream(
    int requestId, SimulatedContract contract, TickByTickKind kind, bool ignoreSize, bool carriesNanos, ClientOutput output) : ITickSubscriber
{
    private readonly TickEncoder _encoder = new(contract);
    private volatile bool _isCancelled;
    private readonly Lock _gate = new();
    private MarketTick _last;

    /// <summary>What arrived while the history that comes first is still being read; null when ticks go straight out.</summary>
    private List<MarketTick>? _held;

    public SimulatedContract Contract => contract;

    public TickByTickKind Kind => kind;

    public bool WantsTrades => kind is TickByTickKind.Last or TickByTickKind.AllLast;

    public bool WantsQuotes => !WantsTrades;

    public void Cancel() => _isCancelled = true;

    /// <summary>Keeps ticks back until <see cref="ContinueAfter"/>.</summary>
    public void Hold()
    {
        lock (_gate) _held = [];
    }

    /// <summary>Sends the ticks that were kept back and are later than what the history already had.</summary>
    public void ContinueAfter(UnixNanos historyEnd)
    {
        lock (_gate)
        {
            var held = _held ?? [];
            _held = null;
            foreach (var tick in held)
                if (tick.TsEvent > historyEnd) Send(tick);
        }
    }

    public void OnTick(in MarketTick tick)
    {
        lock (_gate)
        {
            if (_held is not null) _held.Add(tick);
            else Send(tick);
        }
    }

    public ValueTask WaitForRoomAsync(CancellationToken ct) => output.WaitForRoomAsync(ct);

    private void Send(in MarketTick tick)
    {
        if (_isCancelled || IsLeftOut(tick)) return;
        _last = tick;
        var withNanos = carriesNanos && tick.TsInit.Value > 0;
        using var append = output.Append();
        switch (kind)
        {
            case TickByTickKind.BidAsk:
                _encoder.Quote(append.Frames, requestId, tick, withNanos);
                break;
            case TickByTickKind.MidPoint:
                _encoder.MidPoint(append.Frames, requestId, tick, withNanos);
                break;
            default:
                _encoder.Trade(append.Frames, requestId, (int)kind, tick, withNanos);
                break;
        }
    }

    private bool IsLeftOut(in MarketTick tick) => kind switch
    {
        TickByTickKind.Last => tick.IsUnreported,
        TickByTickKind.BidAsk => ignoreSize && tick.A == _last.A && tick.B == _last.B,
        TickByTickKind.MidPoint => tick.A + tick.B == _last.A + _last.B,
        _ => false,
    };
}
