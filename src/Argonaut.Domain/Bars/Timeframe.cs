using System.Collections.Immutable;

namespace Argonaut.Domain.Bars;

/// <summary>
/// One of the twenty bar lengths. Intervals are half-open, <c>open &lt;= ts_event &lt; close</c>, aligned to 1970 UTC up to a day;
/// weeks open on Monday 00:00 UTC and months on day 1. Source: nautilus-catalog.md 5.13.
/// </summary>
public readonly record struct Timeframe
{
    private static readonly (string Code, long Nanos, string BarType)[] Table =
    [
        ("1s", UnixNanos.PerSecond, "1-SECOND"), ("5s", 5 * UnixNanos.PerSecond, "5-SECOND"),
        ("15s", 15 * UnixNanos.PerSecond, "15-SECOND"), ("30s", 30 * UnixNanos.PerSecond, "30-SECOND"),
        ("1m", UnixNanos.PerMinute, "1-MINUTE"), ("2m", 2 * UnixNanos.PerMinute, "2-MINUTE"),
        ("3m", 3 * UnixNanos.PerMinute, "3-MINUTE"), ("5m", 5 * UnixNanos.PerMinute, "5-MINUTE"),
        ("10m", 10 * UnixNanos.PerMinute, "10-MINUTE"), ("15m", 15 * UnixNanos.PerMinute, "15-MINUTE"),
        ("30m", 30 * UnixNanos.PerMinute, "30-MINUTE"), ("1h", UnixNanos.PerHour, "1-HOUR"),
        ("2h", 2 * UnixNanos.PerHour, "2-HOUR"), ("4h", 4 * UnixNanos.PerHour, "4-HOUR"),
        ("6h", 6 * UnixNanos.PerHour, "6-HOUR"), ("8h", 8 * UnixNanos.PerHour, "8-HOUR"),
        ("12h", 12 * UnixNanos.PerHour, "12-HOUR"), ("1D", UnixNanos.PerDay, "1-DAY"),
        ("1W", 7 * UnixNanos.PerDay, "1-WEEK"), ("1M", 0, "1-MONTH"),
    ];

    private const long MondayShift = 3 * UnixNanos.PerDay;

    private readonly byte _index;

    private Timeframe(int index) => _index = (byte)index;

    public static readonly Timeframe Second1 = new(0);
    public static readonly Timeframe Minute1 = new(4);
    public static readonly Timeframe Hour1 = new(11);
    public static readonly Timeframe Day1 = new(17);
    public static readonly Timeframe Week1 = new(18);
    public static readonly Timeframe Month1 = new(19);

    /// <summary>All twenty, shortest first.</summary>
    public static ImmutableArray<Timeframe> All { get; } = [.. Enumerable.Range(0, Table.Length).Select(i => new Timeframe(i))];

    /// <summary>0 for 1s to 19 for 1M: an array index, and the number in the database.</summary>
    public int Index => _index;

    public string Code => Table[_index].Code;

    /// <summary>NautilusTrader's part of the bar type: <c>5-MINUTE</c>.</summary>
    public string BarTypePart => Table[_index].BarType;

    /// <summary>Length in nanoseconds; 0 for months, which differ.</summary>
    public long Nanos => Table[_index].Nanos;

    public static Timeframe FromIndex(int index) =>
        (uint)index < (uint)Table.Length ? new Timeframe(index) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Case matters only for <c>m</c> and <c>M</c>; <c>1d</c> and <c>1w</c> are aliases.</summary>
    public static bool TryParse(string? text, out Timeframe timeframe)
    {
        timeframe = default;
        for (var i = 0; i < Table.Length; i++)
        {
            var code = Table[i].Code;
            var ignoreCase = code[^1] is not ('m' or 'M');
            if (!string.Equals(text, code, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)) continue;
            timeframe = new Timeframe(i);
            return true;
        }

        return false;
    }

    public UnixNanos OpenOf(UnixNanos at)
    {
        var t = at.Value;
        if (_index < Week1._index) return new UnixNanos(t - t % Nanos);
        if (_index == Week1._index) return new UnixNanos(Math.Max(0, t + MondayShift - (t + MondayShift) % Nanos - MondayShift));
        var date = at.UtcDate;
        return UnixNanos.FromDate(new DateOnly(date.Year, date.Month, 1));
    }

    public UnixNanos CloseOf(UnixNanos open)
    {
        if (_index != Month1._index) return open + (open.Value == 0 && _index == Week1._index ? Nanos - MondayShift : Nanos);
        return UnixNanos.FromDate(open.UtcDate.AddMonths(1));
    }

    /// <summary>NautilusTrader's text: <c>AAPL.NASDAQ-1-MINUTE-LAST-EXTERNAL</c>.</summary>
    public string BarTypeOf(InstrumentId instrument, PriceType priceType) =>
        $"{instrument}-{BarTypePart}-{priceType.ToString().ToUpperInvariant()}-EXTERNAL";

    public override string ToString() => Code;
}
