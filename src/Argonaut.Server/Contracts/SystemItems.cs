using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Argonaut.Server.Contracts;

/// <param name="Role">Of this request; <c>viewer</c> also where nothing is allowed yet.</param>
/// <param name="TokenName">Null: without a token.</param>
/// <param name="Session">Whether it came with the cookie of a session.</param>
public sealed record AuthItem(string Mode, string Role, string? TokenName, bool Session);

public sealed record SystemInfo
{
    public required string Mode { get; init; }

    public required bool Simulated { get; init; }

    /// <summary>How requests are authorised, and the role of this one.</summary>
    public required AuthItem Auth { get; init; }

    public required string Version { get; init; }

    public required string Commit { get; init; }

    public required string Runtime { get; init; }

    public required string StartedAt { get; init; }

    public required string StartedAtIso { get; init; }

    /// <summary>Of what the environment says, without secrets: the same settings have the same hash. Null where nobody told it.</summary>
    public required string? ConfigHash { get; init; }

    /// <summary>Restarts of the last seven days, newest first.</summary>
    public required ImmutableArray<RestartItem> Restarts { get; init; }

    /// <summary>Only when it listens on a test port.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? TestPort { get; init; }
}

public sealed record ClockItem
{
    public required string ServerTime { get; init; }

    public required string ServerTimeIso { get; init; }

    public required string TimeSource { get; init; }

    /// <summary>The broker's clock minus ours at its last answer.</summary>
    public required double? BrokerOffsetMs { get; init; }

    public required string? BrokerOffsetReason { get; init; }
}

public sealed record ReasonItem
{
    public required string Code { get; init; }

    /// <summary><c>critical</c> or <c>warning</c>.</summary>
    public required string Severity { get; init; }

    public required string Detail { get; init; }

    public required string Stage { get; init; }

    public required string? Since { get; init; }
}

/// <summary>One part of the system (api.md A-077).</summary>
public sealed record ComponentItem
{
    public required string Name { get; init; }

    /// <summary><c>ok</c>, <c>degraded</c>, <c>down</c> or <c>disabled</c>.</summary>
    public required string State { get; init; }

    public required string? Since { get; init; }

    public required string? LastSuccess { get; init; }

    public required string Detail { get; init; }

    /// <summary>What went wrong last, also when it is well again; null when nothing did since it was well for the first time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastError { get; init; }

    /// <summary>When that was still so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastErrorAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RatePerS { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DelayMsP99 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LinesTotal { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LinesFlowing { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LinesSilent { get; init; }
}

/// <summary>Counted since the start; <c>received = acknowledged + rejected + duplicate + conflated + in_flight</c>.</summary>
public sealed record CountersItem
{
    public required long Received { get; init; }

    public required long Acknowledged { get; init; }

    public required long Rejected { get; init; }

    public required long Duplicate { get; init; }

    public required long Conflated { get; init; }

    public required long InFlight { get; init; }

    public required bool Balanced { get; init; }

    /// <summary>Durable in the spool and not in the database yet; a part of <c>acknowledged</c>, or of an earlier run.</summary>
    public required long Spooled { get; init; }

    /// <summary>The same for each kind of tick; they add up to the totals.</summary>
    public required ImmutableArray<KindCountersItem> Kinds { get; init; }

    public required long ReceivedTrades { get; init; }

    public required long ReceivedQuotes { get; init; }

    public required long AcknowledgedTrades { get; init; }

    public required long AcknowledgedQuotes { get; init; }

    public required ImmutableDictionary<string, long> RejectedByReason { get; init; }

    public required double ReceivedPerS { get; init; }

    public required double AcknowledgeLagMsP50 { get; init; }

    public required double AcknowledgeLagMsP99 { get; init; }

    /// <summary>Of the last minute, as the two above.</summary>
    public required double AcknowledgeLagMsMax { get; init; }

    public required long QueueDepth { get; init; }

    public required long QueueCapacity { get; init; }

    public required string? LastCommit { get; init; }
}

/// <summary>Of one kind of tick; <c>received = acknowledged + rejected + duplicate + conflated + in_flight</c>.</summary>
public sealed record KindCountersItem
{
    public required string Kind { get; init; }

