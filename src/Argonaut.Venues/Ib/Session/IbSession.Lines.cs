using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Market-data lines: which request carries which line, and when it is made again (ib-tws-protocol.md 8.14, 4.3).</summary>
internal sealed partial class IbSession
{
    /// <summary>No second tick-by-tick request for the same instrument and type within this time.</summary>
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(15);

    /// <summary>A level-1 stream whose other line ticked this recently is alive.</summary>
    private static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(30);

    private const string WaitingToBeRequested = "waiting to be requested";

    private readonly Dictionary<(int ConId, string TickType), TimeSpan> _requestedAt = [];
    private readonly IbBudgets _budgets;

    /// <summary>Cancels what is no longer wanted and requests every line that has no stream and is due.</summary>
    private void KeepLines()
    {
        if (_parts.Lines.Reconcile(LineState.Requested, WaitingToBeRequested, GapCause.None, out var removed))
        {
            foreach (var line in removed) Detach(line);
            Board.MarkChanged();
        }

        if (Now < _subscribeFrom || _isLinkLost) return;
        foreach (var (instrument, kind, reason) in _parts.SilentLines.Take())
        {
            if (_parts.Lines.Find(instrument) is not { } pair) continue;
            _parts.Flight.AskedAgain(pair.Instrument.Id, kind, reason);
            AskAgain(pair, kind, reason);
        }

        _parts.Lines.LookWhoIsWatched();
        foreach (var pair in _parts.Lines.Pairs)
            if (_parts.Lines.IsWatched(pair)) pair.LastWatched = Now;
        KeepLines(areWatched: true);
        KeepLines(areWatched: false);
    }

    private void KeepLines(bool areWatched)
    {
        foreach (var pair in _parts.Lines.Pairs)
        {
            if (!pair.IsUsable || _parts.Lines.IsWatched(pair) != areWatched) continue;
            foreach (var line in pair.Lines)
            {
                if (line.AgainAt is { } again && Now >= again) Resubscribe(line, line.Detail);
                var isOver = line.State is LineState.Refused or LineState.NotEntitled && !line.AwaitsRoom;
                if (line.Stream is null && !isOver && Now >= line.NotBefore) Request(pair, line);
            }
        }
    }

    private void Request(IbLinePair pair, IbLine line)
    {
        if (line.Kind == MarketEventKind.BookDelta)
        {
            RequestDepth(pair, line);
            return;
        }

        var contract = pair.Reference.Contract;
        var tickType = pair.TickTypeOf(line);
        if (!pair.HasTickByTick || line.NeedsLevel1 || !_budgets.TickByTick.HasRoom)
        {
            if (contract.SecType == "IND") WaitForTickByTick(line);
            else RequestLevel1(pair, line);
            return;
        }

        if (_requestedAt.TryGetValue((contract.ConId, tickType), out var last) && Now - last < RepeatAfter)
        {
            line.NotBefore = last + RepeatAfter;
            line.Set(LineState.Requested, "waiting: the gateway takes the same request only every 15 s");
            Board.MarkChanged();
            return;
        }

        if (!TryTakeLine(pair, line)) return;
        _requestedAt[(contract.ConId, tickType)] = Now;
        _budgets.TickByTick.Take();
        var stream = new IbStream(_parts.RequestIds.Take(), IbStreamMode.TickByTick, line, pair.Reference.PriceMagnifier);
        _parts.Decoder.Add(stream);
        line.Set(LineState.Requested, "tick by tick requested");
        Post(IbLane.Subscribe, w => w.TickByTick(stream.RequestId, contract, tickType));
        Board.MarkChanged();
    }

    /// <summary>The last price of an index has no size: level 1 gives no trade record of it (ib-tws-protocol.md 8.14).</summary>
    private void WaitForTickByTick(IbLine line)
    {
        const string Waiting = "waiting for a free tick-by-tick stream: level 1 has no records of an index";
        line.NotBefore = Now + TimeSpan.FromSeconds(1);
        if (line.NeedsLevel1)
            line.Set(LineState.Refused, "tick by tick was refused, and level 1 has no records of an index", GapCause.LineRefused);
        else if (line.Detail != Waiting) line.Set(LineState.Requested, Waiting);
        else return;
        Board.MarkChanged();
    }

    /// <summary>Trades and quotes of one instrument share one level-1 request.</summary>
    private void RequestLevel1(IbLinePair pair, IbLine line)
    {
        var other = line == pair.Trades ? pair.Quotes : pair.Trades;
        if (other?.Stream is { Mode: IbStreamMode.Level1 } shared) shared.Attach(line);
        else if (!TryTakeLine(pair, line)) return;
        else
        {
            var stream = new IbStream(_parts.RequestIds.Take(), IbStreamMode.Level1, line, pair.Reference.PriceMagnifier);
            _parts.Decoder.Add(stream);
            if (line.HasTriedDelayed) Post(IbLane.Subscribe, w => w.MarketDataType(3));
            Post(IbLane.Subscribe, w => w.MarketData(stream.RequestId, pair.Reference.Contract, "233"));
            if (line.HasTriedDelayed) Post(IbLane.Subscribe, w => w.MarketDataType(1));
        }

        line.Set(LineState.Requested, "level 1 requested");
        Board.MarkChanged();
    }

