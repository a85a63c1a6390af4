using Argonaut.Domain;
using Argonaut.Domain.Numbers;

namespace Argonaut.Trading.Alerts;

/// <summary>Compares mantissas of different scales, exactly.</summary>
internal static class Decimals
{
    /// <summary>Negative, zero or positive: <paramref name="mantissa"/> at <paramref name="scale"/> against a number of its own precision.</summary>
    public static int Compare(long mantissa, int scale, Price other)
    {
        var common = Math.Max(scale, other.Precision);
        return Raise(mantissa, common - scale).CompareTo(Raise(other.Mantissa, common - other.Precision));
    }

    /// <summary>True when <paramref name="change"/> is <paramref name="percent"/> or more of <paramref name="of"/>; both at one scale.</summary>
    public static bool IsShare(long change, long of, Price percent) =>
        (Int128)change * 100 * FixedPoint.PowerOfTen(percent.Precision) >= (Int128)percent.Mantissa * of;

    private static Int128 Raise(long mantissa, int by) => (Int128)mantissa * FixedPoint.PowerOfTen(by);
}
