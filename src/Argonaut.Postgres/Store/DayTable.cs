using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Postgres.Store;

/// <summary>
/// A table kept in partitions of whole UTC days of a nanosecond column. Every table that grows with time stands in <see cref="All"/>:
/// that alone gives it partitions ahead, statistics of closed days and retention. Its migration makes it
/// <c>partition by range</c> of that column, without a partition and without a default one.
/// </summary>
/// <param name="Kind">What a person calls its rows.</param>
/// <param name="Retention">Whose period decides when a partition goes.</param>
internal sealed record DayTable(string Name, StoredKind Kind, RetentionKind Retention)
{
    public static readonly DayTable Trades = new("trade_ticks", StoredKind.Trades, RetentionKind.Ticks);

    public static readonly DayTable Quotes = new("quote_ticks", StoredKind.Quotes, RetentionKind.Quotes);

    public static readonly DayTable TradeChunks = new("trade_chunks", StoredKind.Trades, RetentionKind.Ticks) { IsMadeAhead = false, TimeColumn = "ts_first" };

    public static readonly DayTable QuoteChunks = new("quote_chunks", StoredKind.Quotes, RetentionKind.Quotes) { IsMadeAhead = false, TimeColumn = "ts_first" };

    public static readonly DayTable Deltas = new("book_deltas", StoredKind.Depth, RetentionKind.Quotes);

    public static readonly DayTable DeltaChunks = new("book_delta_chunks", StoredKind.Depth, RetentionKind.Quotes) { IsMadeAhead = false, TimeColumn = "ts_first" };

    public static readonly DayTable Bars1s = new("bars_1s", StoredKind.BarsSeconds, RetentionKind.BarsSeconds);

    public static readonly DayTable BarsSeconds = new("bars_seconds", StoredKind.BarsSeconds, RetentionKind.BarsSeconds);

    public static readonly DayTable Bars1m = new("bars_1m", StoredKind.BarsMinutes, RetentionKind.BarsMinutes) { Days = 7 };

    public static readonly DayTable BarsMinutes = new("bars_minutes", StoredKind.BarsMinutes, RetentionKind.BarsMinutes) { Days = 7 };

    public static readonly DayTable BarsLong = new("bars_long", StoredKind.BarsLong, RetentionKind.BarsLong) { Days = 364 };

    public static readonly DayTable QualityCounts = new("quality_counts", StoredKind.Quality, RetentionKind.Quality) { IsMadeAhead = false, TimeColumn = "hour_ns", IsExportable = false };

    public static readonly DayTable QualityFindings = new("quality_findings", StoredKind.Quality, RetentionKind.Quality) { IsMadeAhead = false, TimeColumn = "at_ns", IsExportable = false };

    public static readonly ImmutableArray<DayTable> All =
    [
        Trades, Quotes, Deltas, TradeChunks, QuoteChunks, DeltaChunks, Bars1s, BarsSeconds, Bars1m, BarsMinutes, BarsLong, QualityCounts,
        QualityFindings,
    ];

    /// <summary>What the partitions divide.</summary>
    public string TimeColumn { get; init; } = "ts_event";

    /// <summary>Length of a partition; partitions begin at multiples of it since 1970.</summary>
    public int Days { get; init; } = 1;

    /// <summary>False: partitions appear only when something is put there.</summary>
    public bool IsMadeAhead { get; init; } = true;

    /// <summary>False: no export ever has its rows, so that their age alone decides.</summary>
    public bool IsExportable { get; init; } = true;

    /// <summary>The number of the partition that holds an instant, which is not before 1970.</summary>
    public long PartitionOf(long at) => at / (Days * UnixNanos.PerDay);

    /// <summary>Start and end in nanoseconds; the last one ends with time itself.</summary>
    public (long From, long To) BoundsOf(long partition)
    {
        var length = Days * UnixNanos.PerDay;
        return (partition * length, partition == long.MaxValue / length ? long.MaxValue : (partition + 1) * length);
    }

    /// <summary><c>trade_ticks_20261120</c>, by the first day.</summary>
    public string NameOf(long partition) =>
        $"{Name}_{DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + (int)(partition * Days)):yyyyMMdd}";
}