    /// <summary>Takes a line off its stream, and cancels the stream when no other line uses it.</summary>
    private void Detach(IbLine line, bool isKnownToServer = true)
    {
        if (line.Stream is not { } stream) return;
        stream.Detach(line);
        if (!stream.IsIdle) return;

        _parts.Decoder.Remove(stream.RequestId);
        _budgets.Lines.Release();
        if (stream.Mode == IbStreamMode.TickByTick) _budgets.TickByTick.Release();
        if (stream.Mode == IbStreamMode.Depth) _budgets.Depth.Release();
        if (!isKnownToServer) return;
        Post(IbLane.Subscribe, w =>
        {
            if (stream.Mode == IbStreamMode.TickByTick) w.CancelTickByTick(stream.RequestId);
            else if (stream.Rows is { } rows) w.CancelMarketDepth(stream.RequestId, rows.IsSmart);
            else w.CancelMarketData(stream.RequestId);
        });
    }

    /// <summary>A line that is known to be silent: its stream is taken for dead, unless it delivers the other line.</summary>
    private void AskAgain(IbLinePair pair, MarketEventKind kind, string reason)
    {
        if (pair.Of(kind) is not { Stream: { } stream, AgainAt: null } line) return;
        if (LinesOf(stream).Any(l => l != line && _parts.Clock.Stamp - l.LastTick < (long)AliveFor.TotalMicroseconds * UnixNanos.PerMicrosecond)) return;
        foreach (var dead in LinesOf(stream).ToList()) Resubscribe(dead, reason);
    }

    /// <param name="line">Its stream is given up; the next look requests it anew.</param>
    /// <param name="reason">Shown until it is.</param>
    /// <param name="isKnownToServer">The old request is cancelled.</param>
    /// <param name="cause">Why data was missed, when it was.</param>
    private void Resubscribe(IbLine line, string reason, bool isKnownToServer = true, GapCause cause = GapCause.None)
    {
        IbLog.LineChanged(_parts.Log, line.Instrument.Id.Value, line.Kind, reason);
        Detach(line, isKnownToServer);
        line.AgainAt = null;
        line.Set(LineState.Requested, reason, cause);
        Board.MarkChanged();
    }

    /// <summary>The server has forgotten all subscriptions: each is requested once, at once.</summary>
    private void ResubscribeAll(string reason)
    {
        _requestedAt.Clear();
        foreach (var line in _parts.Lines.Lines)
            if (line.Stream is not null) Resubscribe(line, reason, isKnownToServer: false, LinkCause);
    }

    /// <summary>
    /// Streams that were suspect go on by themselves, or not: a tick will show it, and who counts the silence asks for the others. A book
    /// may have missed a row and nothing would show it: it is asked for anew.
    /// </summary>
    private void AwaitTicks(string reason)
    {
        foreach (var line in _parts.Lines.Lines)
        {
            if (line.Stream?.Rows is { MayHaveMissed: true }) Resubscribe(line, "the order book is asked for anew: it may have missed a row");
            else if (line is { State: LineState.Interrupted, Stream: not null }) line.Set(LineState.Requested, reason);
        }

        Board.MarkChanged();
    }

    /// <summary>The cause of a lost link at this time of day.</summary>
    private GapCause LinkCause => Options.RestartWindow.Contains(_parts.Clock.Stamp.ToDateTimeOffset()) ? GapCause.DailyRestart : GapCause.LinkLost;

    private void Interrupt(string reason, GapCause cause)
    {
        foreach (var line in _parts.Lines.Lines)
        {
            line.Stream?.Book?.Clear();
            if (line.Stream?.Rows is { } rows) rows.MayHaveMissed = true;
            if (line.State is LineState.Flowing or LineState.Delayed or LineState.Requested or LineState.Halted or LineState.Frozen)
                line.Set(LineState.Interrupted, reason, cause);
        }

        Board.MarkChanged();
    }

    private void OnMarketDataType(IbMarketDataType message)
    {
        if (_parts.Decoder.Find(message.RequestId) is not { } stream) return;
        SetDelayed(stream, message.IsDelayed);
        if (message.Type != IbMarketDataType.Frozen) return;
        foreach (var line in LinesOf(stream)) line.Set(LineState.Frozen, "frozen: the source sends what was last known before the close", GapCause.SilentLine);
        Board.MarkChanged();
    }

    private void SetDelayed(IbStream stream, bool isDelayed)
    {
        if (stream.IsDelayed == isDelayed) return;
        stream.IsDelayed = isDelayed;
        stream.Book?.Clear();
        foreach (var line in LinesOf(stream))
            line.Set(isDelayed ? LineState.Delayed : LineState.Requested, stream.FlowingDetail, isDelayed ? GapCause.NotEntitled : GapCause.None);
        Board.MarkChanged();
    }

    private void OnTickGeneric(IbTickGeneric message)
    {
        if (message.TickType != IbTickGeneric.Halted || _parts.Decoder.Find(message.RequestId) is not { } stream) return;
        foreach (var line in LinesOf(stream))
        {
            if (message.Value > 0) line.Set(LineState.Halted, "trading is halted");
            else if (line.State == LineState.Halted) line.Set(line.LastTick.Value > 0 ? LineState.Flowing : LineState.Requested, stream.FlowingDetail);
        }

        Board.MarkChanged();
    }

    private static IEnumerable<IbLine> LinesOf(IbStream stream)
    {
        if (stream.Trades is { } trades) yield return trades;
        if (stream.Quotes is { } quotes) yield return quotes;
        if (stream.Depth is { } depth) yield return depth;
    }
}
