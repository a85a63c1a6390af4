using System.Collections.Immutable;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;

namespace Argonaut.Server.Stream;

/// <summary>
/// What the hub keeps of one instrument. The ingestion loop writes, the dispatcher drains, clients read; all of it under one short lock.
/// </summary>
internal sealed class MarketSlot
{
    private const int MostPending = 8_192;

    private readonly Lock _gate = new();
    private readonly List<MarketEvent> _pendingTrades = [];
    private readonly List<Bar> _pendingBars = [];
    private readonly Backlog<MarketEvent> _recent = new(StreamLimits.BacklogTrades);
    private readonly Backlog<Bar>?[] _closed = new Backlog<Bar>?[Timeframe.All.Length];
    private readonly long[] _ticks = new long[(int)MarketEventKind.BookDelta + 1];
    private MarketEvent? _firstTrade;
    private readonly NewestTick _quote = new();
    private readonly NewestTick _trade = new();
    private long _barVersion;
    private long _depthVersion;
    private long _droppedTrades;
    private bool _isScheduled;
    private bool _barsLost;
    private bool _quoteChanged;
    private bool _tradeChanged;
    private bool _depthChanged;
    private MarketEventKind _barKind = MarketEventKind.Trade;
    private ImmutableArray<Subscription> _quotes = [];
    private ImmutableArray<Subscription> _lasts = [];
    private ImmutableArray<Subscription> _trades = [];
    private ImmutableArray<Subscription> _bars = [];
    private ImmutableArray<Subscription> _depth = [];

    /// <summary>True when the dispatcher has to be told.</summary>
    public bool Take(in MarketEvent tick)
    {
        lock (_gate)
        {
            _ticks[(int)tick.Kind]++;
            if (tick.Kind == MarketEventKind.BookDelta)
            {
                if (!tick.BookDelta.IsLast) return false;
                _depthVersion++;
                return MarkDepth();
            }

            if (tick.Kind == MarketEventKind.Quote)
            {
                _quote.Take(tick);
                _quoteChanged = true;
            }
            else
            {
                _trade.Take(tick);
                _tradeChanged = true;
                _firstTrade ??= tick;
                _recent.Add(tick);
                if (!_trades.IsEmpty)
                {
                    if (_pendingTrades.Count < MostPending) _pendingTrades.Add(tick);
                    else _droppedTrades++;
                }
            }

            if (tick.Kind == _barKind) _barVersion++;
            var isWanted = !_bars.IsEmpty || (tick.Kind == MarketEventKind.Quote ? !_quotes.IsEmpty : !_trades.IsEmpty || !_lasts.IsEmpty);
            return isWanted && Schedule();
        }
    }

    /// <summary>What is said of the line that brings the book may be new. True when the dispatcher has to be told.</summary>
    public bool TakeLineChange()
    {
        lock (_gate) return MarkDepth();
    }

    /// <summary>An open bar may be new without a tick. True when the dispatcher has to be told.</summary>
    public bool TakeBarChange()
    {
        lock (_gate) return !_bars.IsEmpty && Schedule();
    }

    public bool Take(in Bar closed)
    {
        lock (_gate)
        {
            ClosedOf(closed.Timeframe).Add(closed);
            if (_bars.IsEmpty) return false;
            if (_pendingBars.Count < MostPending) _pendingBars.Add(closed);
            else _barsLost = true;
            return Schedule();
        }
    }

    public Drained Drain()
    {
        lock (_gate)
        {
            _isScheduled = false;
            var drained = new Drained(
                _pendingTrades.Count == 0 ? [] : [.. _pendingTrades], _droppedTrades, _recent.End,
                _pendingBars.Count == 0 ? [] : [.. _pendingBars.GroupBy(b => b.Timeframe).Select(g => new ClosedBars(g.Key, [.. g], ClosedOf(g.Key).End))],
                _barsLost, _quoteChanged, _tradeChanged, _depthChanged, _quotes, _lasts, _trades, _bars, _depth);
            ForgetTrades();
            ForgetBars();
            _quoteChanged = false;
            _tradeChanged = false;
            _depthChanged = false;
            return drained;
        }
    }

    /// <summary>
    /// Adds the subscription and says what is known at this moment: everything after it comes as deltas, nothing twice.
    /// </summary>
    public Joined Join(Subscription subscription, MarketEventKind barKind)
    {
        lock (_gate)
        {
            switch (subscription.Topic.Channel)
            {
                case StreamChannel.Quotes:
                    _quotes = _quotes.Add(subscription);
                    break;
                case StreamChannel.Last:
                    _lasts = _lasts.Add(subscription);
                    break;
                case StreamChannel.Trades:
                    // What is pending belongs to those before: it is in the recent trades of the newcomer.
                    subscription.Next = _recent.End;
                    _trades = _trades.Add(subscription);
                    break;
                case StreamChannel.Depth:
                    _depth = _depth.Add(subscription);
                    break;
                default:
                    // What is pending comes to the newcomer too: its snapshot need not have it.
                    subscription.Next = ClosedOf(subscription.Topic.Timeframe).End - _pendingBars.Count(b => b.Timeframe == subscription.Topic.Timeframe);
                    _barKind = barKind;
                    _bars = _bars.Add(subscription);
                    break;
            }

            return new Joined(_quote.Tick, _quote.Version, _trade.Tick, _trade.Version, _barVersion, _depthVersion, _recent.Last(subscription.SnapshotItems));
        }
    }

