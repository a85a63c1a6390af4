using System.Globalization;

namespace Argonaut.Domain;

/// <summary>An instant: nanoseconds since 1970-01-01T00:00:00Z, 0 to 2262-04-11.</summary>
public readonly record struct UnixNanos(long Value) : IComparable<UnixNanos>
{
    public const long PerMicrosecond = 1_000;
    public const long PerMillisecond = 1_000_000;
    public const long PerSecond = 1_000_000_000;
    public const long PerMinute = 60 * PerSecond;
    public const long PerHour = 60 * PerMinute;
    public const long PerDay = 24 * PerHour;

    private const long TicksAtEpoch = 621_355_968_000_000_000;

    public static UnixNanos Zero => default;

    public static UnixNanos MaxValue => new(long.MaxValue);

    public static UnixNanos FromSeconds(long seconds) => new(checked(seconds * PerSecond));

    public static UnixNanos FromMilliseconds(long milliseconds) => new(checked(milliseconds * PerMillisecond));

    public static UnixNanos FromDateTimeOffset(DateTimeOffset time) => new(checked((time.UtcTicks - TicksAtEpoch) * 100));

    public static UnixNanos FromDate(DateOnly date) =>
        new(checked((date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).Ticks - TicksAtEpoch) * 100));

    /// <summary>The same instant at .NET's resolution: 100 ns, rounded towards the past.</summary>
    public DateTimeOffset ToDateTimeOffset() => new(TicksAtEpoch + Value / 100, TimeSpan.Zero);

    /// <summary>The UTC calendar day of this instant.</summary>
    public DateOnly UtcDate => DateOnly.FromDateTime(ToDateTimeOffset().UtcDateTime);

    public static UnixNanos operator +(UnixNanos at, long nanos) => new(checked(at.Value + nanos));

    public static UnixNanos operator -(UnixNanos at, long nanos) => new(checked(at.Value - nanos));

    public static long operator -(UnixNanos later, UnixNanos earlier) => checked(later.Value - earlier.Value);

    public static bool operator <(UnixNanos left, UnixNanos right) => left.Value < right.Value;

    public static bool operator >(UnixNanos left, UnixNanos right) => left.Value > right.Value;

    public static bool operator <=(UnixNanos left, UnixNanos right) => left.Value <= right.Value;

    public static bool operator >=(UnixNanos left, UnixNanos right) => left.Value >= right.Value;

    public int CompareTo(UnixNanos other) => Value.CompareTo(other.Value);

    /// <summary>RFC 3339 in UTC with exactly nine fractional digits: <c>2023-12-25T00:00:00.000000001Z</c>.</summary>
    public string ToIso()
    {
        var time = ToDateTimeOffset();
        var fraction = Value % PerSecond;
        return string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ss}.{fraction:000000000}Z");
    }

    /// <summary>
    /// Reads a decimal count of nanoseconds, an RFC 3339 time with an offset and up to nine fractional digits, or a bare date
    /// (midnight UTC). A time without an offset is <see cref="TimeParse.Ambiguous"/>.
    /// </summary>
    public static TimeParse TryParse(ReadOnlySpan<char> text, out UnixNanos value)
    {
        value = default;
        text = text.Trim();
        if (text.IsEmpty) return TimeParse.Invalid;
        if (text.IndexOfAnyExceptInRange('0', '9') < 0)
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var nanos) && Set(nanos, out value)
                ? TimeParse.Ok
                : TimeParse.Invalid;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date.Year is >= 1970 and <= 2261 && Set(FromDate(date).Value, out value) ? TimeParse.Ok : TimeParse.Invalid;
        return TryParseRfc3339(text, out value);
    }

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    private static TimeParse TryParseRfc3339(ReadOnlySpan<char> text, out UnixNanos value)
    {
        value = default;
        if (text.Length < 19 || text[10] is not ('T' or 't' or ' ')) return TimeParse.Invalid;
        var format = text[10] == ' ' ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-ddTHH:mm:ss";
        Span<char> head = stackalloc char[19];
        text[..19].ToUpperInvariant(head);
        if (!DateTime.TryParseExact(head, format, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var whole))
            return TimeParse.Invalid;
        var rest = text[19..];
        long fraction = 0;
        if (!rest.IsEmpty && rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits < 0) digits = rest.Length - 1;
            if (digits is 0 or > 9) return TimeParse.Invalid;
            fraction = long.Parse(rest.Slice(1, digits), NumberStyles.None, CultureInfo.InvariantCulture);
            for (var i = digits; i < 9; i++) fraction *= 10;
            rest = rest[(1 + digits)..];
        }

        if (rest.IsEmpty) return TimeParse.Ambiguous;
        long offsetSeconds;
        if (rest is "Z" or "z") offsetSeconds = 0;
        else if (rest.Length == 6 && rest[0] is '+' or '-' && rest[3] == ':'
            && int.TryParse(rest[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours <= 23
            && int.TryParse(rest[4..6], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes <= 59)
            offsetSeconds = (rest[0] == '-' ? -1 : 1) * (hours * 3600L + minutes * 60L);
        else return TimeParse.Invalid;

        if (whole.Year is < 1969 or > 2262) return TimeParse.Invalid;
        var seconds = (whole.Ticks - TicksAtEpoch) / 10_000_000 - offsetSeconds;
        var total = (Int128)seconds * PerSecond + fraction;
        return total >= 0 && total <= long.MaxValue && Set((long)total, out value) ? TimeParse.Ok : TimeParse.Invalid;
    }

    private static bool Set(long nanos, out UnixNanos value)
    {
        value = new UnixNanos(nanos);
        return true;
    }
}
