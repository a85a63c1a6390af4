using System.Collections.Concurrent;
using System.Globalization;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Session;

internal sealed partial class ClientSession
{
    private const int HistoryFailed = 162;
    private const int RequestFailed = 322;
    private const int UnknownHistory = 366;
    private const string ServiceError = "Historical Market Data Service error message:";
    private const int SmallBarDays = 183;

    private readonly HistoricalPacing _pacing;

    /// <summary>Requests that are queued or being cut; the value tells whether they were cancelled.</summary>
    private readonly ConcurrentDictionary<int, bool> _openHistory = [];

    private async ValueTask QueueBarsAsync(HistoricalDataRequest request, CancellationToken ct)
    {
        var id = request.RequestId;
        var contract = Resolve(id, request.Contract);
        if (!BarSize.TryParse(request.BarSize, out var size))
            throw Invalid(id, $"Error validating request.-'bW' : cause - Historical data bar size setting is invalid: '{request.BarSize}'.");
        if (!Duration.TryParse(request.Duration, out var duration))
            throw Invalid(id, $"Error validating request.-'bW' : cause - Historical data query duration is invalid: '{request.Duration}'.");
        if (request.FormatDate is not (1 or 2))
            throw Invalid(id, $"Error validating request.-'bW' : cause - Date format is invalid: {request.FormatDate}.");
        var end = EndOf(id, request.EndDateTime);
        if (request.WhatToShow == "SCHEDULE")
        {
            await QueueAsync(id, request, isSmall: false, weight: 1, () => SendSchedule(id, contract, duration.StartFrom(end, _market.CalendarOf(contract)), end), ct);
            return;
        }

        if (!TryBasis(request.WhatToShow, contract, out var basis))
            throw Invalid(id, "Error validating request.-'bW' : cause - What to show field is missing or incorrect.");
        if (!size.FitsDuration(duration.Seconds))
            throw Invalid(id, $"Error validating request.-'bW' : cause - {request.Duration} of {request.BarSize} bars are too many.");
        if (request.WhatToShow == "ADJUSTED_LAST" && request.EndDateTime.Length > 0)
            throw Invalid(id, "Error validating request.-'bW' : cause - End Date not supported with adjusted last.");
        if (request.KeepUpToDate && (request.EndDateTime.Length > 0 || size.Seconds < 5))
            throw Invalid(id, "Error validating request.-'bW' : cause - keepUpToDate needs an empty end time and bars of 5 seconds or more.");
        await QueueAsync(id, request, size.IsSmall, basis == BarBasis.BidAsk ? 2 : 1, () => SendBars(request, contract, size, duration, basis, end), ct);
    }

    private async ValueTask QueueTicksAsync(HistoricalTicksRequest request, CancellationToken ct)
    {
        var id = request.RequestId;
        var contract = Resolve(id, request.Contract);
        TickByTickKind? kind = request.WhatToShow switch
        {
            "TRADES" when contract.HasTrades => TickByTickKind.AllLast,
            "BID_ASK" when contract.HasQuotes => TickByTickKind.BidAsk,
            "MIDPOINT" when contract.HasQuotes => TickByTickKind.MidPoint,
            _ => null,
        };
        if (kind is not { } known)
            throw Invalid(id, "Error validating request.-'bW' : cause - What to show field is missing or incorrect.");
        if (request.NumberOfTicks is < 1 or > MaxHistoryTicks)
            throw Invalid(id, $"Error validating request reqHistoricalTicks: number of ticks {request.NumberOfTicks}.");
        if (request.Start.Length == 0 == (request.End.Length == 0))
            throw Invalid(id, "Error validating request reqHistoricalTicks: exactly one of start and end must be given.");
        var isForward = request.Start.Length > 0;
        var second = EndOf(id, isForward ? request.Start : request.End);
        await QueueAsync(id, request, isSmall: true, known == TickByTickKind.BidAsk ? 2 : 1, () =>
        {
            if (_market.HistoryOf(contract) is not { } history)
            {
                SendTicks(id, contract, known, []);
                return;
            }

            var calendar = _market.CalendarOf(contract);
            var reader = new HistoryReader(history, calendar, _market.Clock);
            var filter = new TickFilter(known == TickByTickKind.AllLast, request.UseRth && !calendar.IsAroundTheClock, request.IgnoreSize);
            var ticks = isForward ? reader.Forward(second, request.NumberOfTicks, filter) : reader.Backward(second, request.NumberOfTicks, filter);
            if (_context.TryTake(FaultCatalog.EmptyHistory, out var empty, contract.Symbol))
            {
                if (empty.Text("kind") == "error") throw NoData(id, contract, request.WhatToShow);
                ticks.Clear();
            }

            if (_context.TryTake(FaultCatalog.HistGapsAndDuplicates, out var holes, contract.Symbol)) ticks = HistoryFaults.Tear(ticks, _context, holes);
            SendTicks(id, contract, known, ticks);
        }, ct);
    }

