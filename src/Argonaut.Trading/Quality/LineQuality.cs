using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Bars;

namespace Argonaut.Trading.Quality;

/// <summary>What is remembered of a line (an instrument's trades or quotes) to judge its next tick. One caller at a time.</summary>
public sealed class LineQuality
{
    private const int KeptIdentities = 64;

    /// <summary>A <c>ts_event</c> further ahead of our clock than this is in the future.</summary>
    private const long MostAhead = 5 * UnixNanos.PerSecond;

    private RecentTicks _recent;
    private SpikeWatch _spikes;
    private long _newest;
    private long[]? _identities;
    private int _nextIdentity;

    /// <summary>True when the source's own number of this tick was among the last of the line; remembers it.</summary>
    public bool IsDuplicate(in MarketEvent tick)
    {
        if (tick.Identity == 0) return false;
        _identities ??= new long[KeptIdentities];
        if (_identities.AsSpan().Contains(tick.Identity)) return true;
        _identities[_nextIdentity] = tick.Identity;
        _nextIdentity = (_nextIdentity + 1) % KeptIdentities;
        return false;
    }

    /// <summary>Which flags it deserves by what came before, as a set of <see cref="QualityRules.Bit"/>; remembers it.</summary>
    /// <param name="tick">That passed the rules of its instrument.</param>
    /// <param name="context">What is known beside the line.</param>
    public uint Mark(in MarketEvent tick, in QualityContext context)
    {
        var marks = 0u;
        var at = tick.TsEvent.Value;
        if (at - tick.TsInit.Value - context.SourceAhead > MostAhead) marks |= QualityRules.Bit(QualityRule.Ahead);
        else if (at > _newest) _newest = at;
        if (at < _newest) marks |= QualityRules.Bit(QualityRule.OutOfOrder);
        if (at < context.Frontier.Value) marks |= QualityRules.Bit(QualityRule.Late);
        if (_recent.Repeats(tick, context.Now)) marks |= QualityRules.Bit(QualityRule.Repeated);
        var reference = tick.Kind == MarketEventKind.Trade ? tick.A : MidPrice.Of(tick.A, tick.B);
        return _spikes.IsOutlier(reference, context.OutlierPercent) ? marks | QualityRules.Bit(QualityRule.Outlier) : marks;
    }
}
