using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Session;

internal sealed partial class ClientSession
{
    private const int TooManyDepth = 309;
    private const int UnknownDepth = 310;
    private const int PartNotSubscribed = 10090;
    private const int DelayedInstead = 10167;
    private const int DelayedNotEnabled = 10168;
    private const int DelayedNotAvailable = 10186;
    private const int Competing = 10197;
    private const int MaxDepthRows = 60;
    private const int TooManyLines = 101;
    private const int DuplicateTicker = 102;
    private const int UnknownTicker = 300;
    private const int RealTimeRefused = 420;
    private const int TickByTickAgainTooSoon = 10187;
    private const int TickByTickRefused = 10189;
    private const int TooManyTickByTick = 10190;
    private const int MaxHistoryTicks = 1000;

    /// <summary>Held by the reading loop while it changes the lists of streams, and by faults.</summary>
    private readonly Lock _streamGate = new();
    private readonly Dictionary<int, MarketDataStream> _marketData = [];
    private readonly Dictionary<int, TickByTickStream> _tickByTick = [];
    private readonly Dictionary<int, RealTimeBarStream> _realTimeBars = [];
    private readonly Dictionary<int, DepthStream> _depth = [];
    private readonly ConcurrentDictionary<int, LiveBarStream> _liveBars = [];
    private readonly Dictionary<(int ConId, TickByTickKind Kind), long> _tickByTickStarts = [];
    private readonly Lock _timedGate = new();
    private ImmutableArray<ITimedStream> _timed = [];

    private int Lines => _marketData.Count + _tickByTick.Count + _realTimeBars.Count + _depth.Count;

    private void StartMarketData(MarketDataRequest request)
    {
        var contract = Resolve(request.RequestId, request.Contract);
        if (_marketData.ContainsKey(request.RequestId))
            throw new RequestFormatException(DuplicateTicker, request.RequestId, "Duplicate ticker id");
        var generic = request.GenericTicks.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (request.IsSnapshot && generic.Length > 0)
            throw Invalid(request.RequestId, "Error validating request reqMktData: Snapshot market data subscription is not applicable to generic ticks.");
        if (!request.IsSnapshot) CheckLines(request.RequestId);
        if (!IsEntitled(request.RequestId, contract, out var isDelayed)) return;
        var stream = new MarketDataStream(
            request.RequestId, contract, generic.Contains("233") && contract.HasTrades, isDelayed, _context, _options.ConflationInterval);
        stream.SendStart(isDelayed ? 3 : LiveType());
        if (request.IsSnapshot)
        {
            Send(to => AnswerEncoder.TickSnapshotEnd(to, request.RequestId));
            return;
        }

        _marketData.Add(request.RequestId, stream);
        _market.Subscribe(stream);
        AddTimed(stream);
    }

    private void StartTickByTick(TickByTickRequest request)
    {
        var contract = Resolve(request.RequestId, request.Contract);
        if (!Enum.TryParse<TickByTickKind>(request.TickType, out var kind) || !Enum.IsDefined(kind) || char.IsAsciiDigit(request.TickType[0]))
            throw Invalid(request.RequestId, $"Error validating request reqTickByTickData: tick type '{request.TickType}'.");
        if (request.NumberOfTicks is < 0 or > MaxHistoryTicks)
            throw Invalid(request.RequestId, $"Error validating request reqTickByTickData: number of ticks {request.NumberOfTicks}.");
        if (_tickByTick.ContainsKey(request.RequestId))
            throw new RequestFormatException(DuplicateTicker, request.RequestId, "Duplicate ticker id");
        if (!HasTicks(contract, kind))
            throw new RequestFormatException(
                TickByTickRefused, request.RequestId, $"Failed to request tick-by-tick data:No {kind} ticks for {contract.SecType} {contract.LocalSymbol}");
        if (_tickByTick.Count >= _options.Limits.TickByTick)
            throw new RequestFormatException(TooManyTickByTick, request.RequestId, "Max number of tick-by-tick requests has been reached.");
        CheckLines(request.RequestId);
        CheckTickByTickEntitlement(request.RequestId, contract);
        CheckTickByTickRepeat(request.RequestId, contract, kind);

        var stream = new TickByTickStream(request.RequestId, contract, kind, request.IgnoreSize, _carriesNanos, _context);
        var history = request.NumberOfTicks > 0 ? _market.HistoryOf(contract) : null;
        _tickByTick.Add(request.RequestId, stream);
        if (history is null)
        {
            _market.Subscribe(stream);
            return;
        }

        stream.Hold();
        _market.Subscribe(stream);
        var end = _market.Clock.Now;
        SendTicks(request.RequestId, contract, kind, LatestTicks(history, contract, kind, request));
        stream.ContinueAfter(end);
    }

