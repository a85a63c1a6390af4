using System.Collections.Immutable;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;

namespace Argonaut.Server.Stream;

/// <summary>
/// What the hub keeps of one instrument. The ingestion loop writes, the dispatcher drains, clients read; all of it under one short lock.
/// </summary>
internal sealed class MarketSlot
{
    private const int RecentTrades = 512;
    private const int MostPending = 8_192;

    private readonly Lock _gate = new();
    private readonly List<MarketEvent> _pendingTrades = [];
    private readonly List<Bar> _pendingBars = [];
    private MarketEvent[]? _recent;
    private MarketEvent? _firstTrade;
    private long _tradeCount;
    private MarketEvent _quote;
    private long _quoteVersion;
    private long _barVersion;
    private long _depthVersion;
    private long _droppedTrades;
    private bool _isScheduled;
    private bool _quoteChanged;
    private bool _depthChanged;
    private MarketEventKind _barKind = MarketEventKind.Trade;
    private (long Version, StreamBody Body) _quoteBody;
    private ImmutableArray<Subscription> _quotes = [];
    private ImmutableArray<Subscription> _trades = [];
    private ImmutableArray<Subscription> _bars = [];
    private ImmutableArray<Subscription> _depth = [];

    /// <summary>True when the dispatcher has to be told.</summary>
    public bool Take(in MarketEvent tick)
    {
        lock (_gate)
        {
            if (tick.Kind == MarketEventKind.BookDelta)
            {
                if (!tick.BookDelta.IsLast) return false;
                _depthVersion++;
                return MarkDepth();
            }

            if (tick.Kind == MarketEventKind.Quote)
            {
                _quote = tick;
                _quoteVersion++;
                _quoteChanged = true;
            }
            else
            {
                _recent ??= new MarketEvent[RecentTrades];
                _firstTrade ??= tick;
                _recent[_tradeCount++ % RecentTrades] = tick;
                if (!_trades.IsEmpty)
                {
                    if (_pendingTrades.Count < MostPending) _pendingTrades.Add(tick);
                    else _droppedTrades++;
                }
            }

            if (tick.Kind == _barKind) _barVersion++;
            var isWanted = !_bars.IsEmpty || (tick.Kind == MarketEventKind.Quote ? !_quotes.IsEmpty : !_trades.IsEmpty);
            return isWanted && Schedule();
        }
    }

    /// <summary>What is said of the line that brings the book may be new. True when the dispatcher has to be told.</summary>
    public bool TakeLineChange()
    {
        lock (_gate) return MarkDepth();
    }

    public bool Take(in Bar closed)
    {
        lock (_gate)
        {
            if (_bars.IsEmpty || _pendingBars.Count >= MostPending) return false;
            _pendingBars.Add(closed);
            return Schedule();
        }
    }

    public Drained Drain()
    {
        lock (_gate)
        {
            _isScheduled = false;
            var drained = new Drained(
                _pendingTrades.Count == 0 ? [] : [.. _pendingTrades], _droppedTrades, _pendingBars.Count == 0 ? [] : [.. _pendingBars],
                _quoteChanged, _depthChanged, _quotes, _trades, _bars, _depth);
            _pendingTrades.Clear();
            _pendingBars.Clear();
            _droppedTrades = 0;
            _quoteChanged = false;
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
                case StreamChannel.Trades:
                    // What is pending belongs to those before: it is in the recent trades of the newcomer.
                    _trades = _trades.Add(subscription);
                    break;
                case StreamChannel.Depth:
                    _depth = _depth.Add(subscription);
                    break;
                default:
                    _barKind = barKind;
                    _bars = _bars.Add(subscription);
                    break;
            }

            var count = (int)Math.Min(Math.Min(_tradeCount, RecentTrades), subscription.SnapshotItems);
            var recent = new MarketEvent[count];
            for (var i = 0; i < count; i++) recent[i] = _recent![(_tradeCount - count + i) % RecentTrades];
            var last = _tradeCount == 0 ? (MarketEvent?)null : _recent![(_tradeCount - 1) % RecentTrades];
            return new Joined(_quoteVersion == 0 ? null : _quote, _quoteVersion, _barVersion, _depthVersion, recent, last, _pendingTrades.Count);
        }
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
            _trades = _trades.Remove(subscription);
            _bars = _bars.Remove(subscription);
            _depth = _depth.Remove(subscription);
        }
    }

    /// <summary>The latest quote serialised, made by whoever needs it first; null before the first.</summary>
    public (long Version, StreamBody Body)? LatestQuote(Func<MarketEvent, StreamBody> make)
    {
        lock (_gate)
        {
            if (_quoteVersion == 0) return null;
            if (_quoteBody.Version != _quoteVersion) _quoteBody = (_quoteVersion, make(_quote));
            return _quoteBody;
        }
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

    internal sealed record Drained(
        MarketEvent[] Trades,
        long DroppedTrades,
        Bar[] Bars,
        bool QuoteChanged,
        bool DepthChanged,
        ImmutableArray<Subscription> QuoteSubscriptions,
        ImmutableArray<Subscription> TradeSubscriptions,
        ImmutableArray<Subscription> BarSubscriptions,
        ImmutableArray<Subscription> DepthSubscriptions);

    /// <param name="LastTrade">The newest trade seen when it joined: later ones come as deltas. Null when none was.</param>
    /// <param name="PendingTrades">Trades at the end of <paramref name="Recent"/> that the next drain will bring again.</param>
    internal sealed record Joined(MarketEvent? Quote, long QuoteVersion, long BarVersion, long DepthVersion, MarketEvent[] Recent, MarketEvent? LastTrade, int PendingTrades);
}
