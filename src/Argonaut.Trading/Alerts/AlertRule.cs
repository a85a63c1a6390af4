using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Trading.Alerts;

/// <summary>What a person wants to be told of. Which fields a kind has: <see cref="AlertShape"/>.</summary>
public sealed record AlertRule
{
    /// <summary>0 until it was stored.</summary>
    public long Id { get; init; }

    /// <summary>1 when new, one more with each change.</summary>
    public long Version { get; init; }

    public required string Name { get; init; }

    public required AlertKind Kind { get; init; }

    /// <summary>Null: every recorded instrument, or none in particular.</summary>
    public InstrumentId? Instrument { get; init; }

    public AlertDirection? Direction { get; init; }

    /// <summary>In the unit of the kind: price, percent, size, GiB, milliseconds or seconds.</summary>
    public Price? Threshold { get; init; }

    public int? WindowSeconds { get; init; }

    public AlertLevel Level { get; init; } = AlertLevel.Warning;

    /// <summary>After it fired it does not fire anew for so long; what would have is counted.</summary>
    public int CooldownSeconds { get; init; } = 300;

    /// <summary>From then on it does not fire; null: never ends.</summary>
    public UnixNanos? Ends { get; init; }

    public bool IsPaused { get; init; }

    /// <summary>Routes beside the dashboard: <c>webhook</c>, <c>email</c>.</summary>
    public ImmutableArray<string> Deliver { get; init; } = [];

    /// <summary>How often it fired.</summary>
    public long Fired { get; init; }

    public UnixNanos? LastFired { get; init; }

    /// <summary>Acknowledged with a pause: it does not fire until then.</summary>
    public UnixNanos? SnoozedUntil { get; init; }

    /// <summary>False while it is paused, over or snoozed.</summary>
    public bool IsActive(UnixNanos now) => !IsPaused && !(Ends <= now) && !(SnoozedUntil > now);
}