    /// <summary>Adds a subscription of trades that had come to the place; null when what it missed is not kept any more.</summary>
    public MarketEvent[]? RejoinTrades(Subscription subscription, long place)
    {
        lock (_gate)
        {
            if (_recent.Since(place) is not { } missed) return null;
            subscription.Next = _recent.End;
            _trades = _trades.Add(subscription);
            return missed;
        }
    }

    /// <summary>Adds a subscription of bars that had come to the place; null when what it missed is not kept any more.</summary>
    public Bar[]? RejoinBars(Subscription subscription, long place, MarketEventKind barKind)
    {
        lock (_gate)
        {
            var closed = ClosedOf(subscription.Topic.Timeframe);
            if (closed.Since(place) is not { } missed) return null;
            subscription.Next = closed.End;
            subscription.SeenVersion = _barVersion;
            _barKind = barKind;
            _bars = _bars.Add(subscription);
            return missed;
        }
    }

    public long TicksOf(MarketEventKind kind)
    {
        lock (_gate) return _ticks[(int)kind];
    }

    /// <summary>The first trade ever seen here; null before it.</summary>
    public MarketEvent? FirstTrade
    {
        get
        {
            lock (_gate) return _firstTrade;
        }
    }

    public void Leave(Subscription subscription)
    {
        lock (_gate)
        {
            _quotes = _quotes.Remove(subscription);
            _lasts = _lasts.Remove(subscription);
            _trades = _trades.Remove(subscription);
            _bars = _bars.Remove(subscription);
            _depth = _depth.Remove(subscription);
            // Pending things end where the backlog ends: nothing may be left out between them.
            if (_trades.IsEmpty) ForgetTrades();
            if (_bars.IsEmpty) ForgetBars();
        }
    }

    /// <summary>The newest quote or trade serialised, made by whoever needs it first; null before the first.</summary>
    public (long Version, StreamBody Body)? Newest(MarketEventKind kind, Func<MarketEvent, StreamBody> make)
    {
        lock (_gate) return (kind == MarketEventKind.Quote ? _quote : _trade).Body(make);
    }

    public long BarVersion
    {
        get
        {
            lock (_gate) return _barVersion;
        }
    }

    /// <summary>Whole updates of the book so far.</summary>
    public long DepthVersion
    {
        get
        {
            lock (_gate) return _depthVersion;
        }
    }

    private Backlog<Bar> ClosedOf(Timeframe timeframe) => _closed[timeframe.Index] ??= new Backlog<Bar>(StreamLimits.BacklogBars);

    private void ForgetTrades()
    {
        _pendingTrades.Clear();
        _droppedTrades = 0;
    }

    private void ForgetBars()
    {
        _pendingBars.Clear();
        _barsLost = false;
    }

    private bool MarkDepth()
    {
        if (_depth.IsEmpty) return false;
        _depthChanged = true;
        return Schedule();
    }

    private bool Schedule()
    {
        if (_isScheduled) return false;
        _isScheduled = true;
        return true;
    }

    /// <param name="DroppedTrades">After <paramref name="Trades"/>, for which there was no room.</param>
    /// <param name="EndOfTrades">The place after the dropped ones.</param>
    /// <param name="AreBarsLost">There were more than could be kept.</param>
    internal sealed record Drained(
        MarketEvent[] Trades,
        long DroppedTrades,
        long EndOfTrades,
        ImmutableArray<ClosedBars> Bars,
        bool AreBarsLost,
        bool QuoteChanged,
        bool TradeChanged,
        bool DepthChanged,
        ImmutableArray<Subscription> QuoteSubscriptions,
        ImmutableArray<Subscription> LastSubscriptions,
        ImmutableArray<Subscription> TradeSubscriptions,
        ImmutableArray<Subscription> BarSubscriptions,
        ImmutableArray<Subscription> DepthSubscriptions);

    /// <param name="End">The place after the last of them.</param>
    internal sealed record ClosedBars(Timeframe Timeframe, Bar[] Bars, long End);

    /// <param name="Trade">The newest one seen when it joined: later ones come as deltas. Null when none was.</param>
    internal sealed record Joined(
        MarketEvent? Quote, long QuoteVersion, MarketEvent? Trade, long TradeVersion, long BarVersion, long DepthVersion, MarketEvent[] Recent);
}
