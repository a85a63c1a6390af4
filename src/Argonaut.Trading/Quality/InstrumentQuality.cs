using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Trading.Quality;

/// <summary>Everything that is kept of an instrument to judge its ticks: about a kilobyte. One caller at a time.</summary>
public sealed class InstrumentQuality(Instrument instrument)
{
    private readonly LineQuality _trades = new();
    private readonly LineQuality _quotes = new();
    private InstrumentRules _rules = new(instrument);
    private CrossWatch _cross;

    /// <summary>Null while its quotes are not crossed for long.</summary>
    public UnixNanos? SuspectSince => _cross.SuspectSince;

    /// <summary>Takes over a new definition.</summary>
    public void Renew(Instrument instrument)
    {
        if (!ReferenceEquals(_rules.Instrument, instrument)) _rules = new InstrumentRules(instrument);
    }

    /// <summary>Judges a tick and remembers it.</summary>
    /// <param name="tick">As the source gave it.</param>
    /// <param name="context">What is known beside the instrument.</param>
    /// <param name="maxDifference">Nanoseconds that <c>ts_event</c> may be from <c>ts_init</c>.</param>
    /// <param name="marks">Flags it deserves, as a set of <see cref="QualityRules.Bit"/>; of an accepted tick.</param>
    /// <param name="hasChanged">The instrument became suspect, or stopped being so.</param>
    /// <returns>None: the tick is accepted. Otherwise why not.</returns>
    public QualityRule Check(in MarketEvent tick, in QualityContext context, long maxDifference, out uint marks, out bool hasChanged)
    {
        (marks, hasChanged) = (0, false);
        var wrong = _rules.Check(tick, maxDifference);
        if (wrong != QualityRule.None) return wrong;
        // A book may be crossed while it changes, and its flags are those of its format: nothing is marked.
        if (tick.Kind == MarketEventKind.BookDelta) return QualityRule.None;
        var isQuote = tick.Kind == MarketEventKind.Quote;
        var line = isQuote ? _quotes : _trades;
        if (line.IsDuplicate(tick)) return QualityRule.Duplicate;
        marks = _rules.Mark(tick) | line.Mark(tick, context);
        if (isQuote) hasChanged = _cross.Quote(tick.A > tick.B, context.Now);
        return QualityRule.None;
    }

    /// <summary>When <see cref="Pass"/> will do something; the end of time when it will not.</summary>
    public UnixNanos DueAt => _cross.DueAt;

    /// <summary>Time passes. True when the instrument became suspect.</summary>
    public bool Pass(UnixNanos now) => _cross.Pass(now);
}
