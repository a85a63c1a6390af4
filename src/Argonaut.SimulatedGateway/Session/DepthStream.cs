using System.Collections.Immutable;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>A market depth subscription (ib-tws-protocol.md 8.9): the book first, then what changes with each quote.</summary>
internal sealed class DepthStream(int requestId, SimulatedContract contract, int rows, bool isSmart, StreamContext context) : ITickSubscriber
{
    private const int Reset = 317;

    private readonly TickEncoder _encoder = new(contract);
    private readonly Lock _gate = new();
    private ImmutableArray<DepthRow> _bids = [];
    private ImmutableArray<DepthRow> _asks = [];
    private volatile bool _isCancelled;

    public int RequestId => requestId;

    public SimulatedContract Contract => contract;

    public bool WantsTrades => false;

    public bool WantsQuotes => true;

    public bool IsSmart => isSmart;

    public void Cancel() => _isCancelled = true;

    public void SendStart()
    {
        if (context.Market.HistoryOf(contract) is not { } history) return;
        var quotes = new HistoryReader(history, context.Market.CalendarOf(contract), context.Clock)
            .Backward(context.Clock.NowSeconds + 1, 1, new TickFilter(Trades: false));
        if (quotes.Count > 0) OnTick(quotes[^1]);
    }

    public void OnTick(in MarketTick tick)
    {
        if (_isCancelled) return;
        lock (_gate)
        {
            var bids = DepthBook.Side(tick, contract, isBid: true, rows);
            var asks = DepthBook.Side(tick, contract, isBid: false, rows);
            using var append = context.Output.Append();
            if (context.IsSilent(contract)) return;
            Write(append.Frames, _bids, bids, isBid: true);
            Write(append.Frames, _asks, asks, isBid: false);
            (_bids, _asks) = (bids, asks);
        }
    }

    /// <summary>317: the client is to empty its book; then the book again.</summary>
    public void ResetBook(Action<long, int, string> sendError)
    {
        lock (_gate)
        {
            sendError(requestId, Reset, "Market depth data has been RESET. Please empty deep book contents before applying any new entries.");
            var (bids, asks) = (_bids, _asks);
            using var append = context.Output.Append();
            Write(append.Frames, [], bids, isBid: true);
            Write(append.Frames, [], asks, isBid: false);
        }
    }

    public ValueTask WaitForRoomAsync(CancellationToken ct) => context.Output.WaitForRoomAsync(ct);

    private void Write(IbFrameWriter to, ImmutableArray<DepthRow> from, ImmutableArray<DepthRow> next, bool isBid)
    {
        foreach (var change in DepthBook.Changes(from, next, isBid, rows))
            _encoder.Depth(to, requestId, change.Position, (int)change.Operation, isBid ? 1 : 0, change.Row.Price, change.Row.Size, isSmart ? change.Row.Maker : -1);
    }
}
