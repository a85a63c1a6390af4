using System.Runtime.CompilerServices;

namespace Argonaut.Catalog.Numbers;

/// <summary>
/// Turns mantissas of the database into raw values of a file, by nautilus-catalog.md 3.5: m / 10^s at precision p becomes q / 10^p and is
/// stored as q * 10^(F - p). All integers; nothing is rounded unless asked, and never without saying so.
/// </summary>
internal readonly struct RawScale
{
    private readonly long _divisor;
    private readonly long _up;
    private readonly Int128 _factor;
    private readonly Int128 _min;
    private readonly Int128 _max;
    private readonly bool _rounds;

    /// <param name="scale">s, decimals of the mantissas.</param>
    /// <param name="precision">p, at most the profile's.</param>
    /// <param name="isQuantity">Quantities have other bounds and are never negative.</param>
    /// <param name="rounds">Round half to even what is finer than the precision; else it is refused.</param>
    public RawScale(CatalogProfile profile, int scale, int precision, bool isQuantity, bool rounds)
    {
        var digits = profile.FixedPrecision();
        _divisor = precision < scale ? Power(scale - precision) : 1;
        _up = precision > scale ? Power(precision - scale) : 1;
        _factor = Power(digits - precision);
        _max = (isQuantity ? profile.QuantityMax() : profile.PriceMax()) * (Int128)Power(digits);
        _min = isQuantity ? 0 : -_max;
        _rounds = rounds;
    }

    /// <summary>The raw value; when the result is not a refusal, also q, the mantissa at the precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ScaleResult Convert(long mantissa, out Int128 raw, out Int128 written)
    {
        var result = ScaleResult.Exact;
        if (_divisor == 1)
        {
            written = (Int128)mantissa * _up;
        }
        else
        {
            var (quotient, rest) = Math.DivRem(mantissa, _divisor);
            if (rest != 0)
            {
                if (!_rounds)
                {
                    raw = written = 0;
                    return ScaleResult.OffPrecision;
                }

                quotient += RoundHalfEven(quotient, rest);
                result = ScaleResult.Rounded;
            }

            written = quotient;
        }

        raw = written * _factor;
        return raw < _min || raw > _max ? ScaleResult.OutOfRange : result;
    }

    private int RoundHalfEven(long quotient, long rest)
    {
        var magnitude = Math.Abs(rest);
        var other = _divisor - magnitude;
        if (magnitude < other || (magnitude == other && (quotient & 1) == 0)) return 0;
        return rest < 0 ? -1 : 1;
    }

    internal static long Power(int exponent)
    {
        long value = 1;
        for (var i = 0; i < exponent; i++) value = checked(value * 10);
        return value;
    }
}
