using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Argonaut.Server.Contracts;

/// <summary>A trade. Of each time the twin that was not asked for is missing (<c>?time=</c>).</summary>
public sealed record TradeItem
{
    public required string Price { get; init; }

    public required string Size { get; init; }

    public required string AggressorSide { get; init; }

    public required string TradeId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsEvent { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsEventIso { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsInit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsInitIso { get; init; }

    /// <summary>Only in a snapshot: since <c>ts_init</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AgeMs { get; init; }
}

/// <summary>A best bid and offer.</summary>
public sealed record QuoteItem
{
    public required string BidPrice { get; init; }

    public required string AskPrice { get; init; }

    public required string BidSize { get; init; }

    public required string AskSize { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsEvent { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsEventIso { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsInit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsInitIso { get; init; }

    /// <summary>Only in a snapshot: since <c>ts_init</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AgeMs { get; init; }
}

/// <summary>One interval (api.md A-023); <c>ts_event</c> is its close, also while it is open.</summary>
public record BarItem
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsOpen { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsOpenIso { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsEvent { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TsEventIso { get; init; }

    /// <summary>Of a bar of the exchange's days: where the first of them begins.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SessionOpen { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SessionOpenIso { get; init; }

    /// <summary>Of a bar of the exchange's days: where the day after the last of them begins.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SessionClose { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SessionCloseIso { get; init; }

    public required string Open { get; init; }

    public required string High { get; init; }

    public required string Low { get; init; }

    public required string Close { get; init; }

    public required string Volume { get; init; }

    public required int? TradeCount { get; init; }

    public required string? Vwap { get; init; }

    public required bool IsClosed { get; init; }

    public required int Revision { get; init; }

    /// <summary><c>ticks</c>, <c>broker_history</c> or <c>import</c>.</summary>
    public required string Source { get; init; }

    /// <summary>True for a flat bar that <c>fill=previous</c> inserted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Synthetic { get; init; }
}

/// <summary>Today's daily bar with the change against the close before it.</summary>
public sealed record DayItem : BarItem
{
    public required string? Change { get; init; }

    public required double? ChangePct { get; init; }
}

/// <summary>A page of bars.</summary>
public sealed record BarPage
{
    public required string InstrumentId { get; init; }

    public required string Timeframe { get; init; }

    /// <summary>NautilusTrader's bar type.</summary>
    public required string BarType { get; init; }

    public required string PriceType { get; init; }

    /// <summary><c>utc</c>, or <c>session</c> where days are those of the exchange.</summary>
    public required string Boundary { get; init; }

    public required bool Simulated { get; init; }

    public required ImmutableArray<BarItem> Items { get; init; }

    public required string? NextCursor { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }

    /// <summary>Why there is none; only of an empty page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Diagnostic { get; init; }
}

/// <summary>The latest of each kind, with age.</summary>
public sealed record SnapshotItem
{
    public required string InstrumentId { get; init; }

    public required string Source { get; init; }

    public required bool Simulated { get; init; }

    public required TradeItem? Trade { get; init; }

    public required QuoteItem? Quote { get; init; }

    public required DayItem? Day { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }
}

/// <summary>What stands at a price of an order book.</summary>
public sealed record LevelItem(string Price, string Size);

/// <summary>An order book after its last whole update, levels from the best.</summary>
public sealed record DepthItem
{
    public required string InstrumentId { get; init; }

    public required string Source { get; init; }

    public required bool Simulated { get; init; }

    /// <summary>State of the line as in the list of lines; null while the book is not recorded.</summary>
    public required string? State { get; init; }

    /// <summary>True when the line does not deliver: the book may be another one by now.</summary>
    public required bool Stale { get; init; }

    /// <summary>One plain sentence about the line; null while the book is not recorded.</summary>
    public required string? Reason { get; init; }

    public required ImmutableArray<LevelItem> Bids { get; init; }

    public required ImmutableArray<LevelItem> Asks { get; init; }

    /// <summary>Number of the last change of the book in the store; null before the first.</summary>
    public required string? Sequence { get; init; }

    public required string? TsEvent { get; init; }

    public required string? TsEventIso { get; init; }

    public required string? TsInit { get; init; }

    public required string? TsInitIso { get; init; }

    public required long? AgeMs { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }
}
