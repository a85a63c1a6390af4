using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;

namespace Argonaut.Live.Storing;

/// <summary>What one transaction will store. Reused; its arrays grow to the largest load and stay.</summary>
internal sealed class StoreLoad
{
    private const int FirstCapacity = 1_024;

    private readonly Dictionary<(int Instrument, int Timeframe, long Open), int> _barAt = [];
    private readonly List<Bar> _bars = [];
    private MarketEvent[] _trades = new MarketEvent[FirstCapacity];
    private MarketEvent[] _quotes = new MarketEvent[FirstCapacity];

    public int TradeCount { get; private set; }

    public int QuoteCount { get; private set; }

    public int TickCount => TradeCount + QuoteCount;

    public List<Gap> Gaps { get; } = [];

    /// <summary>Completed when the store has this load.</summary>
    public List<TaskCompletionSource> Waiting { get; } = [];

    public bool HasRows => TickCount > 0 || _bars.Count > 0 || Gaps.Count > 0;

    public bool IsEmpty => !HasRows && Waiting.Count == 0;

    public ReadOnlySpan<MarketEvent> Trades => _trades.AsSpan(0, TradeCount);

    public ReadOnlySpan<MarketEvent> Quotes => _quotes.AsSpan(0, QuoteCount);

    public void Add(in MarketEvent tick)
    {
        if (tick.Kind == MarketEventKind.Trade)
        {
            if (TradeCount == _trades.Length) Array.Resize(ref _trades, TradeCount * 2);
            _trades[TradeCount++] = tick;
        }
        else
        {
            if (QuoteCount == _quotes.Length) Array.Resize(ref _quotes, QuoteCount * 2);
            _quotes[QuoteCount++] = tick;
        }
    }

    /// <summary>A later revision replaces the one that waits.</summary>
    public void Add(in Bar bar)
    {
        var key = (bar.Instrument.Value, bar.Timeframe.Index, bar.TsOpen.Value);
        if (_barAt.TryGetValue(key, out var at))
        {
            _bars[at] = bar;
            return;
        }

        _barAt.Add(key, _bars.Count);
        _bars.Add(bar);
    }

    /// <summary>As <see cref="Add(in Bar)"/>, but a bar of ticks that already waits is newer and stays.</summary>
    public void AddBehind(in Bar bar)
    {
        if (!_barAt.ContainsKey((bar.Instrument.Value, bar.Timeframe.Index, bar.TsOpen.Value))) Add(bar);
    }

    /// <summary>Ticks that were numbered before the store had said the number of their stream get it.</summary>
    public void SetStreams(SpoolReplay replay)
    {
        if (TradeCount > 0 && _trades[0].Stream == 0) SetStream(_trades.AsSpan(0, TradeCount), replay.StreamOf(MarketEventKind.Trade));
        if (QuoteCount > 0 && _quotes[0].Stream == 0) SetStream(_quotes.AsSpan(0, QuoteCount), replay.StreamOf(MarketEventKind.Quote));
    }

    public StoreBatch ToBatch() => new()
    {
        Trades = _trades.AsMemory(0, TradeCount),
        Quotes = _quotes.AsMemory(0, QuoteCount),
        Bars = _bars,
        Gaps = Gaps,
    };

    public void Clear()
    {
        TradeCount = 0;
        QuoteCount = 0;
        _bars.Clear();
        _barAt.Clear();
        Gaps.Clear();
        Waiting.Clear();
    }

    private static void SetStream(Span<MarketEvent> ticks, int stream)
    {
        foreach (ref var tick in ticks) tick = tick with { Stream = stream };
    }
}
