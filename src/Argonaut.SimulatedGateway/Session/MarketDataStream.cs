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

    private readonly int _requestId;
    private readonly ISimulatedMarket _market;
    private readonly ClientOutput _output;
    private readonly TickEncoder _encoder;
    private readonly bool _wantsRealTimeVolume;
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
        int requestId, SimulatedContract contract, bool wantsRealTimeVolume, ISimulatedMarket market, ClientOutput output, TimeSpan interval)
    {
        _requestId = requestId;
        Contract = contract;
        _market = market;
        _output = output;
        _encoder = new TickEncoder(contract);
        _wantsRealTimeVolume = wantsRealTimeVolume;
        _interval = interval;
        _flushedAt = market.Clock.Time.GetTimestamp();
    }

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
            if (history is not null)
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
            WriteChanges(to);
            if (!_day.IsEmpty)
            {
                _encoder.Price(to, _requestId, 6, _day.High, 0, 0);
                _encoder.Price(to, _requestId, 7, _day.Low, 0, 0);
                _encoder.Price(to, _requestId, 14, _day.Open, 0, 0);
            }

            if (!previous.IsEmpty) _encoder.Price(to, _requestId, 9, previous.Close, 0, 0);
        }
    }

    public void OnTick(in MarketTick tick)
    {
        if (_isCancelled) return;
        lock (_gate)
        {
            if (!tick.IsTrade)
            {
                _quote = tick;
                return;
            }

            if (tick.TsEvent.UtcDate is var date && date != _date) (_date, _day) = (date, default);
            _day.Add(tick.A, tick.B);
            _trade = tick;
            if (!_wantsRealTimeVolume) return;
            using var append = _output.Append();
            _encoder.RealTimeVolume(append.Frames, _requestId, tick, _day.Volume, _day.Average);
        }
    }

    public void OnTime()
    {
        var time = _market.Clock.Time;
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_isCancelled || time.GetElapsedTime(_flushedAt, now) < _interval || (_quote == _sentQuote && _trade == _sentTrade)) return;
            _flushedAt = now;
            using var append = _output.Append();
            WriteChanges(append.Frames);
        }
    }

    public ValueTask WaitForRoomAsync(CancellationToken ct) => _output.WaitForRoomAsync(ct);

    private void WriteChanges(IbFrameWriter to)
    {
        if (_quote is { } quote && _quote != _sentQuote)
        {
            if (_sentQuote?.A != quote.A) _encoder.Price(to, _requestId, 1, quote.A, quote.C, CanAutoExecute);
            if (_sentQuote?.C != quote.C) _encoder.Size(to, _requestId, 0, quote.C);
            if (_sentQuote?.B != quote.B) _encoder.Price(to, _requestId, 2, quote.B, quote.D, CanAutoExecute);
            if (_sentQuote?.D != quote.D) _encoder.Size(to, _requestId, 3, quote.D);
            _sentQuote = quote;
        }

        if (_trade is { } trade && _trade != _sentTrade)
        {
            _encoder.Price(to, _requestId, 4, trade.A, trade.B, 0);
            _encoder.Size(to, _requestId, 5, trade.B);
            if (_day.Volume > 0) _encoder.Size(to, _requestId, 8, _day.Volume);
            AnswerEncoder.TickString(to, _requestId, 45, trade.EventSecond.ToString(CultureInfo.InvariantCulture));
            _sentTrade = trade;
        }
    }

    private static MarketTick? Last(List<MarketTick> ticks) => ticks.Count > 0 ? ticks[^1] : null;
}