    private List<MarketTick> LatestTicks(ITickHistory history, SimulatedContract contract, TickByTickKind kind, TickByTickRequest request)
    {
        var filter = new TickFilter(
            Trades: kind is TickByTickKind.Last or TickByTickKind.AllLast, IgnoreSize: request.IgnoreSize, ReportedOnly: kind == TickByTickKind.Last);
        var found = new HistoryReader(history, _market.CalendarOf(contract), _market.Clock)
            .Backward(_market.Clock.NowSeconds + 1, request.NumberOfTicks, filter);
        return found.Count > request.NumberOfTicks ? found[^request.NumberOfTicks..] : found;
    }

    private void StartRealTimeBars(RealTimeBarsRequest request)
    {
        var contract = Resolve(request.RequestId, request.Contract);
        if (request.BarSize != RealTimeBarStream.Seconds)
            throw Invalid(request.RequestId, $"Error validating request reqRealTimeBars: expected bar size 5, found {request.BarSize}.");
        if (!TryBasis(request.WhatToShow, contract, out var basis) || basis == BarBasis.BidAsk)
            throw Invalid(request.RequestId, $"Error validating request reqRealTimeBars: what to show '{request.WhatToShow}'.");
        if (_realTimeBars.ContainsKey(request.RequestId))
            throw new RequestFormatException(DuplicateTicker, request.RequestId, "Duplicate ticker id");
        CheckLines(request.RequestId);
        if (_context.TryTake(FaultCatalog.Pacing420, out _) || !_pacing.TryTake($"{contract.ConId}|{basis}", $"{contract.ConId}|{basis}|realtime", isStrict: true, weight: 1))
            throw new RequestFormatException(RealTimeRefused, request.RequestId, "Invalid Real-time Query:Query pacing violation");
        if (_market.HistoryOf(contract) is not { } history)
            throw new RequestFormatException(RealTimeRefused, request.RequestId, "Invalid Real-time Query:No bars for this contract");
        var stream = new RealTimeBarStream(request.RequestId, contract, basis, request.UseRth, history, _context);
        _realTimeBars.Add(request.RequestId, stream);
        AddTimed(stream);
    }

    private void Cancel(CancelRequest request)
    {
        var id = request.RequestId;
        switch (request.MessageId)
        {
            case IbRequest.CancelMarketData when _marketData.Remove(id, out var stream):
                stream.Cancel();
                _market.Unsubscribe(stream);
                RemoveTimed(stream);
                break;
            case IbRequest.CancelTickByTick when _tickByTick.Remove(id, out var stream):
                if (_context.TryTake(FaultCatalog.LateTicksAfterCancel, out var late))
                {
                    stream.CancelAfter(late.Int("ticks"));
                    break;
                }

                stream.Cancel();
                _market.Unsubscribe(stream);
                break;
            case IbRequest.CancelMarketDepth:
                if (!_depth.Remove(id, out var book)) throw new RequestFormatException(UnknownDepth, id, $"Can't find the subscribed market depth with tickerId:{id}");
                book.Cancel();
                _market.Unsubscribe(book);
                break;
            case IbRequest.CancelRealTimeBars when _realTimeBars.Remove(id, out var stream):
                RemoveTimed(stream);
                break;
            case IbRequest.CancelHistoricalData:
                CancelHistory(id);
                break;
            case IbRequest.CancelHeadTimestamp or IbRequest.CancelHistogram or IbRequest.CancelImpliedVolatility or IbRequest.CancelOptionPrice:
                break;   // answered at once, so there is nothing to cancel
            default:
                throw new RequestFormatException(UnknownTicker, id, $"Can't find EId with tickerId:{id}");
        }
    }

    private void EndStreams()
    {
        foreach (var stream in _marketData.Values)
        {
            stream.Cancel();
            _market.Unsubscribe(stream);
        }

        foreach (var stream in _tickByTick.Values)
        {
            stream.Cancel();
            _market.Unsubscribe(stream);
        }

        foreach (var stream in _depth.Values)
        {
            stream.Cancel();
            _market.Unsubscribe(stream);
        }

        lock (_timedGate) _timed = [];
    }

