using Argonaut.Domain.Numbers;

namespace Argonaut.Domain;

/// <summary>A size: mantissa / 10^precision, never negative. Precision 0 to 16, as NautilusTrader's <c>Quantity</c>.</summary>
public readonly record struct Quantity(long Mantissa, byte Precision)
{
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity) ? quantity : throw new FormatException($"Expected a decimal quantity of 0 or more, found '{text}'.");

    /// <summary>The number of decimals in the text is the precision: <c>1.50</c> has precision 2.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity)
    {
        var decimals = DecimalText.CountDecimals(text);
        quantity = default;
        if (decimals is < 0 or > 16 || FixedPoint.TryParse(text, decimals, out var mantissa) != NumberParse.Ok || mantissa < 0) return false;
        quantity = new Quantity(mantissa, (byte)decimals);
        return true;
    }

    public override string ToString() => FixedPoint.Format(Mantissa, Precision, Precision);
}