    private void SendHeadTimestamp(HeadTimestampRequest request)
    {
        var contract = Resolve(request.RequestId, request.Contract);
        if (!TryBasis(request.WhatToShow, contract, out _))
            throw Invalid(request.RequestId, "Error validating request.-'bW' : cause - What to show field is missing or incorrect.");
        if (_market.HistoryOf(contract) is not { } history) throw NoData(request.RequestId, contract, request.WhatToShow);
        var text = request.FormatDate == 2
            ? history.FirstSecond.ToString(CultureInfo.InvariantCulture)
            : WireTimes.WithDash(history.FirstSecond);
        Send(to => AnswerEncoder.HeadTimestamp(to, request.RequestId, text));
    }

    /// <summary>Checks the limits and hands the work to the history loop.</summary>
    private async ValueTask QueueAsync(int id, GatewayRequest request, bool isSmall, int weight, Action work, CancellationToken ct)
    {
        var contract = request switch
        {
            HistoricalDataRequest bars => $"{bars.Contract}|{bars.WhatToShow}",
            HistoricalTicksRequest ticks => $"{ticks.Contract}|{ticks.WhatToShow}",
            _ => throw new InvalidOperationException($"{request.GetType().Name} is no request for history."),
        };
        var identity = request switch
        {
            HistoricalDataRequest bars => (bars with { RequestId = 0 }).ToString(),
            _ => (((HistoricalTicksRequest)request) with { RequestId = 0 }).ToString(),
        };
        if (_openHistory.Count >= _options.Limits.OpenHistoricalRequests)
            throw new RequestFormatException(RequestFailed, id, "Error processing request:Max number of historical requests has been reached.");
        if (_context.TryTake(FaultCatalog.Pacing162, out _) || !_pacing.TryTake(contract, identity, isSmall, weight))
            throw new RequestFormatException(HistoryFailed, id, ServiceError + "API historical data query pacing violation");
        if (!_server.Health.HasHistory)
            throw new RequestFormatException(HistoryFailed, id, ServiceError + "HMDS server disconnect occurred.  Attempting reconnection...");
        if (_liveBars.ContainsKey(id) || !_openHistory.TryAdd(id, false))
            throw new RequestFormatException(RequestFailed, id, "Error processing request:Duplicate ticker id");
        await _history.Writer.WriteAsync(new HistoryJob(id, work), ct);
    }

    private async Task ServeHistoryAsync(CancellationToken ct)
    {
        await foreach (var job in _history.Reader.ReadAllAsync(ct))
        {
            try
            {
                if (_openHistory[job.RequestId]) throw new RequestFormatException(HistoryFailed, job.RequestId, ServiceError + $"API historical data query cancelled: {job.RequestId}");
                job.Work();
            }
            catch (RequestFormatException e)
            {
                SendError(e.RequestId, e.Code, e.Message);
            }

            _openHistory.TryRemove(job.RequestId, out _);
        }
    }