    public required long Received { get; init; }

    public required long Acknowledged { get; init; }

    public required long Rejected { get; init; }

    public required long Duplicate { get; init; }

    public required long Conflated { get; init; }

    public required long InFlight { get; init; }

    public required long Spooled { get; init; }

    public required bool Balanced { get; init; }

    public required ImmutableDictionary<string, long> RejectedByReason { get; init; }
}

public sealed record NoticeItem(string At, int Code, string Text, string? InstrumentId);

/// <summary>The session with the source of market data.</summary>
public sealed record FeedItem
{
    public required string State { get; init; }

    public required string? Since { get; init; }

    public required string Detail { get; init; }

    public required string Endpoint { get; init; }

    public required int ClientId { get; init; }

    public required int ServerVersion { get; init; }

    /// <summary>Masked but for the first two and last two characters.</summary>
    public required ImmutableArray<string> Accounts { get; init; }

    public required bool Simulated { get; init; }

    public required string? LastMessage { get; init; }

    public required long? LastMessageAgeMs { get; init; }

    public required double? RoundTripMs { get; init; }

    public required double? ClockOffsetMs { get; init; }

    public required long Reconnects { get; init; }

    public required ImmutableDictionary<string, long> Skipped { get; init; }

    public required int LinesUsed { get; init; }

    public required int? LinesLimit { get; init; }

    public required int LinesFlowing { get; init; }

    public required LimitsItem Limits { get; init; }

    /// <summary>When the source restarts next by its calendar; null when it has none.</summary>
    public required string? NextRestart { get; init; }

    /// <summary>When it wants a person to log in next; null when it does not.</summary>
    public required string? NextLogin { get; init; }

    public required ImmutableArray<NoticeItem> Notices { get; init; }
}

/// <param name="Fault">The kind of problem that ingestion has with the store (<c>storage_full</c>, <c>read_only</c>, <c>locked</c>, ...).</param>
public sealed record StoreItem(bool Available, string Description, string? Problem, string? Fault);

/// <summary>What is kept locally until the database takes it.</summary>
public sealed record SpoolItem
{
    public required string Location { get; init; }

    public required long Bytes { get; init; }

    public required long LimitBytes { get; init; }

    public required long WaitingTicks { get; init; }

    public required string? Problem { get; init; }

    public required ImmutableArray<SpoolDamageItem> Damages { get; init; }
}

public sealed record SpoolDamageItem(string File, long Offset, string Detail);

/// <summary>The truth page: the same object on REST, the health channel and the terminal.</summary>
public sealed record SystemStatus
{
    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }

    public required string Mode { get; init; }

    public required bool Simulated { get; init; }

    /// <summary>False: this version takes no orders.</summary>
    public required bool CanTrade { get; init; }

    /// <summary>True when ticks arrive and are durable: in the database, or locally.</summary>
    public required bool CanRecord { get; init; }

    /// <summary>Answers "Can I trade now?" with yes or no and all reasons; the dashboard and the terminal show this text.</summary>
    public required string TradeVerdict { get; init; }

    /// <summary>One sentence that answers whether it records.</summary>
    public required string Verdict { get; init; }

    public required ImmutableArray<ReasonItem> Reasons { get; init; }

    public required ImmutableArray<ComponentItem> Stages { get; init; }

    public required CountersItem Counters { get; init; }

    public required FeedItem Feed { get; init; }

    public required StoreItem Store { get; init; }

    public required SpoolItem Spool { get; init; }

    /// <summary>What keeps the data: version and extension.</summary>
    public required string Storage { get; init; }
}

public sealed record HealthCheck(string Name, bool Ok, string Detail);

/// <summary><c>/health</c> and <c>/health/ready</c>.</summary>
public sealed record HealthReport
{
    /// <summary><c>ok</c>, <c>degraded</c> or <c>down</c>.</summary>
    public required string Status { get; init; }

    public required bool Ready { get; init; }

    /// <summary>The start step that is running, null when all are done.</summary>
    public required string? Step { get; init; }

    public required ImmutableArray<HealthCheck> Checks { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ComponentItem>? Components { get; init; }

    public required string Mode { get; init; }

    public required bool Simulated { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }
}

public sealed record LiveReport(string Status);
