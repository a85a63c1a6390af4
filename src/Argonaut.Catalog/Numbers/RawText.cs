using System.Globalization;

namespace Argonaut.Catalog.Numbers;

/// <summary>Raw values as decimal text.</summary>
public static class RawText
{
    /// <summary>raw / 10^F with exactly <paramref name="precision"/> decimals, cut off when the raw value is finer.</summary>
    public static string Format(Int128 raw, int fixedPrecision, int precision)
    {
        var q = raw / Power(fixedPrecision - precision);
        return FormatMantissa(q, precision);
    }

    /// <summary>mantissa / 10^precision with exactly that many decimals.</summary>
    public static string FormatMantissa(Int128 mantissa, int precision)
    {
        var digits = Int128.Abs(mantissa).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        var sign = mantissa < 0 ? "-" : "";
        return precision == 0 ? sign + digits : $"{sign}{digits[..^precision]}.{digits[^precision..]}";
    }

    /// <summary>Characters of <see cref="FormatMantissa"/>, without making them.</summary>
    internal static int Length(long mantissa, int precision)
    {
        var magnitude = mantissa < 0 ? (ulong)-(mantissa + 1) + 1 : (ulong)mantissa;
        var digits = 1;
        for (var limit = 10UL; magnitude >= limit; limit *= 10)
        {
            digits++;
            if (digits == 20) break;
        }

        return Math.Max(digits, precision + 1) + (precision > 0 ? 1 : 0) + (mantissa < 0 ? 1 : 0);
    }

    /// <summary>
    /// The mantissa at a store's scale; false when digits would be lost or 64 bits are not enough (nautilus-catalog.md 3.5, step 5).
    /// </summary>
    public static bool TryToMantissa(Int128 raw, int fixedPrecision, int scale, out long mantissa)
    {
        mantissa = 0;
        Int128 wide;
        if (scale >= fixedPrecision)
        {
            wide = raw * Power(scale - fixedPrecision);
        }
        else
        {
            (wide, var rest) = Int128.DivRem(raw, Power(fixedPrecision - scale));
            if (rest != 0) return false;
        }

        if (wide < long.MinValue || wide > long.MaxValue) return false;
        mantissa = (long)wide;
        return true;
    }

    internal static Int128 Power(int exponent)
    {
        Int128 value = 1;
        for (var i = 0; i < exponent; i++) value *= 10;
        return value;
    }
}
