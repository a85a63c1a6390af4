using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Quality;

namespace Argonaut.Ports;

/// <summary>
/// What was found about the quality of market data, with the ticks that were refused. Every method may throw
/// <see cref="StoreUnavailableException"/>: the caller may try again. Safe from any thread.
/// </summary>
public interface IQualityStore
{
    /// <summary>Stores counts and findings in one transaction. Doing it twice with the same batch is the same as once.</summary>
    Task SaveAsync(QualityBatch batch, CancellationToken ct);

    /// <summary>Sums of whole hours that touch <c>[from, to)</c>, by instrument, kind and rule.</summary>
    Task<ImmutableArray<QualityTotal>> TotalsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, CancellationToken ct);

    /// <summary>Findings, newest first.</summary>
    Task<ImmutableArray<QualityFinding>> ReadAsync(QualityQuery query, CancellationToken ct);
}

/// <param name="Run">Tells processes apart: the start of this one, nanoseconds.</param>
public sealed record QualityBatch(long Run, ImmutableArray<QualityCount> Counts, ImmutableArray<QualityFinding> Findings)
{
    public bool IsEmpty => Counts.IsEmpty && Findings.IsEmpty;
}

/// <summary>How often a rule applied to a line in a part of an hour of one run. A later count of the same part replaces it.</summary>
/// <param name="Instrument">0: of no instrument.</param>
/// <param name="Kind">0: of no kind.</param>
/// <param name="Kept">How many of them are findings.</param>
/// <param name="Part">Tells the counts of one hour apart that were begun anew.</param>
public sealed record QualityCount(
    UnixNanos Hour, InstrumentKey Instrument, MarketEventKind Kind, QualityRule Rule, long Count, long Kept, UnixNanos First, UnixNanos Last, long Part);

/// <param name="Rule">By its id: an older version may have had other rules.</param>
public sealed record QualityTotal(
    InstrumentKey Instrument, MarketEventKind Kind, string Rule, long Count, long Kept, UnixNanos First, UnixNanos Last);

/// <summary>One case in which a rule applied.</summary>
public sealed record QualityFinding
{
    /// <summary>Of the process that found it; with <see cref="Number"/> its identity.</summary>
    public required long Run { get; init; }

    /// <summary>1 and up, in the order of finding.</summary>
    public required long Number { get; init; }

    /// <summary><c>ts_init</c> of the tick, or when it was found.</summary>
    public required UnixNanos At { get; init; }

    /// <summary>0: of no instrument.</summary>
    public required InstrumentKey Instrument { get; init; }

    /// <summary>0: of no kind.</summary>
    public required MarketEventKind Kind { get; init; }

    /// <summary>Id of the rule.</summary>
    public required string Rule { get; init; }

    public required QualityAction Action { get; init; }

    /// <summary>The tick as it was read; null when it could not be, or there is none.</summary>
    public MarketEvent? Tick { get; init; }

    /// <summary>The source's bytes, at most <see cref="MostRaw"/>; empty where the tick says all.</summary>
    public ImmutableArray<byte> Raw { get; init; } = [];

    /// <summary>A sentence, where numbers do not say it.</summary>
    public string Detail { get; init; } = "";

    public const int MostRaw = 512;
}

/// <param name="Actions">Empty: all.</param>
/// <param name="Rules">Ids; empty: all.</param>
/// <param name="Before">The last of the page before; null: the newest.</param>
public sealed record QualityQuery(
    InstrumentKey? Instrument,
    ImmutableArray<QualityAction> Actions,
    ImmutableArray<string> Rules,
    UnixNanos From,
    UnixNanos To,
    int Limit,
    QualityPlace? Before = null);

/// <summary>The place of a finding in the order of reads.</summary>
public sealed record QualityPlace(UnixNanos At, long Run, long Number);
