using System.Globalization;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.SimulatedGateway.Tape;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>
/// A top-of-book subscription (ib-tws-protocol.md 8.2, 8.3): the current values first, then what changed, conflated. Generic tick 233
/// sends every trade as tickString 48.
/// </summary>
internal sealed class MarketDataStream : ITickSubscriber, ITimedStream
{
    private const int CanAutoExecute = 1;
    private const string BboExchange = "9c0001";
    private const int SnapshotPermissions = 3;
    private const int LookBackTicks = 1;
    private const int Halted = 49;

    private readonly int _requestId;
    private readonly StreamContext _context;
    private readonly ISimulatedMarket _market;
    private readonly ClientOutput _output;
    private readonly TickEncoder _encoder;
    private readonly bool _wantsRealTimeVolume;
    private readonly bool _isDelayed;
    private readonly TimeSpan _interval;
    private readonly Lock _gate = new();
    private volatile bool _isCancelled;
    private MarketTick? _quote;
    private MarketTick? _sentQuote;
    private MarketTick? _trade;
    private MarketTick? _sentTrade;
    private TickBar _day;
    private DateOnly _date;
    private long _flushedAt;

    public MarketDataStream(
        int requestId, SimulatedContract contract, bool wantsRealTimeVolume, bool isDelayed, StreamContext context, TimeSpan interval)
    {
        _requestId = requestId;
        Contract = contract;
        _context = context;
        _market = context.Market;
        _output = context.Output;
        _isDelayed = isDelayed;
        _encoder = new TickEncoder(contract);
        _wantsRealTimeVolume = wantsRealTimeVolume;
        _interval = interval;
        _flushedAt = context.Clock.Time.GetTimestamp();
    }

    public int RequestId => _requestId;

    public SimulatedContract Contract { get; }

    public bool WantsTrades => Contract.HasTrades;

    public bool WantsQuotes => Contract.HasQuotes;

    public void Cancel() => _isCancelled = true;

    /// <summary>58, 81 and what is known of the past: quote, last trade, the day's figures, the close of the day before.</summary>
    public void SendStart(int marketDataType)
    {
        var history = _market.HistoryOf(Contract);
        var previous = default(TickBar);
        lock (_gate)
        {
            _date = _market.Clock.Today;
            var isSilent = _context.IsSilent(Contract);
            if (history is not null && !isSilent)
            {
                var reader = new HistoryReader(history, _market.CalendarOf(Contract), _market.Clock);
                var now = _market.Clock.NowSeconds;
                if (Contract.HasQuotes) _quote = Last(reader.Backward(now + 1, LookBackTicks, new TickFilter(Trades: false)));
                if (Contract.HasTrades) _trade = Last(reader.Backward(now + 1, LookBackTicks, new TickFilter(Trades: true)));
                var basis = Contract.HasTrades ? BarBasis.Trades : BarBasis.Bid;
                var midnight = UnixSeconds.Of(_date);
                _day = history.ReadBar(midnight, now, basis, liquidOnly: false);
                previous = history.ReadBar(midnight - UnixSeconds.PerDay, midnight, basis, liquidOnly: false);
            }

            using var append = _output.Append();
            var to = append.Frames;
            AnswerEncoder.MarketDataType(to, _requestId, marketDataType);
            AnswerEncoder.TickReqParams(to, _requestId, Contract.MinTick, BboExchange, SnapshotPermissions);
            if (isSilent || _context.IsSilent(Contract)) return;
            WriteChanges(to);
            if (!_day.IsEmpty)
            {
                _encoder.Price(to, _requestId, Type(6), _day.High, 0, 0);
                _encoder.Price(to, _requestId, Type(7), _day.Low, 0, 0);
                _encoder.Price(to, _requestId, Type(14), _day.Open, 0, 0);
            }

            if (!previous.IsEmpty) _encoder.Price(to, _requestId, Type(9), previous.Close, 0, 0);
            if (Contract.SecType is "STK" or "FUT" or "OPT") AnswerEncoder.TickGeneric(to, _requestId, Halted, _market.IsHalted(Contract) ? "1" : "0");
        }
    }

    /// <summary>Trading was halted or goes on: tick 49.</summary>
    public void TellHalt(bool isHalted)
    {
        using var append = _output.Append();
        AnswerEncoder.TickGeneric(append.Frames, _requestId, Halted, isHalted ? "1" : "0");
    }