    private void StartDepth(MarketDepthRequest request)
    {
        var contract = Resolve(request.RequestId, request.Contract);
        if (!contract.HasQuotes) throw Invalid(request.RequestId, "Error validating request reqMktDepth: no depth for this contract.");
        if (_depth.ContainsKey(request.RequestId)) throw new RequestFormatException(DuplicateTicker, request.RequestId, "Duplicate ticker id");
        if (_depth.Count >= _options.Limits.MarketDepth)
            throw new RequestFormatException(
                TooManyDepth, request.RequestId, $"Max number ({_options.Limits.MarketDepth}) of market depth requests has been reached.");
        CheckLines(request.RequestId);
        CheckCompeting(request.RequestId);
        var stream = new DepthStream(request.RequestId, contract, Math.Clamp(request.Rows, 1, MaxDepthRows), request.IsSmart, _context);
        _depth.Add(request.RequestId, stream);
        stream.SendStart();
        _market.Subscribe(stream);
    }

    /// <summary>False: refused, and the error was sent.</summary>
    private bool IsEntitled(int requestId, SimulatedContract contract, out bool isDelayed)
    {
        isDelayed = false;
        CheckCompeting(requestId);
        if (!_context.TryTake(FaultCatalog.NotSubscribed, out var fault, contract.Symbol)) return true;
        var code = fault.Int("code");
        if (code == PartNotSubscribed)
        {
            SendError(requestId, code, "Part of requested market data is not subscribed. Subscription-independent ticks are still active.");
            return true;
        }

        isDelayed = code == DelayedInstead || (code is not (DelayedNotEnabled or DelayedNotAvailable) && _marketDataType >= 3);
        if (isDelayed) SendError(requestId, DelayedInstead, "Requested market data is not subscribed. Displaying delayed market data.");
        else
            SendError(requestId, code, code switch
            {
                DelayedNotEnabled => "Requested market data is not subscribed. Delayed market data is not enabled.",
                DelayedNotAvailable => "Requested market data is not subscribed. Delayed market data is not available.",
                10089 => "Requested market data requires additional subscription for API. Delayed market data is available.",
                _ => "Requested market data is not subscribed.",
            });
        return isDelayed;
    }

    private void CheckTickByTickEntitlement(int requestId, SimulatedContract contract)
    {
        CheckCompeting(requestId);
        if (_context.TryTake(FaultCatalog.NotSubscribed, out _, contract.Symbol))
            throw new RequestFormatException(TickByTickRefused, requestId, $"Failed to request tick-by-tick data:No market data permissions for {contract.Exchange} {contract.SecType}");
    }

    private void CheckCompeting(int requestId)
    {
        if (_server.IsCompeted(ClientId)) throw new RequestFormatException(Competing, requestId, "No market data during competing live session");
    }

    private void CheckLines(int requestId)
    {
        if (Lines >= _options.Limits.MarketDataLines)
            throw new RequestFormatException(TooManyLines, requestId, "Max number of tickers has been reached.");
    }

    private void CheckTickByTickRepeat(int requestId, SimulatedContract contract, TickByTickKind kind)
    {
        var key = (contract.ConId, kind);
        if (_tickByTickStarts.TryGetValue(key, out var last) && _time.GetElapsedTime(last) < _options.Limits.TickByTickRepeat)
            throw new RequestFormatException(
                TickByTickAgainTooSoon, requestId,
                $"Failed to request tick-by-tick data:the same request within {_options.Limits.TickByTickRepeat.TotalSeconds:0} seconds");
        _tickByTickStarts[key] = _time.GetTimestamp();
    }

    /// <summary>Everything is subscribed here, so delayed data is live (8.2): 3 becomes 1, 4 becomes 2.</summary>
    private int LiveType() => _marketDataType is 1 or 3 ? 1 : 2;

    private void AddTimed(ITimedStream stream)
    {
        lock (_timedGate) _timed = _timed.Add(stream);
    }

    private void RemoveTimed(ITimedStream stream)
    {
        lock (_timedGate) _timed = _timed.Remove(stream);
    }

    private static bool HasTicks(SimulatedContract contract, TickByTickKind kind) => contract.HasTickByTick && kind switch
    {
        TickByTickKind.Last => contract.HasTrades,
        TickByTickKind.AllLast => contract.HasTrades && contract.HasQuotes,
        _ => contract.HasQuotes,
    };
}
