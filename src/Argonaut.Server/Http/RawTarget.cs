using System.Collections.Immutable;
using System.Text;

namespace Argonaut.Server.Http;

/// <summary>
/// The path of the request line in segments, each decoded once. Kestrel leaves <c>%2F</c> encoded in its own path, so ids are read
/// from here (api.md A-020).
/// </summary>
internal static class RawTarget
{
    private const int LongestSegment = 512;

    /// <summary>
    /// False when a segment cannot be part of a name: dots that climb, a backslash, control characters, text that is not UTF-8, or a
    /// broken percent code. Such a path leads nowhere.
    /// </summary>
    public static bool TrySplit(string target, out ImmutableArray<string> segments)
    {
        segments = [];
        var start = target.StartsWith('/') ? 0 : target.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0 ? target.IndexOf('/', scheme + 3) : -1;
        if (start < 0) return false;
        var end = target.AsSpan(start).IndexOfAny('?', '#');
        var path = end < 0 ? target.AsSpan(start + 1) : target.AsSpan(start + 1, end - 1);
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var range in path.Split('/'))
        {
            if (!TryDecode(path[range], out var segment)) return false;
            found.Add(segment);
        }

        segments = found.ToImmutable();
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out string segment)
    {
        segment = "";
        if (text.Length > LongestSegment) return false;
        Span<byte> bytes = stackalloc byte[LongestSegment];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return false;
                bytes[length++] = Convert.FromHexString(text.Slice(i + 1, 2))[0];
                i += 2;
            }
            else if (c > 127)
            {
                return false;
            }
            else
            {
                bytes[length++] = (byte)c;
            }
        }

        try
        {
            segment = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes[..length]);
        }
        catch (ArgumentException)
        {
            return false;
        }

        if (segment is "." or "..") return false;
        foreach (var part in segment.Split('/'))
            if (part is "..") return false;
        foreach (var c in segment)
            if (char.IsControl(c) || c == '\\') return false;
        return true;
    }
}
