using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Ports;

/// <summary>How ingestion does: what became of every tick, and how long it took.</summary>
/// <param name="Kinds">One of each kind of tick.</param>
/// <param name="QueueCapacity">Ticks that may be in flight.</param>
/// <param name="StoreProblem">Why the store takes no data at the moment; null when it does.</param>
public sealed record IngestCounters(
    ImmutableArray<TickCounters> Kinds,
    double ReceivedPerSecond,
    TimeSpan AcknowledgeLagP50,
    TimeSpan AcknowledgeLagP99,
    TimeSpan AcknowledgeLagMax,
    long QueueCapacity,
    UnixNanos LastCommit,
    StoreDiagnosis? StoreProblem,
    SpoolStatus Spool)
{
    public long Received => Kinds.Sum(k => k.Received);

    public long Acknowledged => Kinds.Sum(k => k.Acknowledged);

    public long Rejected => Kinds.Sum(k => k.Rejected);

    public long Duplicate => Kinds.Sum(k => k.Duplicate);

    public long Conflated => Kinds.Sum(k => k.Conflated);

    public long InFlight => Kinds.Sum(k => k.InFlight);

    public long Spooled => Kinds.Sum(k => k.Spooled);

    public bool IsBalanced => Kinds.All(k => k.IsBalanced);

    public ImmutableDictionary<string, long> RejectedByReason => Kinds.SelectMany(k => k.RejectedByReason)
        .GroupBy(r => r.Key, StringComparer.Ordinal).ToImmutableDictionary(g => g.Key, g => g.Sum(r => r.Value), StringComparer.Ordinal);

    /// <summary>Zeros for a kind that is not counted here.</summary>
    public TickCounters Of(MarketEventKind kind) => Kinds.FirstOrDefault(k => k.Kind == kind) ?? TickCounters.Zero(kind);
}
