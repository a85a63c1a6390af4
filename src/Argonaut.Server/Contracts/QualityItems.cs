using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>How often one rule applied to one line.</summary>
public sealed record QualityItem
{
    /// <summary>Null: of no instrument (clocks), or of one that is not known here.</summary>
    public required string? InstrumentId { get; init; }

    /// <summary><c>trade</c> or <c>quote</c>; null where it is neither.</summary>
    public required string? Kind { get; init; }

    public required string Rule { get; init; }

    /// <summary><c>reject</c>, <c>duplicate</c>, <c>flag</c> or <c>note</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What the rule says, one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>Exact.</summary>
    public required long Count { get; init; }

    /// <summary>How many of them are kept as cases.</summary>
    public required long Kept { get; init; }

    public required string First { get; init; }

    public required string FirstIso { get; init; }

    public required string Last { get; init; }

    public required string LastIso { get; init; }
}

/// <summary>An instrument whose quotes stay crossed.</summary>
public sealed record SuspectItem(string InstrumentId, string Since, string SinceIso);

/// <summary>The clocks by which data is stamped.</summary>
public sealed record ClockQualityItem
{
    /// <summary>The source's clock minus ours; null when it was never told.</summary>
    public required double? OffsetMs { get; init; }

    /// <summary>Since when that is more than 5 s; null while it is not.</summary>
    public required string? SkewedSince { get; init; }

    public required string? SkewedSinceIso { get; init; }

    /// <summary>Of our own wall clock; null before the first.</summary>
    public required double? LastStepMs { get; init; }

    public required string? LastStepAt { get; init; }

    public required string? LastStepAtIso { get; init; }
}

/// <summary>What was found about the data of a time. Counts are kept by the hour, so the range is widened to whole hours.</summary>
public sealed record QualityReport
{
    public required string Start { get; init; }

    public required string StartIso { get; init; }

    public required string End { get; init; }

    public required string EndIso { get; init; }

    public required ImmutableArray<QualityItem> Items { get; init; }

    /// <summary>Now, whatever the range.</summary>
    public required ImmutableArray<SuspectItem> Suspects { get; init; }

    public required ClockQualityItem Clock { get; init; }

    /// <summary>Cases of this process that were counted only, because too many waited for the database.</summary>
    public required long NotKept { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }
}

/// <summary>One case in which a rule applied.</summary>
public sealed record QualityCaseItem
{
    /// <summary><c>ts_init</c> of the tick, or when it was found.</summary>
    public required string At { get; init; }

    public required string AtIso { get; init; }

    public required string? InstrumentId { get; init; }

    public required string? Kind { get; init; }

    public required string Rule { get; init; }

    public required string Action { get; init; }

    public required string Text { get; init; }

    /// <summary>Null where there is no tick that could be read.</summary>
    public required string? TsEvent { get; init; }

    public required string? TsEventIso { get; init; }

    public required string? Price { get; init; }

    public required string? Size { get; init; }

    public required string? BidPrice { get; init; }

    public required string? AskPrice { get; init; }

    public required string? BidSize { get; init; }

    public required string? AskSize { get; init; }

    /// <summary>The source's bytes as text, where they could not be read; what is not printable is <c>\xNN</c>.</summary>
    public required string? Raw { get; init; }

    public required string? Detail { get; init; }
}
