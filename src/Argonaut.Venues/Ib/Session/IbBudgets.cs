using System.Collections.Immutable;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Recording;

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// A number of subscriptions that a gateway keeps at the same time. The setting is where we stop by ourselves; a refusal teaches less
/// for the rest of the connection, and now and then one more is tried, because others may use less by then (ib-tws-protocol.md 4.3).
/// Owned by the session's loop; times are monotonic.
/// </summary>
internal sealed class IbBudget(string name, int limit)
{
    /// <summary>How long a lesson holds before one more is tried.</summary>
    public static readonly TimeSpan ProbeAfter = TimeSpan.FromMinutes(5);

    private int _learnt = int.MaxValue;
    private TimeSpan _probeAt;

    public int Used { get; private set; }

    public int Limit => Math.Min(limit, _learnt);

    public bool HasRoom => Used < Limit;

    public void Take() => Used++;

    public void Release() => Used--;

    /// <summary>The gateway refused one that <see cref="Used"/> counts.</summary>
    public void LearnRefusal(TimeSpan now)
    {
        _learnt = Math.Max(0, Math.Min(Limit, Used - 1));
        _probeAt = now + ProbeAfter;
    }

    /// <summary>Makes room for one more when the lesson is old: the gateway may take it now, or refuses and teaches again.</summary>
    public bool TryProbe(TimeSpan now)
    {
        if (_learnt >= limit || now < _probeAt) return false;
        _learnt = Math.Min(limit, Used + 1);
        _probeAt = now + ProbeAfter;
        return true;
    }

    public BudgetNote ToNote() => new(Used, _learnt, _probeAt.Ticks);

    /// <summary>Goes on as a recording did.</summary>
    public void Restore(BudgetNote note) => (Used, _learnt, _probeAt) = (note.Used, note.Learnt, TimeSpan.FromTicks(note.ProbeAt));

    public FeedBudget Snapshot() => new(name, Used, Limit, _learnt < limit);
}

/// <summary>The budgets of one connection: every stream takes a line, tick-by-tick and depth have their own number besides.</summary>
internal sealed class IbBudgets(IbOptions options)
{
    public IbBudget Lines { get; } = new(FeedBudget.MarketDataLines, options.MarketDataLines);

    public IbBudget Depth { get; } = new("market_depth", options.MarketDepthBudget);

    public IbBudget TickByTick { get; } = new("tick_by_tick", options.TickByTickBudget);

    public ImmutableArray<FeedBudget> Snapshot() => [Lines.Snapshot(), Depth.Snapshot(), TickByTick.Snapshot()];
}
