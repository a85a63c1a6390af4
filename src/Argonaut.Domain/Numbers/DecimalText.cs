using System.Globalization;

namespace Argonaut.Domain.Numbers;

/// <summary>Questions about decimal text that do not need its value.</summary>
public static class DecimalText
{
    /// <summary>Decimals of plain or exponent text: <c>1.50</c> 2, <c>1e-2</c> 2, <c>5</c> 0; -1 when it is no number.</summary>
    public static int CountDecimals(ReadOnlySpan<char> text)
    {
        var e = text.IndexOfAny('e', 'E');
        var exponent = 0;
        if (e >= 0)
        {
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return -1;
            text = text[..e];
        }

        var dot = text.IndexOf('.');
        var decimals = dot < 0 ? 0 : text.Length - dot - 1;
        return Math.Max(0, decimals - exponent);
    }
}
