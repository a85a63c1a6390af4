using System.Globalization;
using Argonaut.Domain;

namespace Argonaut.Catalog.Layout;

/// <summary>
/// The closed interval of <c>ts_init</c> that a file covers, which is its name: <c>&lt;start&gt;_&lt;end&gt;.parquet</c>
/// (nautilus-catalog.md 2.2). The name may be wider than the data.
/// </summary>
public readonly record struct FileInterval(UnixNanos Start, UnixNanos End)
{
    public const string Suffix = ".parquet";

    public string FileName => $"{Stamp(Start)}_{Stamp(End)}{Suffix}";

    /// <summary>Reads a name, also one with fewer fractional digits or with the third part of later versions.</summary>
    public static bool TryParse(string fileName, out FileInterval interval)
    {
        interval = default;
        if (!fileName.EndsWith(Suffix, StringComparison.Ordinal)) return false;
        var parts = fileName[..^Suffix.Length].Split('_');
        if (parts.Length is < 2 or > 3 || (parts.Length == 3 && !parts[2].All(char.IsAsciiLetterOrDigit))) return false;
        if (!TryParseStamp(parts[0], out var start) || !TryParseStamp(parts[1], out var end) || end < start) return false;
        interval = new FileInterval(start, end);
        return true;
    }

    public bool Overlaps(FileInterval other) => Start <= other.End && other.Start <= End;

    /// <summary><c>2023-10-26T07-30-50-123456789Z</c>.</summary>
    public static string Stamp(UnixNanos at) => at.ToIso().Replace(':', '-').Replace('.', '-');

    private static bool TryParseStamp(string text, out UnixNanos at)
    {
        at = default;
        var t = text.IndexOf('T', StringComparison.Ordinal);
        if (t != 10 || !text.EndsWith('Z')) return false;
        var time = text[(t + 1)..^1].Split('-');
        if (time.Length is < 3 or > 4) return false;
        var fraction = time.Length == 4 ? time[3] : "0";
        if (fraction.Length is 0 or > 9) return false;
        var iso = string.Create(CultureInfo.InvariantCulture, $"{text[..t]}T{time[0]}:{time[1]}:{time[2]}.{fraction}Z");
        return UnixNanos.TryParse(iso, out at) == TimeParse.Ok;
    }
}
