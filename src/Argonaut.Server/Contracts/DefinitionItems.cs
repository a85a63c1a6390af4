using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>At and above the low edge prices move by the increment.</summary>
public sealed record PriceBandItem(string LowEdge, string Increment);

/// <summary>Whether a market trades now, and until or from when.</summary>
public sealed record SessionStateItem
{
    public required bool IsOpen { get; init; }

    /// <summary><c>published</c>, <c>extrapolated</c> (outside the published days: the usual week) or <c>none</c>.</summary>
    public required string Knowledge { get; init; }

    public required string? NextOpen { get; init; }

    public required string? NextOpenIso { get; init; }

    public required string? NextClose { get; init; }

    public required string? NextCloseIso { get; init; }
}

/// <summary>How fresh a recorded instrument's definition is.</summary>
public sealed record DefinitionStatusItem
{
    /// <summary>When the source last confirmed it; null: not in this run.</summary>
    public required string? RefreshedAt { get; init; }

    public required string? RefreshedAtIso { get; init; }

    public required string NextRefresh { get; init; }

    public required string NextRefreshIso { get; init; }

    /// <summary>Why the last refresh failed; null when it did not.</summary>
    public required string? Problem { get; init; }
}

/// <summary>A search hit at the broker. It becomes an instrument by resolving its <c>reference</c>.</summary>
public sealed record CandidateItem
{
    /// <summary>The broker's contract id: <c>POST /instruments/resolve</c> takes it as <c>query</c>.</summary>
    public required string Reference { get; init; }

    public required string Symbol { get; init; }

    /// <summary>The broker's word: <c>STK</c>, <c>IND</c>, ....</summary>
    public required string SecurityType { get; init; }

    public required string? Exchange { get; init; }

    public required string? Currency { get; init; }

    public required string Description { get; init; }

    /// <summary>Kinds of contracts that exist on it.</summary>
    public required ImmutableArray<string> DerivativeTypes { get; init; }

    /// <summary>Ids of instruments that are known here and are this contract.</summary>
    public required ImmutableArray<string> InstrumentIds { get; init; }

    /// <summary>Why it cannot be recorded; null when it can.</summary>
    public required string? Problem { get; init; }
}

/// <summary>One field that differs from the version before.</summary>
public sealed record DefinitionChangeItem(string Field, string Old, string New);

/// <summary>What an instrument was from a time on.</summary>
public sealed record VersionItem
{
    public required int Version { get; init; }

    /// <summary>0 of the first.</summary>
    public required string ValidFrom { get; init; }

    public required string? ValidFromIso { get; init; }

    /// <summary>Excluded; null of the present version.</summary>
    public required string? ValidTo { get; init; }

    public required string? ValidToIso { get; init; }

    public required ImmutableArray<DefinitionChangeItem> Changes { get; init; }

    public required InstrumentItem Definition { get; init; }
}

/// <summary>Something that happened to a definition.</summary>
public sealed record DefinitionNoticeItem
{
    public required string At { get; init; }

    public required string AtIso { get; init; }

    public required string? InstrumentId { get; init; }

    /// <summary><c>changed</c>, <c>conflict</c>, <c>gone</c>, <c>expired</c> or <c>rolled</c>.</summary>
    public required string Event { get; init; }

    public required string Text { get; init; }
}

/// <summary>One session; times in UTC and as the exchange's clock shows them.</summary>
public sealed record SessionItem
{
    public required string Start { get; init; }

    public required string StartIso { get; init; }

    /// <summary>Wall-clock time at the exchange with its offset.</summary>
    public required string StartLocal { get; init; }

    /// <summary>Excluded.</summary>
    public required string End { get; init; }

    public required string EndIso { get; init; }

    public required string EndLocal { get; init; }

    /// <summary>From the usual week: the broker has not published that day.</summary>
    public required bool IsExtrapolated { get; init; }
}

/// <summary>The sessions that count for one day of the exchange; without any it is closed.</summary>
public sealed record SessionDayItem
{
    /// <summary><c>2026-11-20</c>.</summary>
    public required string TradingDay { get; init; }

    public required ImmutableArray<SessionItem> Sessions { get; init; }

    /// <summary>Regular hours.</summary>
    public required ImmutableArray<SessionItem> LiquidSessions { get; init; }
}

/// <summary>An instrument's trading calendar.</summary>
public sealed record SessionsItem
{
    public required string InstrumentId { get; init; }

    /// <summary>IANA name; null when unknown.</summary>
    public required string? TimeZone { get; init; }

    public required SessionStateItem State { get; init; }

    /// <summary>The published time, <c>[known_from, known_until)</c>; null when nothing is known.</summary>
    public required string? KnownFrom { get; init; }

    public required string? KnownFromIso { get; init; }

    public required string? KnownUntil { get; init; }

    public required string? KnownUntilIso { get; init; }

    public required ImmutableArray<SessionDayItem> Days { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }
}
