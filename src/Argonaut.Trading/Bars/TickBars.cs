using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;

namespace Argonaut.Trading.Bars;

/// <summary>
/// The bars of one price and one timeframe of an instrument out of ticks in any order: those of prices that <see cref="BarBuilder"/> is not
/// asked for. A bar equals what a builder from the same ticks makes. One caller at a time.
/// </summary>
/// <param name="instrument">Whose ticks are added.</param>
/// <param name="priceType">Which price the bars are of.</param>
/// <param name="timeframe">The length of the bars.</param>
/// <param name="from">Ticks of intervals that open earlier are left out: their other ticks are not known.</param>
public sealed class TickBars(InstrumentKey instrument, PriceType priceType, Timeframe timeframe, UnixNanos from)
{
    private readonly SortedDictionary<long, Interval> _intervals = [];
    private UnixNanos _from = from;
    private Interval? _last;

    /// <summary>The kind of tick the bars are made of.</summary>
    public MarketEventKind TickKind => KindOf(priceType);

    /// <summary>Intervals that end here or earlier are closed.</summary>
    public UnixNanos Frontier { get; private set; }

    /// <summary>Intervals that have a tick.</summary>
    public int Count => _intervals.Count;

    /// <summary>Oldest first.</summary>
    public IEnumerable<Bar> Bars => _intervals.Values.Select(BarOf);

    public static MarketEventKind KindOf(PriceType priceType) => priceType == PriceType.Last ? MarketEventKind.Trade : MarketEventKind.Quote;

    /// <summary>The closed bar that the tick made or revised; null when its interval is open, unknown, or the tick is of another kind.</summary>
    public Bar? Add(in MarketEvent tick)
    {
        if (tick.Kind != TickKind) return null;
        var interval = _last is { } last && tick.TsEvent.Value >= last.Open && tick.TsEvent.Value < last.Close ? last : Find(timeframe.OpenOf(tick.TsEvent));
        if (interval is null) return null;
        _last = interval;
        var isNew = interval.Part.IsEmpty;
        interval.Part.Add(BarPart.OfTick(tick, priceType));
        if (!IsClosed(interval)) return null;
        if (!isNew) interval.Revision++;
        return BarOf(interval);
    }

    /// <summary>Closes what ends at <paramref name="to"/> or earlier. Going back has no effect.</summary>
    /// <param name="to">The time now.</param>
    /// <param name="closed">Receives the bars that this closed, oldest first.</param>
    public void Advance(UnixNanos to, ICollection<Bar> closed)
    {
        if (to <= Frontier) return;
        var before = Frontier;
        Frontier = to;
        foreach (var interval in _intervals.Values)
            if (interval.Close > before.Value && IsClosed(interval)) closed.Add(BarOf(interval));
    }

    /// <summary>False when the interval that is open has no tick.</summary>
    public bool TryGetOpen(out Bar bar)
    {
        bar = default;
        if (!_intervals.TryGetValue(timeframe.OpenOf(Frontier).Value, out var interval)) return false;
        bar = BarOf(interval);
        return true;
    }

    /// <summary>Keeps the newest intervals; ticks of those before are left out from now on.</summary>
    public void Keep(int count)
    {
        while (_intervals.Count > count)
        {
            var oldest = _intervals.First().Value;
            _intervals.Remove(oldest.Open);
            _from = new UnixNanos(oldest.Close);
            if (_last == oldest) _last = null;
        }
    }

    private Interval? Find(UnixNanos open)
    {
        if (open < _from) return null;
        if (!_intervals.TryGetValue(open.Value, out var interval))
            _intervals[open.Value] = interval = new Interval { Open = open.Value, Close = timeframe.CloseOf(open).Value };
        return interval;
    }

    private bool IsClosed(Interval interval) => interval.Close <= Frontier.Value;

    private Bar BarOf(Interval interval) => interval.Part.ToBar(instrument, timeframe, interval.Open, IsClosed(interval), interval.Revision);

    private sealed class Interval
    {
        public required long Open { get; init; }

        public required long Close { get; init; }

        public int Revision { get; set; }

        public BarPart Part;
    }
}
