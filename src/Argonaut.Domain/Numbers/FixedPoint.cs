using System.Buffers.Text;

namespace Argonaut.Domain.Numbers;

/// <summary>
/// Decimal numbers as a <see cref="long"/> mantissa at a scale: value = mantissa / 10^scale. Text to integer and back without
/// a double in between.
/// </summary>
public static class FixedPoint
{
    /// <summary>The scale of prices and sizes in the store unless an instrument says otherwise.</summary>
    public const int DefaultScale = 8;

    public const int MaxScale = 18;

    private static readonly long[] Powers = MakePowers();

    /// <summary>10^exponent, exponent 0 to 18.</summary>
    public static long PowerOfTen(int exponent) => Powers[exponent];

    /// <summary>
    /// Reads plain (<c>-12.50</c>) or exponent (<c>1.5E-5</c>) decimal text in ASCII as a mantissa at <paramref name="scale"/>.
    /// Digits beyond the scale must be zero, otherwise the answer is <see cref="NumberParse.Inexact"/> with the value cut off.
    /// </summary>
    public static NumberParse TryParse(ReadOnlySpan<byte> utf8, int scale, out long mantissa)
    {
        mantissa = 0;
        var i = 0;
        var negative = false;
        if (utf8.Length > 0 && utf8[0] is (byte)'-' or (byte)'+')
        {
            negative = utf8[0] == '-';
            i = 1;
        }

        ulong value = 0;
        var decimals = -1;
        var digits = 0;
        var inexact = false;
        for (; i < utf8.Length; i++)
        {
            var c = utf8[i];
            if (c == '.')
            {
                if (decimals >= 0) return NumberParse.Invalid;
                decimals = 0;
                continue;
            }

            var digit = (uint)(c - '0');
            if (digit > 9) break;
            digits++;
            if (decimals >= 0)
            {
                if (decimals == scale && !HasExponent(utf8[i..]))
                {
                    inexact |= digit != 0;
                    continue;
                }

                decimals++;
            }

            if (value > 922_337_203_685_477_580UL) return NumberParse.OutOfRange;
            value = value * 10 + digit;
        }

        if (digits == 0) return NumberParse.Invalid;
        var exponent = 0;
        if (i < utf8.Length)
        {
            if (utf8[i] is not ((byte)'e' or (byte)'E')) return NumberParse.Invalid;
            var text = utf8[(i + 1)..];
            if (text.Length > 1 && text[0] == '+') text = text[1..];
            if (!Utf8Parser.TryParse(text, out exponent, out var used) || used != text.Length || Math.Abs(exponent) > 400)
                return NumberParse.Invalid;
        }

        for (var shift = scale - Math.Max(decimals, 0) + exponent; shift != 0 && value != 0;)
        {
            if (shift > 0)
            {
                if (value > 922_337_203_685_477_580UL) return NumberParse.OutOfRange;
                value *= 10;
                shift--;
            }
            else
            {
                (value, var remainder) = Math.DivRem(value, 10);
                inexact |= remainder != 0;
                shift++;
            }
        }

        if (value > long.MaxValue) return NumberParse.OutOfRange;
        mantissa = negative ? -(long)value : (long)value;
        return inexact ? NumberParse.Inexact : NumberParse.Ok;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, int, out long)"/>
    public static NumberParse TryParse(ReadOnlySpan<char> text, int scale, out long mantissa)
    {
        mantissa = 0;
        if (text.Length > 64) return NumberParse.Invalid;
        Span<byte> utf8 = stackalloc byte[64];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] > 127) return NumberParse.Invalid;
            utf8[i] = (byte)text[i];
        }

        return TryParse(utf8[..text.Length], scale, out mantissa);
    }

    /// <summary>
    /// Writes at least <paramref name="minDecimals"/> decimals, and more only where the value has more (API rule A-016):
    /// 15025000000 at scale 8 with 2 decimals is <c>150.25</c>.
    /// </summary>
    public static string Format(long mantissa, int scale, int minDecimals)
    {
        Span<byte> buffer = stackalloc byte[48];
        var written = Format(mantissa, scale, minDecimals, buffer);
        return System.Text.Encoding.ASCII.GetString(buffer[..written]);
    }

    /// <summary>As <see cref="Format(long, int, int)"/> into a buffer of at least 48 bytes; returns the bytes written.</summary>
    public static int Format(long mantissa, int scale, int minDecimals, Span<byte> destination)
    {
        var magnitude = mantissa < 0 ? (ulong)-(mantissa + 1) + 1 : (ulong)mantissa;
        var unit = (ulong)Powers[scale];
        var (whole, fraction) = Math.DivRem(magnitude, unit);
        var at = 0;
        if (mantissa < 0) destination[at++] = (byte)'-';
        Utf8Formatter.TryFormat(whole, destination[at..], out var written);
        at += written;

        var decimals = scale;
        while (decimals > minDecimals && fraction % 10 == 0)
        {
            fraction /= 10;
            decimals--;
        }

        var zeros = Math.Max(0, minDecimals - scale);
        if (decimals + zeros == 0) return at;
        destination[at++] = (byte)'.';
        for (var i = decimals - 1; i >= 0; i--)
        {
            (fraction, var digit) = Math.DivRem(fraction, 10);
            destination[at + i] = (byte)('0' + digit);
        }

        at += decimals;
        destination.Slice(at, zeros).Fill((byte)'0');
        return at + zeros;
    }

    /// <summary>Moves a mantissa to another scale; false when it does not fit or a digit would be lost.</summary>
    public static bool TryRescale(long mantissa, int fromScale, int toScale, out long result)
    {
        result = 0;
        if (toScale >= fromScale)
        {
            var wide = (Int128)mantissa * Powers[toScale - fromScale];
            if (wide < long.MinValue || wide > long.MaxValue) return false;
            result = (long)wide;
            return true;
        }

        (result, var rest) = Math.DivRem(mantissa, Powers[fromScale - toScale]);
        return rest == 0;
    }

    private static bool HasExponent(ReadOnlySpan<byte> rest) => rest.IndexOfAny((byte)'e', (byte)'E') >= 0;

    private static long[] MakePowers()
    {
        var powers = new long[MaxScale + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
