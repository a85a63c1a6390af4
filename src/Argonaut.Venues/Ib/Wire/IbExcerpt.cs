using System.Text;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>The first bytes of something unreadable, for a log: fields separated by <c>|</c>, the digits of account numbers hidden.</summary>
public static class IbExcerpt
{
    public const int MaxBytes = 64;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes) bytes = bytes[..MaxBytes];
        var text = new StringBuilder(bytes.Length);
        var isAccount = false;
        foreach (var b in bytes)
        {
            var c = b switch { 0 => '|', >= 0x20 and <= 0x7E => (char)b, _ => '.' };
            // DU1234567, U1234567, F1234567: a digit behind a capital letter begins a number that nobody else should read.
            isAccount = char.IsAsciiDigit(c) && (isAccount || (text.Length > 0 && char.IsAsciiLetterUpper(text[^1])));
            text.Append(isAccount ? '*' : c);
        }

        return text.ToString();
    }
}
