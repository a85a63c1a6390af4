using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Argonaut.Server.Contracts;

/// <summary>One market-data line.</summary>
public sealed record SubscriptionItem
{
    public required string InstrumentId { get; init; }

    /// <summary><c>trade</c>, <c>quote</c> or <c>depth</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// <c>requested</c>, <c>flowing</c>, <c>silent</c>, <c>halted</c>, <c>delayed</c>, <c>frozen</c>, <c>not_entitled</c>, <c>refused</c>,
    /// <c>competing</c>, <c>market_closed</c> or <c>interrupted</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary>When the state began.</summary>
    public required string Since { get; init; }

    public required string SinceIso { get; init; }

    /// <summary>One plain sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Silence beyond this in an open market makes the line <c>silent</c>.</summary>
    public required long ThresholdMs { get; init; }

    /// <summary>False while the threshold is the default, because this time of the week was not seen yet.</summary>
    public required bool ThresholdLearnt { get; init; }

    public required string? LastTick { get; init; }

    public required string? LastTickIso { get; init; }

    /// <summary>Since when nothing proves that its data is complete; a gap when it ends. Null while something does.</summary>
    public required string? UnprovenSince { get; init; }

    public required string? UnprovenSinceIso { get; init; }

    /// <summary>The reason that gap will have.</summary>
    public required string? GapReason { get; init; }

    /// <summary>Ticks a second over the last ten seconds; null before it was looked at twice.</summary>
    public required double? RatePerS { get; init; }

    /// <summary>From the time that the last tick carries to its arrival; null before the first.</summary>
    public required double? DelayMs { get; init; }

    /// <summary>What was wrong with it last, also when it is well again; null when nothing was since it was well for the first time.</summary>
    public required string? LastError { get; init; }

    /// <summary>When that was still so.</summary>
    public required string? LastErrorAt { get; init; }
}

public sealed record SubscriptionPage
{
    public required ImmutableArray<SubscriptionItem> Items { get; init; }

    public required string? NextCursor { get; init; }

    public required int LinesUsed { get; init; }

    /// <summary>Null when the source has no limit we know.</summary>
    public required int? LinesLimit { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }
}

/// <summary>Recording of one instrument after a change.</summary>
/// <param name="Kinds">Of <c>trade</c>, <c>quote</c> and <c>depth</c> what is recorded now.</param>
public sealed record RecordingItem(string InstrumentId, string Source, bool Simulated, bool Recording, ImmutableArray<string> Kinds);

/// <summary>A data source (api.md A-021).</summary>
public sealed record SourceItem
{
    public required string Source { get; init; }

    public required bool Simulated { get; init; }

    /// <summary><c>disconnected</c>, <c>connecting</c>, <c>ready</c> or <c>degraded</c>.</summary>
    public required string State { get; init; }

    public required string Detail { get; init; }

    public required string? Since { get; init; }

    public required string? SinceIso { get; init; }

    public required int Instruments { get; init; }
}

/// <summary>What is stored of one instrument, kind and timeframe.</summary>
public sealed record CoverageItem
{
    public required string InstrumentId { get; init; }

    public required string Source { get; init; }

    public required bool Simulated { get; init; }

    /// <summary><c>trade</c>, <c>quote</c>, <c>bar</c> or <c>depth</c>.</summary>
    public required string Kind { get; init; }

    public required string? Timeframe { get; init; }

    public required string First { get; init; }

    public required string FirstIso { get; init; }

    public required string Last { get; init; }

    public required string LastIso { get; init; }

    public required long Rows { get; init; }

    public required bool IsEstimate { get; init; }
}

/// <summary>A hole in what was recorded; <c>end</c> is exclusive.</summary>
public sealed record GapItem
{
    public required long Id { get; init; }

    public required string? InstrumentId { get; init; }

    public required string Source { get; init; }

    public required string Kind { get; init; }

    public required string Start { get; init; }

    public required string StartIso { get; init; }

    public required string End { get; init; }

    public required string EndIso { get; init; }

    public required long? StartSequence { get; init; }

    public required long? EndSequence { get; init; }

    public required string Reason { get; init; }

    /// <summary><c>open</c>, <c>filling</c>, <c>filled</c>, <c>unfillable</c> or <c>explained</c>.</summary>
    public required string State { get; init; }

    public required string? Explanation { get; init; }

    /// <summary>Backfill has stored everything before this; null before it began.</summary>
    public required string? FilledTo { get; init; }

    public required string? FilledToIso { get; init; }

    /// <summary>Ticks that backfill has stored.</summary>
    public required long TicksFilled { get; init; }

    /// <summary>Tries that failed in a row.</summary>
    public required int Attempts { get; init; }
}

/// <summary>What a backfill did, or with <c>dry_run</c> would do.</summary>
public sealed record BackfillItem
{
    public required string InstrumentId { get; init; }

    public required bool DryRun { get; init; }

    /// <summary>How many gaps were tried, or would be.</summary>
    public required int Gaps { get; init; }

    public int Filled { get; init; }

    public int Unfillable { get; init; }

    public long Ticks { get; init; }

    /// <summary>Only of a dry run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SecondsToFill { get; init; }

    /// <summary>Of gaps that are not filled, a sentence each.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];
}
