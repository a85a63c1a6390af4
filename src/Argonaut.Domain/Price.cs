using Argonaut.Domain.Numbers;

namespace Argonaut.Domain;

/// <summary>A price: mantissa / 10^precision. Precision 0 to 16, as NautilusTrader's <c>Price</c>.</summary>
public readonly record struct Price(long Mantissa, byte Precision)
{
    public static Price Parse(string text) =>
        TryParse(text, out var price) ? price : throw new FormatException($"Expected a decimal price, found '{text}'.");

    /// <summary>The number of decimals in the text is the precision: <c>1.50</c> has precision 2.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Price price)
    {
        var decimals = DecimalText.CountDecimals(text);
        price = default;
        if (decimals is < 0 or > 16 || FixedPoint.TryParse(text, decimals, out var mantissa) != NumberParse.Ok) return false;
        price = new Price(mantissa, (byte)decimals);
        return true;
    }

    public override string ToString() => FixedPoint.Format(Mantissa, Precision, Precision);
}
