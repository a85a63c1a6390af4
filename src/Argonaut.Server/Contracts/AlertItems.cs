using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

public sealed record AlertRuleItem
{
    public required long Id { get; init; }

    /// <summary>In quotes it is the <c>ETag</c>.</summary>
    public required long Version { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string? InstrumentId { get; init; }

    public required string? Direction { get; init; }

    public required string? Threshold { get; init; }

    public required int? WindowS { get; init; }

    public required string Level { get; init; }

    public required int CooldownS { get; init; }

    public required string? Ends { get; init; }

    public required string? EndsIso { get; init; }

    public required bool IsPaused { get; init; }

    public required ImmutableArray<string> Deliver { get; init; }

    /// <summary>What fires it, in plain words.</summary>
    public required string Text { get; init; }

    public required long Fired { get; init; }

    public required string? LastFired { get; init; }

    public required string? LastFiredIso { get; init; }

    public required string? SnoozedUntil { get; init; }

    public required string? SnoozedUntilIso { get; init; }
}

/// <summary>What a rule would have done.</summary>
public sealed record AlertTrialItem
{
    /// <summary>Null: a rule that is not stored.</summary>
    public required long? RuleId { get; init; }

    public required string Start { get; init; }

    public required string End { get; init; }

    /// <summary>Null: this kind cannot be tried on stored data.</summary>
    public required long? Fired { get; init; }

    /// <summary>The first 20.</summary>
    public required ImmutableArray<string> Times { get; init; }

    public required string Text { get; init; }
}

public sealed record AlertDeliveryItem(string Route, string State, string? Detail, string? At);

public sealed record AlertEventItem
{
    /// <summary>Unique and rising with time.</summary>
    public required long Id { get; init; }

    public required long? RuleId { get; init; }

    public required string RuleName { get; init; }

    public required string Kind { get; init; }

    public required string Level { get; init; }

    public required string? InstrumentId { get; init; }

    public required string At { get; init; }

    public required string AtIso { get; init; }

    public required string Text { get; init; }

    /// <summary><c>raised</c>, <c>acknowledged</c> or <c>cleared</c>.</summary>
    public required string State { get; init; }

    /// <summary>Who changed the state; null: the program.</summary>
    public required string? By { get; init; }

    public required string? ChangedAt { get; init; }

    public required string? ChangedAtIso { get; init; }

    public required string? SnoozedUntil { get; init; }

    public required string? SnoozedUntilIso { get; init; }

    /// <summary>How often its rule was true during the cool-down.</summary>
    public required int Count { get; init; }

    public required ImmutableArray<AlertDeliveryItem> Deliveries { get; init; }
}

public sealed record ChangedItem(int Changed);

public sealed record AlertRouteItem
{
    public required string Route { get; init; }

    public required bool IsConfigured { get; init; }

    /// <summary>Where to, without secrets.</summary>
    public required string Target { get; init; }

    public required string? LastSent { get; init; }

    public required string? LastSentIso { get; init; }

    public required string? LastProblem { get; init; }

    /// <summary>What to set, when it is not configured.</summary>
    public required string? Hint { get; init; }
}

public sealed record RouteTestItem(string Route, string State, string? Detail);
