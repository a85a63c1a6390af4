using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;

namespace Argonaut.Ports;

/// <summary>How far a stream is acknowledged; sequence 0 and time 0 when it is empty.</summary>
public sealed record StreamPosition(int Stream, long LastSequence, UnixNanos LastTsInit);

/// <summary>
/// What one transaction stores. Trades, quotes and book deltas are numbered and in sequence; each list holds one stream. Bars replace the stored
/// bar of the same instrument, timeframe and open.
/// </summary>
public sealed record StoreBatch
{
    public ReadOnlyMemory<MarketEvent> Trades { get; init; }

    public ReadOnlyMemory<MarketEvent> Quotes { get; init; }

    public ReadOnlyMemory<MarketEvent> BookDeltas { get; init; }

    public IReadOnlyList<Bar> Bars { get; init; } = [];

    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>A stored gap whose state and progress these ticks change.</summary>
    public Gap? FilledGap { get; init; }

    public TickTotals Ticks => new(Trades.Length, Quotes.Length, BookDeltas.Length);

    public ReadOnlyMemory<MarketEvent> Of(MarketEventKind kind) => kind switch
    {
        MarketEventKind.Trade => Trades,
        MarketEventKind.Quote => Quotes,
        MarketEventKind.BookDelta => BookDeltas,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Ticks are trades, quotes or book deltas."),
    };
}

/// <summary>What is recorded of an instrument.</summary>
public readonly record struct Recording(InstrumentKey Instrument, KindSet Kinds);

/// <summary>A page of ticks. <see cref="After"/> is the last row of the page before, exclusive, in the direction of the order.</summary>
public sealed record TickQuery(
    MarketEventKind Kind,
    InstrumentKey Instrument,
    UnixNanos From,
    UnixNanos To,
    int Limit,
    bool Descending = false,
    TickCursor? After = null)
{
    /// <summary>Only what was known then: received or, where it did not come from a line, stored by then. Null: all that is stored.</summary>
    public UnixNanos? KnownAt { get; init; }
}

/// <summary>The place of a tick in the order of reads.</summary>
public sealed record TickCursor(UnixNanos TsEvent, UnixNanos TsInit, int Stream, long Sequence);

public sealed record BarQuery(
    InstrumentKey Instrument,
    Timeframe Timeframe,
    UnixNanos From,
    UnixNanos To,
    int Limit,
    bool Descending = false);

/// <summary>Ticks or bars that did not come from a line: they carry the time they are of, and this tells when they came.</summary>
/// <param name="At">When they were stored.</param>
/// <param name="Instrument">Null: of every instrument, before this was kept.</param>
/// <param name="IsOfBars">Of bars that were not made of ticks.</param>
/// <param name="Timeframe">Of bars; null: of every timeframe.</param>
/// <param name="First">First <c>ts_event</c> (bars: open).</param>
/// <param name="Last">Last one, included.</param>
public sealed record Arrival(UnixNanos At, InstrumentKey? Instrument, bool IsOfBars, Timeframe? Timeframe, UnixNanos First, UnixNanos Last);

/// <param name="Timeframe">Only of bars.</param>
/// <param name="First">First <c>ts_event</c> (bars: open).</param>
public sealed record CoverageRow(
    InstrumentKey Instrument,
    MarketEventKind Kind,
    Timeframe? Timeframe,
    UnixNanos First,
    UnixNanos Last,
    long Rows,
    bool IsEstimate);

/// <summary>A hole in what was recorded. Columns: faults.md 1.1 rule 5. <see cref="To"/> is exclusive.</summary>
/// <param name="Reason">Text of a <see cref="Trading.Lines.GapCause"/>.</param>
public sealed record Gap(
    long Id,
    int Stream,
    InstrumentKey? Instrument,
    MarketEventKind Kind,
    UnixNanos From,
    UnixNanos To,
    long? FromSequence,
    long? ToSequence,
    string Reason,
    string Source,
    GapState State,
    string? Explanation)
{
    /// <summary>Backfill has stored all of <c>[From, FilledTo)</c>; 0 before it began.</summary>
    public UnixNanos FilledTo { get; init; }

    /// <summary>Ticks that backfill has stored.</summary>
    public long Ticks { get; init; }

    /// <summary>Tries that failed in a row.</summary>
    public int Attempts { get; init; }

    /// <summary>Not tried before this.</summary>
    public UnixNanos RetryAt { get; init; }

    /// <summary>When it was written down; null where that was not kept.</summary>
    public UnixNanos? NotedAt { get; init; }

    /// <summary>When its state was written last; null where that was not kept, and before.</summary>
    public UnixNanos? ChangedAt { get; init; }

    /// <summary>As it was known at a moment, null when it was not. Of what became of it only the last is kept: before that it was open.</summary>
    public Gap? KnownAt(UnixNanos at) =>
        (NotedAt ?? To) > at ? null
        : ChangedAt > at ? this with { State = GapState.Open, Explanation = null, FilledTo = UnixNanos.Zero, Ticks = 0, Attempts = 0 }
        : this;
}

/// <summary>Text in the database and the API is the lower-case name.</summary>
public enum GapState
{
    Open,
    Filling,
    Filled,
    Unfillable,
    Explained,
}

/// <param name="Description">Version and extension: <c>PostgreSQL 18.4, plain tables (TimescaleDB not installed)</c>.</param>
public sealed record StoreHealth(bool IsAvailable, string Description, string? Problem)
{
    /// <summary>The store's clock minus ours, about; null when it did not answer. No data is stamped with it (F-222).</summary>
    public TimeSpan? ClockOffset { get; init; }
}
