using System.Collections.Immutable;
using Argonaut.Domain.Data;

namespace Argonaut.Ports;

/// <summary>
/// What became of the ticks of one kind since the process started (api.md A-080):
/// <c>Received = Acknowledged + Rejected + Duplicate + Conflated + InFlight</c> at every read.
/// </summary>
/// <param name="Acknowledged">Durable: committed by the store, or written through to the spool.</param>
/// <param name="InFlight">Received and not yet durable.</param>
/// <param name="Spooled">Durable in the spool and not yet in the store, also of earlier processes; not a part of the sum.</param>
/// <param name="RejectedByReason">Adds up to <paramref name="Rejected"/>.</param>
public sealed record TickCounters(
    MarketEventKind Kind,
    long Received,
    long Acknowledged,
    long Rejected,
    long Duplicate,
    long Conflated,
    long InFlight,
    long Spooled,
    ImmutableDictionary<string, long> RejectedByReason)
{
    public bool IsBalanced => Received == Acknowledged + Rejected + Duplicate + Conflated + InFlight;

    public static TickCounters Zero(MarketEventKind kind) => new(kind, 0, 0, 0, 0, 0, 0, 0, ImmutableDictionary<string, long>.Empty);
}
