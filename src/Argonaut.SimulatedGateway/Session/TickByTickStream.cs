using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Venues.Ib.Wire;

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
    int requestId, SimulatedContract contract, TickByTickKind kind, bool ignoreSize, bool carriesNanos, StreamContext context)
    : ITickSubscriber
{
    private readonly TickEncoder _encoder = new(contract);
    private readonly Lock _gate = new();
    private volatile bool _isCancelled;
    private int _lateTicks;
    private MarketTick _last;

    /// <summary>What arrived while the history that comes first is still being read; null when ticks go straight out.</summary>
    private List<MarketTick>? _held;

    public int RequestId => requestId;

    public SimulatedContract Contract => contract;

    public TickByTickKind Kind => kind;

    public bool WantsTrades => kind is TickByTickKind.Last or TickByTickKind.AllLast;

    public bool WantsQuotes => !WantsTrades;

    public void Cancel() => _isCancelled = true;

    /// <summary>The fault <c>lateTicksAfterCancel</c>: this many ticks still come.</summary>
    public void CancelAfter(int ticks)
    {
        lock (_gate) (_lateTicks, _isCancelled) = (ticks, true);
    }

    /// <summary>The fault <c>burst</c>: the last tick this many times over, with sizes 1, 2, 3, ...</summary>
    public void Burst(int ticks)
    {
        lock (_gate)
        {
            if (_last == default) return;
            var tick = _last;
            using var append = context.Output.Append();
            for (var i = 1; i <= ticks; i++)
            {
                if (tick.IsTrade) tick = tick with { B = i };
                else tick = tick with { C = i };
                Write(append.Frames, tick);
            }
        }
    }

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

    /// <summary>The marker of a halt among trades: price 0, size 0, past limit.</summary>
    public void TellHalt()
    {
        if (!WantsTrades) return;
        using var append = context.Output.Append();
        _encoder.Trade(
            append.Frames, requestId, (int)kind, new MarketTick(Domain.Data.MarketEventKind.Trade, 0, 0, 0, 0, 0, 1, context.Clock.Now), withNanos: false);
    }

    public void OnTick(in MarketTick tick)
    {
        lock (_gate)
        {
            if (_held is not null) _held.Add(tick);
            else Send(tick);
        }
    }

    public ValueTask WaitForRoomAsync(CancellationToken ct) => context.Output.WaitForRoomAsync(ct);

    private void Send(in MarketTick tick)
    {
        if (IsLeftOut(tick)) return;
        if (_isCancelled)
        {
            if (_lateTicks == 0) return;
            if (--_lateTicks == 0) context.Market.Unsubscribe(this);
        }

        using var append = context.Output.Append();
        if (context.IsSilent(contract)) return;
        _last = tick;
        Write(append.Frames, TickFaults.Apply(tick, contract, context));
    }

    private void Write(IbFrameWriter to, in MarketTick tick)
    {
        var withNanos = carriesNanos && tick.TsInit.Value > 0;
        switch (kind)
        {
            case TickByTickKind.BidAsk:
                _encoder.Quote(to, requestId, tick, withNanos);
                break;
            case TickByTickKind.MidPoint:
                _encoder.MidPoint(to, requestId, tick, withNanos);
                break;
            default:
                _encoder.Trade(to, requestId, (int)kind, tick, withNanos);
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
