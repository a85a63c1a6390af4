using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>One contract of a future's product and the time in which it is the front one.</summary>
public sealed record FutureItem
{
    public required string InstrumentId { get; init; }

    public required string Description { get; init; }

    public required string Multiplier { get; init; }

    public required string Expiration { get; init; }

    public required string ExpirationIso { get; init; }

    /// <summary>The exchange's day, <c>2026-12-18</c>.</summary>
    public required string LastTradeDate { get; init; }

    /// <summary>The day on which the next contract takes over; null of the last one and of one that never is in front.</summary>
    public required string? RollDay { get; init; }

    /// <summary>When it is the front contract, <c>[front_from, front_until)</c>; null when it never is, and the begin of the first is open.</summary>
    public required string? FrontFrom { get; init; }

    public required string? FrontFromIso { get; init; }

    public required string? FrontUntil { get; init; }

    public required string? FrontUntilIso { get; init; }

    /// <summary><c>calendar</c>, <c>volume</c> or <c>expiry</c>: why it stops being the front one.</summary>
    public required string? RollReason { get; init; }

    public required bool IsFront { get; init; }

    public required bool Recording { get; init; }
}

/// <summary>The roll calendar of a future's product.</summary>
public sealed record FuturesItem
{
    public required string InstrumentId { get; init; }

    /// <summary>Calendar days before the last trade date on which a contract is left.</summary>
    public required int RollDaysBeforeExpiry { get; init; }

    /// <summary>The contract that is in front now; null when none is.</summary>
    public required string? Front { get; init; }

    /// <summary>The nearest expiration first.</summary>
    public required ImmutableArray<FutureItem> Contracts { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }
}

/// <summary>Options on one exchange in one trading class. Not every strike exists at every expiration.</summary>
public sealed record OptionSeriesItem
{
    public required string Exchange { get; init; }

    public required string TradingClass { get; init; }

    public required string Multiplier { get; init; }

    /// <summary><c>2026-12-18</c>, ascending.</summary>
    public required ImmutableArray<string> Expirations { get; init; }

    /// <summary>Ascending.</summary>
    public required ImmutableArray<string> Strikes { get; init; }
}

/// <summary>One option. Its id is what to record.</summary>
public sealed record OptionItem
{
    public required string InstrumentId { get; init; }

    public required string OptionKind { get; init; }

    public required string StrikePrice { get; init; }

    public required string Expiration { get; init; }

    public required string ExpirationIso { get; init; }

    public required string Multiplier { get; init; }

    public required string PriceIncrement { get; init; }

    public required bool Recording { get; init; }
}
