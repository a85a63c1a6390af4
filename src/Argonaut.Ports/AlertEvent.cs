using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Trading.Alerts;

namespace Argonaut.Ports;

public enum AlertState
{
    Raised,
    Acknowledged,

    /// <summary>By a person, or because what it told of is over.</summary>
    Cleared,
}

public enum DeliveryState
{
    Waiting,
    Sent,
    Failed,
}

/// <param name="Route"><c>webhook</c> or <c>email</c>.</param>
/// <param name="Detail">Why it failed; never a secret.</param>
public sealed record AlertDelivery(string Route, DeliveryState State, string? Detail, UnixNanos? At);

/// <summary>A rule that fired.</summary>
public sealed record AlertEvent
{
    /// <summary>Unique and rising with time.</summary>
    public required long Id { get; init; }

    /// <summary>Null: the rule was removed.</summary>
    public required long? RuleId { get; init; }

    public required string RuleName { get; init; }

    public required AlertKind Kind { get; init; }

    public required AlertLevel Level { get; init; }

    public InstrumentId? Instrument { get; init; }

    public required UnixNanos At { get; init; }

    /// <summary>What happened, in one sentence.</summary>
    public required string Text { get; init; }

    public AlertState State { get; init; }

    /// <summary>Who changed the state; null: the program.</summary>
    public string? By { get; init; }

    public UnixNanos? ChangedAt { get; init; }

    public UnixNanos? SnoozedUntil { get; init; }

    /// <summary>How often the rule was true during its cool-down.</summary>
    public int Count { get; init; } = 1;

    public ImmutableArray<AlertDelivery> Deliveries { get; init; } = [];

    /// <summary>As it was known at a moment after it fired. Of what became of it only the last is kept: before that it was raised.</summary>
    public AlertEvent KnownAt(UnixNanos at) => (ChangedAt > at ? this with { State = AlertState.Raised, By = null, ChangedAt = null, SnoozedUntil = null } : this) with
    {
        Deliveries = [.. Deliveries.Where(d => d.At is null || d.At <= at)],
    };
}

/// <param name="Before">Only events with a smaller id: the place where the page before ended.</param>
public sealed record AlertQuery(AlertState? State, AlertLevel? Level, InstrumentId? Instrument, long? Before, int Limit)
{
    /// <summary>As they were known then; null: now.</summary>
    public UnixNanos? KnownAt { get; init; }
}
