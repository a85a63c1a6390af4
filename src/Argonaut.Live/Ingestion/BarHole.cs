using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Live.Ingestion;

/// <summary>
/// A time for which an instrument's bars come from the source's history: ticks of it are held back until history has answered, because
/// it may contain them. <c>[From, To)</c>, whole seconds; <see cref="To"/> is open (MaxValue) until ticks flow.
/// </summary>
internal sealed class BarHole(UnixNanos from, UnixNanos to, bool isFirst)
{
    public const int MaxHeldTicks = 10_000;

    public UnixNanos From { get; } = from;

    public UnixNanos To { get; set; } = to;

    /// <summary>When it was found, for one that ended long before.</summary>
    public UnixNanos FoundAt { get; init; }

    /// <summary>
    /// Its history is planned as of this time, whenever a worker gets to it: what is asked depends on stamps alone, so a replay asks the same.
    /// </summary>
    public UnixNanos KnownAt => FoundAt > To ? FoundAt : To;

    /// <summary>Nothing is known before it: it reaches back as far as history is wanted.</summary>
    public bool IsFirst { get; } = isFirst;

    /// <summary>Seconds for which history spoke: their ticks are in its bars. Null until it has answered.</summary>
    public Func<UnixNanos, bool>? Covered { get; set; }

    public bool IsFilled => Covered is not null;

    /// <summary>Ticks of it that arrived before history did; they count where history has nothing.</summary>
    public List<MarketEvent> Held { get; } = [];

    public bool Contains(UnixNanos at) => at >= From && at < To;
}
