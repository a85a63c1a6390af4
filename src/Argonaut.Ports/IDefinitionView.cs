using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>How well the definitions of recorded instruments are kept. Safe from any thread.</summary>
public interface IDefinitionView
{
    /// <summary>What happened to definitions since the start, newest first, at most 100.</summary>
    ImmutableArray<DefinitionNotice> Notices { get; }

    /// <summary>Calendar days before its last trade date on which a future is left for the next one.</summary>
    int RollDaysBeforeExpiry { get; }

    /// <summary>Null for an instrument that is not recorded.</summary>
    DefinitionStatus? StatusOf(InstrumentKey instrument);
}

/// <param name="RefreshedAt">When the source last confirmed the definition; null: not in this run.</param>
/// <param name="NextRefresh">When it is asked again.</param>
/// <param name="Problem">Why the last try failed; null when it did not.</param>
public sealed record DefinitionStatus(UnixNanos? RefreshedAt, UnixNanos NextRefresh, string? Problem);

/// <param name="Text">A sentence for the operator.</param>
public sealed record DefinitionNotice(UnixNanos At, InstrumentKey Instrument, DefinitionEvent Event, string Text);

/// <summary>Text in the API is the lower-case name with underscores.</summary>
public enum DefinitionEvent
{
    /// <summary>A new version was stored.</summary>
    Changed,

    /// <summary>The new definition does not fit the stored data; the old one stays.</summary>
    Conflict,

    /// <summary>The source knows the contract no more, or it is one that cannot be recorded now.</summary>
    Gone,

    /// <summary>Its last trade time has passed; recording was stopped.</summary>
    Expired,

    /// <summary>The next contract of the product is recorded from now on.</summary>
    Rolled,
}
