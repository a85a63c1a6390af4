using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;

namespace Argonaut.Trading.Bars;

/// <summary>
/// Builds the twenty timeframes of one instrument. A bar equals what a query over the ticks of <c>[open, close)</c> in order
/// (ts_init, stream, seq) gives, whatever the order in which ticks and time arrive: a tick of a closed interval makes a new revision.
/// LAST bars come from trades; MID, BID and ASK bars come from quotes, with volume 0 and no trade count.
/// </summary>
/// <remarks>
/// A tick of the current second touches that second only. The second is added to the longer bars when it closes. At most 80 closed bars
/// are kept (about 12 KiB): the last 24 seconds that had ticks, the last two or three of long timeframes. One caller at a time.
/// </remarks>
public sealed class BarBuilder
{
    private const int Count = 20;

    /// <summary>How many closed bars are kept, by timeframe.</summary>
    private static readonly byte[] Kept = [24, 6, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 3, 2, 2];

    private readonly InstrumentKey _instrument;
    private readonly PriceType _priceType;
    private readonly ClosedBars[] _closed = new ClosedBars[Count];
    private readonly BarPart[] _parts = new BarPart[Count];
    private readonly long[] _opens = new long[Count];
    private readonly long[] _closes = new long[Count];
    private BarPart _second;

    /// <param name="instrument">Whose ticks are added.</param>
    /// <param name="priceType">Which price its bars are of.</param>
    /// <param name="from">Everything before this is unknown to the builder; cut to the whole second.</param>
    public BarBuilder(InstrumentKey instrument, PriceType priceType, UnixNanos from)
    {
        _instrument = instrument;
        _priceType = priceType;
        for (var i = 0; i < Count; i++)
        {
            Open(i, from);
            _closed[i] = new ClosedBars(Kept[i], _opens[0]);
        }
    }

    /// <summary>The kind of tick the bars are made of.</summary>
    public MarketEventKind TickKind => TickBars.KindOf(_priceType);

    public InstrumentKey Instrument => _instrument;

    /// <summary>All intervals that end here or earlier are closed. A whole second.</summary>
    public UnixNanos Frontier => new(_opens[0]);

    /// <summary>The end of the first open interval that has a tick; the end of time when none has.</summary>
    public UnixNanos NextClose
    {
        get
        {
            if (!_second.IsEmpty) return new UnixNanos(_closes[0]);
            var next = long.MaxValue;
            for (var i = 0; i < Count; i++)
                if (!_parts[i].IsEmpty) next = Math.Min(next, _closes[i]);
            return new UnixNanos(next);
        }
    }

    /// <summary>Adds a tick of <see cref="TickKind"/>; others are ignored.</summary>
    public void Add(in MarketEvent tick, BarChanges changes)
    {
        if (tick.Kind != TickKind) return;
        var part = BarPart.OfTick(tick, _priceType);
        var at = tick.TsEvent.Value;
        if (at >= _closes[0]) Advance(tick.TsEvent, changes);
        if (at >= _opens[0])
        {
            _second.Add(part);
            return;
        }

        for (var i = 0; i < Count; i++) AddBehind(i, at, part, isWhole: false, changes);
    }

    /// <summary>Closes every interval that ends at <paramref name="to"/> or earlier. Going back has no effect.</summary>
    public void Advance(UnixNanos to, BarChanges changes)
    {
        if (to.Value < _closes[0]) return;
        if (!_second.IsEmpty)
        {
            for (var i = 1; i < Count; i++) _parts[i].Add(_second);
            _parts[0] = _second;
            _second = default;
        }

        var second = Timeframe.Second1.OpenOf(to);
        var before = changes.Closed.Count;
        for (var i = 0; i < Count; i++)
        {
            if (_closes[i] > second.Value) continue;
            if (!_parts[i].IsEmpty)
            {
                Keep(i, _opens[i], _parts[i], changes);
                _parts[i] = default;
            }

            Open(i, second);
        }

        OrderByClose(CollectionsMarshal.AsSpan(changes.Closed)[before..]);
    }

    /// <summary>
    /// Adds a part of one interval of <paramref name="timeframe"/> (history, or bars that were stored) to that timeframe alone.
    /// The part must not contain ticks that were added.
    /// </summary>
    /// <param name="timeframe">One interval of it contains the part.</param>
    /// <param name="part">A bar of this or a shorter timeframe, or a part of one; must end at <see cref="Frontier"/> or earlier.</param>
    /// <param name="isWhole">The part is all there is of its interval.</param>
    /// <param name="changes">Receives the closed bar that it makes or revises.</param>
    public void AddPart(Timeframe timeframe, in Bar part, bool isWhole, BarChanges changes)
    {
        if (part.TsOpen >= Frontier)
            throw new ArgumentException($"Expected a part before {Frontier}, found one at {part.TsOpen}.", nameof(part));
        AddBehind(timeframe.Index, part.TsOpen.Value, BarPart.Of(part), isWhole, changes);
    }

    /// <summary>What the open bar is made of; see <see cref="OpenBar"/> for the use from other threads.</summary>
    public OpenBar CopyOpen(Timeframe timeframe) =>
        new(_instrument, timeframe, _opens[timeframe.Index], timeframe.Index == 0 ? default : _parts[timeframe.Index], _second);

    /// <summary>False when the open interval has no tick.</summary>
    public bool TryGetOpen(Timeframe timeframe, out Bar bar) => CopyOpen(timeframe).TryGet(out bar);

    /// <summary>After a stall many intervals end together: they are told in the order of their ends, shorter ones first. Few, and mostly in order.</summary>
    private static void OrderByClose(Span<Bar> closed)
    {
        for (var i = 1; i < closed.Length; i++)
            for (var at = i; at > 0 && closed[at - 1].TsEvent > closed[at].TsEvent; at--) (closed[at - 1], closed[at]) = (closed[at], closed[at - 1]);
    }

    private void AddBehind(int index, long at, in BarPart part, bool isWhole, BarChanges changes)
    {
        if (at >= _opens[index])
        {
            _parts[index].Add(part);
            return;
        }

        var timeframe = Timeframe.FromIndex(index);
        var open = timeframe.OpenOf(new UnixNanos(at)).Value;
        ref var entry = ref _closed[index].Find(open);
        if (!Unsafe.IsNullRef(ref entry))
        {
            entry.Part.Add(part);
            entry.Revision++;
            changes.Closed.Add(entry.Part.ToBar(_instrument, timeframe, open, isClosed: true, entry.Revision));
        }
        else if (open >= _closed[index].KnownFrom)
            Keep(index, open, part, changes);
        else if (isWhole)
            changes.Closed.Add(part.ToBar(_instrument, timeframe, open, isClosed: true, revision: 0));
        else
            changes.Stale.Add(new StaleInterval(_instrument, timeframe, new UnixNanos(open)));
    }

    private void Keep(int index, long open, in BarPart part, BarChanges changes)
    {
        var timeframe = Timeframe.FromIndex(index);
        changes.Closed.Add(part.ToBar(_instrument, timeframe, open, isClosed: true, revision: 0));
        _closed[index].Insert(new ClosedBars.Entry { Open = open, Part = part }, timeframe.CloseOf(new UnixNanos(open)).Value, timeframe);
    }

    private void Open(int index, UnixNanos at)
    {
        var timeframe = Timeframe.FromIndex(index);
        var open = timeframe.OpenOf(at);
        _opens[index] = open.Value;
        _closes[index] = timeframe.CloseOf(open).Value;
    }
}