    private void SendBars(HistoricalDataRequest request, SimulatedContract contract, BarSize size, Duration duration, BarBasis basis, long end)
    {
        var id = request.RequestId;
        if (_market.HistoryOf(contract) is not { } history) throw NoData(id, contract, request.WhatToShow);
        var calendar = _market.CalendarOf(contract);
        var now = _market.Clock.NowSeconds;
        end = Math.Min(end, now);
        var start = duration.StartFrom(end, calendar);
        if (size.IsSmall) start = Math.Max(start, now - SmallBarDays * UnixSeconds.PerDay);
        var reader = new HistoryReader(history, calendar, _market.Clock);
        var bars = reader.Bars(start, end, size, basis, request.UseRth, request.FormatDate);
        if (_context.TryTake(FaultCatalog.EmptyHistory, out var empty, contract.Symbol))
        {
            if (empty.Text("kind") == "error") throw NoData(id, contract, request.WhatToShow);
            bars.Clear();
        }
        else if (bars.Count == 0 && !request.KeepUpToDate) throw NoData(id, contract, request.WhatToShow);
        if (_context.TryTake(FaultCatalog.HistGapsAndDuplicates, out var holes, contract.Symbol)) bars = HistoryFaults.Tear(bars, _context, holes, reader, start, size, basis, request);
        var encoder = new BarEncoder(contract, basis);
        Send(to => encoder.Historical(to, _version, id, WireTimes.WithZone(start), WireTimes.WithZone(end), bars));
        if (!request.KeepUpToDate) return;
        var live = new LiveBarStream(id, contract, basis, size, request.FormatDate, request.UseRth, history, _context);
        lock (_streamGate)
        {
            _liveBars[id] = live;
            AddTimed(live);
        }
    }

    private void SendSchedule(int id, SimulatedContract contract, long start, long end)
    {
        var calendar = _market.CalendarOf(contract);
        var sessions = new List<(long Start, long End, DateOnly Date)>();
        for (var date = UnixSeconds.DateOf(start).AddDays(-1); UnixSeconds.Of(date) < end + UnixSeconds.PerDay; date = date.AddDays(1))
            if (calendar.Session(date, liquidOnly: true) is { } session && session.Start * 60 >= start && session.Start * 60 < end)
                sessions.Add((session.Start, session.End, date));
        if (sessions.Count == 0) throw NoData(id, contract, "SCHEDULE");
        var encoder = new ScheduleEncoder(contract.WireTimeZone, calendar.Zone);
        Send(to => encoder.Write(to, id, sessions));
    }

    private void SendTicks(int id, SimulatedContract contract, TickByTickKind kind, List<MarketTick> ticks)
    {
        var encoder = new TickEncoder(contract);
        Send(to =>
        {
            if (kind == TickByTickKind.BidAsk) encoder.HistoricalQuotes(to, id, ticks, isDone: true);
            else if (kind == TickByTickKind.MidPoint) encoder.HistoricalMidpoints(to, id, ticks, isDone: true);
            else encoder.HistoricalTrades(to, id, ticks, isDone: true);
        });
    }

    private void CancelHistory(int id)
    {
        if (_liveBars.TryRemove(id, out var live))
        {
            RemoveTimed(live);
            return;
        }

        if (!_openHistory.TryUpdate(id, newValue: true, comparisonValue: false))
            throw new RequestFormatException(UnknownHistory, id, $"No historical data query found for ticker id:{id}");
    }

    /// <summary>An empty time is now.</summary>
    private long EndOf(int id, string text)
    {
        if (text.Length == 0) return _market.Clock.NowSeconds;
        return WireTimes.TryParse(text, out var second)
            ? second
            : throw Invalid(id, $"Error validating request.-'bW' : cause - The date, time, or time-zone entered is invalid: '{text}'.");
    }

    private static bool TryBasis(string whatToShow, SimulatedContract contract, out BarBasis basis)
    {
        (var isKnown, basis) = whatToShow switch
        {
            "TRADES" => (contract.HasTrades, BarBasis.Trades),
            "ADJUSTED_LAST" => (contract.SecType == "STK", BarBasis.Trades),
            "AGGTRADES" => (contract.SecType == "CRYPTO", BarBasis.Trades),
            "MIDPOINT" => (contract.HasQuotes, BarBasis.Midpoint),
            "BID" => (contract.HasQuotes, BarBasis.Bid),
            "ASK" => (contract.HasQuotes, BarBasis.Ask),
            "BID_ASK" => (contract.HasQuotes, BarBasis.BidAsk),
            _ => (false, BarBasis.Trades),
        };
        return isKnown;
    }

    private static RequestFormatException NoData(int id, SimulatedContract contract, string what) =>
        new(HistoryFailed, id, $"{ServiceError}HMDS query returned no data: {contract.LocalSymbol}@{contract.Exchange} {what}");

    private sealed record HistoryJob(int RequestId, Action Work);
}
