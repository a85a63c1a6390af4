using System.Collections.Immutable;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres.Packing;

namespace Argonaut.Postgres.Store;

/// <summary>The last ticks of one instrument and kind in the order of pages, each once. One caller at a time.</summary>
internal sealed class RecentWindow(long created)
{
    private const int Most = 2 * RecentTicks.MaxPage;

    private readonly List<MarketEvent> _ticks = [];
    private bool _isAll;

    /// <summary>True: every stored tick from the first one here on is here. False: only what was committed since it was made.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>Stamp of the last tick that was added, at first of its making.</summary>
    public long Touched { get; private set; } = created;

    /// <param name="last">The last stored ticks, latest first, read after the window was made.</param>
    /// <param name="isAll">There are none before them.</param>
    public void Begin(ImmutableArray<MarketEvent> last, bool isAll)
    {
        if (IsBegun) return;
        var since = _ticks.ToArray();
        _ticks.Clear();
        _ticks.AddRange(last);
        _ticks.Reverse();
        (IsBegun, _isAll) = (true, isAll);
        foreach (var tick in since) Insert(tick);
        Trim();
    }

    public void Add(in MarketEvent tick, long now)
    {
        Touched = now;
        if (!IsBegun)
        {
            _ticks.Add(tick);
            return;
        }

        Insert(tick);
        Trim();
    }

    /// <summary>Null when it reaches further back than the window.</summary>
    public ImmutableArray<MarketEvent>? TryRead(TickQuery query)
    {
        if (!IsBegun) return null;
        var page = ImmutableArray.CreateBuilder<MarketEvent>(Math.Min(query.Limit, _ticks.Count));
        for (var i = _ticks.Count - 1; i >= 0 && page.Count < query.Limit; i--)
        {
            var at = _ticks[i].TsEvent;
            if (at < query.From) return page.DrainToImmutable();
            if (at < query.To) page.Add(_ticks[i]);
        }

        return page.Count == query.Limit || _isAll ? page.DrainToImmutable() : null;
    }

    private void Insert(in MarketEvent tick)
    {
        var at = _ticks.Count;
        while (at > 0 && TickOrder.ByEvent(_ticks[at - 1], tick) > 0) at--;
        if (at > 0 && TickOrder.ByEvent(_ticks[at - 1], tick) == 0) return;
        // Before the first one there may be others that are not here.
        if (at > 0 || _isAll) _ticks.Insert(at, tick);
    }

    private void Trim()
    {
        if (_ticks.Count <= Most) return;
        _ticks.RemoveRange(0, _ticks.Count - RecentTicks.MaxPage);
        _isAll = false;
    }
}
