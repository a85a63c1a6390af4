using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>What is stored of one instrument, day after day.</summary>
public sealed record DayCoverageItem
{
    public required string InstrumentId { get; init; }

    public required string Source { get; init; }

    public required bool Simulated { get; init; }

    /// <summary>False: no trading hours are known, every day counts as open.</summary>
    public required bool HoursKnown { get; init; }

    /// <summary>One for each day that was asked for, in order.</summary>
    public required ImmutableArray<StoredDayItem> Days { get; init; }
}

/// <summary>A UTC day of one instrument and kind.</summary>
public sealed record StoredDayItem
{
    /// <summary><c>2026-11-20</c>.</summary>
    public required string Date { get; init; }

    /// <summary>
    /// <c>complete</c>; <c>partial</c> (a gap that is not filled, or recording began in the middle); <c>running</c> (today, so far without a gap);
    /// <c>empty</c> (open, recorded, and nothing there); <c>closed</c> (no trading hours); <c>not_recorded</c> (before recording began, or after it
    /// ended); <c>future</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary>First record; null without one.</summary>
    public required string? First { get; init; }

    public required string? Last { get; init; }

    /// <summary>Gaps of the day that are not filled.</summary>
    public required int Gaps { get; init; }

    /// <summary>How long they are within the day, seconds.</summary>
    public required double MissingS { get; init; }

    /// <summary>Gaps for which a person has an explanation.</summary>
    public required int Explained { get; init; }

    /// <summary>Trading hours of the day, seconds.</summary>
    public required double OpenS { get; init; }

    /// <summary>True when a published file of the kind reaches into the day.</summary>
    public required bool Exported { get; init; }
}

/// <summary>A page of instruments with the days that their items have.</summary>
public sealed record DayCoveragePage
{
    public required ImmutableArray<DayCoverageItem> Items { get; init; }

    public required string? NextCursor { get; init; }

    public required string Kind { get; init; }

    public required string? Timeframe { get; init; }

    public required string StartDate { get; init; }

    public required int Days { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }
}
