namespace Argonaut.Ports;

/// <summary>How many whole UTC days stored data is kept after its own day; null: for ever (decision 16 of the specifications).</summary>
public sealed record RetentionPolicy
{
    /// <summary>The longest period that can be asked for; nobody records for a century.</summary>
    public const int MaxDays = 36_500;

    public int? Ticks { get; init; } = 30;

    public int? Quotes { get; init; } = 30;

    /// <summary>Bars shorter than a minute.</summary>
    public int? BarsSeconds { get; init; } = 90;

    /// <summary>Bars from one to fifteen minutes.</summary>
    public int? BarsMinutes { get; init; } = 365;

    public int? BarsLong { get; init; }

    /// <summary>When a day of ticks is packed; null: never.</summary>
    public int? PackAfter { get; init; } = 3;

    /// <summary>True: also what no published export holds goes.</summary>
    public bool DeleteUnexported { get; init; }

    public int? DaysOf(RetentionKind kind) => kind switch
    {
        RetentionKind.Ticks or RetentionKind.Quality => Ticks,
        RetentionKind.Quotes => Quotes,
        RetentionKind.BarsSeconds => BarsSeconds,
        RetentionKind.BarsMinutes => BarsMinutes,
        RetentionKind.BarsLong => BarsLong,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind."),
    };
}
