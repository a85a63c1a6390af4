using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Books;

namespace Argonaut.Live.Ingestion;

/// <summary>
/// An instrument's order book as its deltas make it. The ingestion loop writes whole updates; readers on other threads copy and look at the
/// version, so neither waits for the other.
/// </summary>
internal sealed class InstrumentBook
{
    private readonly LevelBook _book = new();
    private readonly List<MarketEvent> _update = [];
    private MarketEvent _last;
    private long _updates;
    private int _version;

    /// <summary>On the loop.</summary>
    public void Take(in MarketEvent delta)
    {
        _update.Add(delta);
        if (!delta.BookDelta.IsLast) return;
        Interlocked.Increment(ref _version);
        foreach (var change in _update) _book.Apply(change.BookDelta);
        _last = delta;
        _updates++;
        Volatile.Write(ref _version, _version + 1);
        _update.Clear();
    }

    /// <summary>After the last whole update; null before a source has shown the whole book. Safe from any thread.</summary>
    public OrderBook? Copy(int levels)
    {
        var wait = new SpinWait();
        while (true)
        {
            var version = Volatile.Read(ref _version);
            if ((version & 1) == 0)
            {
                var isKnown = _book.IsKnown;
                var (bids, asks) = _book.Copy(levels);
                var (last, updates) = (_last, _updates);
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _version) == version) return isKnown ? new OrderBook(bids, asks, updates, last.Sequence, last.TsEvent, last.TsInit) : null;
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }
    }
}
