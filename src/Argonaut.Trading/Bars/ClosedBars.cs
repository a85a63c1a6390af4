using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Trading.Bars;

/// <summary>The last closed bars of one timeframe, sorted by open. Intervals from <see cref="KnownFrom"/> on that are not here had no tick.</summary>
internal sealed class ClosedBars(int capacity, long knownFrom)
{
    private Entry[] _entries = [];
    private int _count;

    /// <summary>An interval that opens before this may have a bar that is no longer here.</summary>
    public long KnownFrom { get; private set; } = knownFrom;

    /// <summary>The bar of this open, or a null reference.</summary>
    public ref Entry Find(long open)
    {
        for (var i = _count - 1; i >= 0 && _entries[i].Open >= open; i--)
            if (_entries[i].Open == open) return ref _entries[i];
        return ref System.Runtime.CompilerServices.Unsafe.NullRef<Entry>();
    }

    /// <summary>Keeps a bar that is not here yet; the oldest leaves when there is no room.</summary>
    public void Insert(in Entry entry, long close, Timeframe timeframe)
    {
        if (_entries.Length == 0) _entries = new Entry[capacity];
        if (_count == capacity)
        {
            if (entry.Open < _entries[0].Open)
            {
                KnownFrom = Math.Max(KnownFrom, close);
                return;
            }

            KnownFrom = Math.Max(KnownFrom, timeframe.CloseOf(new UnixNanos(_entries[0].Open)).Value);
            Array.Copy(_entries, 1, _entries, 0, --_count);
        }

        var at = _count;
        for (; at > 0 && _entries[at - 1].Open > entry.Open; at--) _entries[at] = _entries[at - 1];
        _entries[at] = entry;
        _count++;
    }

    internal struct Entry
    {
        public long Open;
        public int Revision;
        public BarPart Part;
    }
}
