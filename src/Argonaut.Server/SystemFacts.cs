using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Server;

/// <summary>What does not change while the process runs.</summary>
public sealed record SystemFacts
{
    public required string Version { get; init; }

    public required string Commit { get; init; }

    /// <summary><c>paper</c>, <c>live</c> or <c>replay</c>.</summary>
    public required string Mode { get; init; }

    public required UnixNanos StartedAt { get; init; }

    /// <summary>True when the gateway is known to be simulated before it has answered (<c>argonaut demo</c>).</summary>
    public bool IsSimulated { get; init; }

    /// <summary>False with <c>--no-broker</c>.</summary>
    public bool HasBroker { get; init; } = true;

    /// <summary>See <see cref="Contracts.SystemInfo.ConfigHash"/>.</summary>
    public string? ConfigHash { get; init; }

    /// <summary>Starts of this installation before this one and with it, newest first; the first ever has no reason.</summary>
    public ImmutableArray<StartFact> Starts { get; init; } = [];

    /// <summary>When the source restarts and wants a login; null: it does neither.</summary>
    public SourceCalendar? SourceCalendar { get; init; }

    /// <summary>Canonical name of the feed's source.</summary>
    public string Source { get; init; } = "IB";
}
