using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Ports;

/// <summary>
/// What a person asks to be filled: the gaps of the range and, before the first recorded tick, the range itself. Gaps that were given up
/// are tried again; explained ones are not.
/// </summary>
/// <param name="Kinds">Trades, quotes or both.</param>
public sealed record BackfillOrder(InstrumentKey Instrument, ImmutableArray<MarketEventKind> Kinds, UnixNanos From, UnixNanos To);

/// <param name="Fraction">0 to 1, of the time to be filled.</param>
public readonly record struct BackfillProgress(double Fraction, long Ticks);

/// <param name="Gaps">How many were tried.</param>
/// <param name="Problems">Of those that are not filled, one sentence each.</param>
public sealed record BackfillResult(int Gaps, int Filled, int Unfillable, long Ticks, ImmutableArray<string> Problems);

/// <summary>Fills gaps when a person asks. What nobody asks for is filled as well, by itself.</summary>
public interface IBackfill
{
    /// <summary>Runs until every gap of the order is filled or given up. Cancelling keeps what is stored; the rest stays open.</summary>
    /// <exception cref="FeedUnavailableException">The source is not connected.</exception>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<BackfillResult> RunAsync(BackfillOrder order, IProgress<BackfillProgress> progress, CancellationToken ct);

    /// <summary>How many gaps an order would try, and how much time they are; nothing is changed.</summary>
    Task<(int Gaps, TimeSpan Time)> PlanAsync(BackfillOrder order, CancellationToken ct);

    /// <summary>A person says why there is no data. Null when there is no such gap; a gap that is being filled is left alone and returned as it is.</summary>
    Task<Gap?> ExplainAsync(long gapId, string explanation, CancellationToken ct);
}
