using System.Globalization;
using System.Text;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Text rules of the wire (ib-tws-protocol.md 2.2).</summary>
public static class IbText
{
    /// <summary>Turns <c>\uXXXX</c> escapes into characters; anything else stays as it is.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains("\\u", StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 5 < text.Length && text[i + 1] == 'u'
                && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                result.Append((char)unit);
                i += 5;
                continue;
            }

            result.Append(text[i]);
        }

        return result.ToString();
    }

    /// <summary>Requests carry printable ASCII, tab, CR and LF only (error 579).</summary>
    public static bool IsSendable(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (c is not ((>= ' ' and <= '~') or '\t' or '\r' or '\n')) return false;
        return true;
    }
}