    public void OnTick(in MarketTick tick)
    {
        if (_isCancelled) return;
        lock (_gate)
        {
            using var append = _output.Append();
            if (_context.IsSilent(Contract)) return;
            var sent = TickFaults.Apply(tick, Contract, _context);
            if (!tick.IsTrade)
            {
                _quote = sent;
                return;
            }

            if (tick.TsEvent.UtcDate is var date && date != _date) (_date, _day) = (date, default);
            _day.Add(tick.A, tick.B);
            _trade = sent;
            if (_wantsRealTimeVolume) _encoder.RealTimeVolume(append.Frames, _requestId, tick, _day.Volume, _day.Average);
        }
    }

    public void OnTime()
    {
        var time = _market.Clock.Time;
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_isCancelled || time.GetElapsedTime(_flushedAt, now) < _interval || (_quote == _sentQuote && _trade == _sentTrade)) return;
            using var append = _output.Append();
            if (_context.IsSilent(Contract)) return;
            _flushedAt = now;
            WriteChanges(append.Frames);
        }
    }

    public ValueTask WaitForRoomAsync(CancellationToken ct) => _output.WaitForRoomAsync(ct);

    private void WriteChanges(IbFrameWriter to)
    {
        if (_quote is { } quote && _quote != _sentQuote)
        {
            if (_sentQuote?.A != quote.A) _encoder.Price(to, _requestId, Type(1), quote.A, quote.C, CanAutoExecute);
            if (_sentQuote?.C != quote.C) _encoder.Size(to, _requestId, Type(0), quote.C);
            if (_sentQuote?.B != quote.B) _encoder.Price(to, _requestId, Type(2), quote.B, quote.D, CanAutoExecute);
            if (_sentQuote?.D != quote.D) _encoder.Size(to, _requestId, Type(3), quote.D);
            _sentQuote = quote;
            if (Contract.SecType == "OPT") WriteComputations(to, quote);
        }

        if (_trade is { } trade && _trade != _sentTrade)
        {
            _encoder.Price(to, _requestId, Type(4), trade.A, trade.B, 0);
            _encoder.Size(to, _requestId, Type(5), trade.B);
            if (_day.Volume > 0) _encoder.Size(to, _requestId, Type(8), _day.Volume);
            AnswerEncoder.TickString(to, _requestId, Type(45), trade.EventSecond.ToString(CultureInfo.InvariantCulture));
            _sentTrade = trade;
        }
    }

    /// <summary>Bid, ask and model computation of an option, from its underlying's present price.</summary>
    private void WriteComputations(IbFrameWriter to, in MarketTick quote)
    {
        var underlying = _market.Contracts.All.FirstOrDefault(c => c.ConId == Contract.UnderConId);
        if (underlying is null || _market.HistoryOf(underlying) is not { } history) return;
        var reader = new HistoryReader(history, _market.CalendarOf(underlying), _market.Clock);
        if (Last(reader.Backward(_market.Clock.NowSeconds + 1, 1, new TickFilter(Trades: false))) is not { } under) return;
        var price = (under.A + under.B) / 2.0 / Domain.Numbers.FixedPoint.PowerOfTen(underlying.WirePriceScale);
        var scale = (double)Domain.Numbers.FixedPoint.PowerOfTen(Contract.WirePriceScale);
        var model = OptionModel.Of(Contract, _market.Clock.Today);
        AnswerEncoder.OptionComputation(to, _requestId, _isDelayed ? 80 : 10, 0, model.At(price, model.VolatilityOf(price, quote.A / scale)));
        AnswerEncoder.OptionComputation(to, _requestId, _isDelayed ? 81 : 11, 0, model.At(price, model.VolatilityOf(price, quote.B / scale)));
        AnswerEncoder.OptionComputation(to, _requestId, _isDelayed ? 83 : 13, 0, model.At(price, OptionModel.Volatility));
    }

    /// <summary>The delayed counterpart of a tick type (8.3).</summary>
    private int Type(int live) => !_isDelayed ? live : live switch
    {
        0 => 69,
        1 => 66,
        2 => 67,
        3 => 70,
        4 => 68,
        5 => 71,
        6 => 72,
        7 => 73,
        8 => 74,
        9 => 75,
        14 => 76,
        _ => 88,
    };

    private static MarketTick? Last(List<MarketTick> ticks) => ticks.Count > 0 ? ticks[^1] : null;
}
