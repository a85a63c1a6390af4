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
    private MarketEvent[] _deltas = new MarketEvent[FirstCapacity];

    public int TradeCount { get; private set; }

    public int QuoteCount { get; private set; }

    public int DeltaCount { get; private set; }

    public int TickCount => TradeCount + QuoteCount + DeltaCount;

    public List<Gap> Gaps { get; } = [];

    /// <summary>Completed when the store has this load.</summary>
    public List<TaskCompletionSource> Waiting { get; } = [];

    public bool HasRows => TickCount > 0 || _bars.Count > 0 || Gaps.Count > 0;

    public bool IsEmpty => !HasRows && Waiting.Count == 0;

    public ReadOnlySpan<MarketEvent> Trades => _trades.AsSpan(0, TradeCount);

    public ReadOnlySpan<MarketEvent> Quotes => _quotes.AsSpan(0, QuoteCount);

    public ReadOnlySpan<MarketEvent> BookDeltas => _deltas.AsSpan(0, DeltaCount);

    public ReadOnlySpan<MarketEvent> Of(MarketEventKind kind) => kind switch
    {
        MarketEventKind.Trade => Trades,
        MarketEventKind.Quote => Quotes,
        MarketEventKind.BookDelta => BookDeltas,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Ticks are trades, quotes or book deltas."),
    };

    public void Add(in MarketEvent tick)
    {
        switch (tick.Kind)
        {
            case MarketEventKind.Trade:
                Append(ref _trades, TradeCount++, tick);
                break;
            case MarketEventKind.Quote:
                Append(ref _quotes, QuoteCount++, tick);
                break;
            case MarketEventKind.BookDelta:
                Append(ref _deltas, DeltaCount++, tick);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(tick), tick.Kind, "Ticks are trades, quotes or book deltas.");
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

    /// <summary>What was numbered before the store had said the number of its stream gets it.</summary>
    public void SetStreams(SpoolReplay replay)
    {
        SetStream(_trades.AsSpan(0, TradeCount), replay);
        SetStream(_quotes.AsSpan(0, QuoteCount), replay);
        SetStream(_deltas.AsSpan(0, DeltaCount), replay);
        for (var i = 0; i < Gaps.Count; i++)
            if (Gaps[i].Stream == 0) Gaps[i] = Gaps[i] with { Stream = replay.StreamOf(Gaps[i].Kind) };
    }

    public StoreBatch ToBatch() => new()
    {
        Trades = _trades.AsMemory(0, TradeCount),
        Quotes = _quotes.AsMemory(0, QuoteCount),
        BookDeltas = _deltas.AsMemory(0, DeltaCount),
        Bars = _bars,
        Gaps = Gaps,
    };

    public void Clear()
    {
        TradeCount = 0;
        QuoteCount = 0;
        DeltaCount = 0;
        _bars.Clear();
        _barAt.Clear();
        Gaps.Clear();
        Waiting.Clear();
    }

    private static void Append(ref MarketEvent[] ticks, int count, in MarketEvent tick)
    {
        if (count == ticks.Length) Array.Resize(ref ticks, count * 2);
        ticks[count] = tick;
    }

    private static void SetStream(Span<MarketEvent> ticks, SpoolReplay replay)
    {
        if (ticks.IsEmpty || ticks[0].Stream != 0) return;
        var stream = replay.StreamOf(ticks[0].Kind);
        foreach (ref var tick in ticks) tick = tick with { Stream = stream };
    }
}
