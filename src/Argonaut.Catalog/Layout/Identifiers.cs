using System.Text;

namespace Argonaut.Catalog.Layout;

/// <summary>What an instrument id or bar type becomes in paths and in the reader's SQL (nautilus-catalog.md 2.4), Python naming.</summary>
public static class Identifiers
{
    private const int MaxBytes = 200;

    /// <summary>The folder: every <c>/</c> removed, nothing else changed.</summary>
    public static string FolderOf(string identifier) => identifier.Replace("/", "", StringComparison.Ordinal);

    /// <summary>Why an identifier cannot be exported, as a sentence; null when it can.</summary>
    /// <param name="forWindows">The catalog is on a file system of Windows.</param>
    public static string? Problem(string identifier, bool forWindows)
    {
        if (identifier.Length == 0) return "The identifier is empty.";
        if (identifier is "." or "..") return $"The identifier '{identifier}' is a path.";
        if (identifier[0] == ' ' || identifier[^1] == ' ') return $"The identifier '{identifier}' starts or ends with a blank.";
        if (identifier[^1] == '.') return $"The identifier '{identifier}' ends with a dot.";
        if (Encoding.UTF8.GetByteCount(identifier) > MaxBytes) return $"The identifier '{identifier}' is longer than {MaxBytes} bytes.";
        var folder = FolderOf(identifier);
        if (folder.Length == 0 || folder is "." or "..") return $"The identifier '{identifier}' leaves no folder name.";
        foreach (var c in folder)
        {
            if (c == '\\' || char.IsControl(c)) return $"The identifier '{identifier}' contains a backslash or a control character.";
            if (forWindows && c is '<' or '>' or ':' or '"' or '|' or '?' or '*')
                return $"The identifier '{identifier}' contains '{c}', which Windows does not allow in a folder name.";
            if (!char.IsLetterOrDigit(c) && !char.IsSurrogate(c) && c is not ('_' or '@' or '#' or '$' or '.' or '-' or ' ' or '^' or ':'))
                return $"The identifier '{identifier}' contains '{c}', which NautilusTrader's Python reader cannot query; use simplified symbology.";
        }

        return null;
    }

    /// <summary>The name under which NautilusTrader's Python reader registers a folder; two equal names hide each other.</summary>
    public static string TableName(string typeFolder, string identifierFolder) =>
        $"{typeFolder}_{identifierFolder}".Replace('.', '_').Replace('-', '_').Replace(' ', '_').Replace('^', '_').Replace(':', '_').ToLowerInvariant();

    /// <summary>The instrument id inside a bar type: everything before its last four parts.</summary>
    public static bool TrySplitBarType(string barType, out string instrumentId, out string specification)
    {
        instrumentId = specification = "";
        var standard = barType.Split('@')[0];
        var cut = standard.Length;
        for (var i = 0; i < 4; i++)
        {
            cut = cut <= 0 ? -1 : standard.LastIndexOf('-', cut - 1);
            if (cut <= 0) return false;
        }

        instrumentId = standard[..cut];
        specification = standard[(cut + 1)..];
        return true;
    }

    /// <summary>Why a bar type cannot be parsed by NautilusTrader (nautilus-catalog.md 3.4), as a sentence; null when it can.</summary>
    public static string? BarTypeProblem(string barType)
    {
        if (!TrySplitBarType(barType, out var id, out var specification)) return $"The bar type '{barType}' does not have five parts.";
        var parts = specification.Split('-');
        if (!id.Contains('.', StringComparison.Ordinal)) return $"The bar type '{barType}' has an instrument id without a dot.";
        if (!int.TryParse(parts[0], System.Globalization.NumberStyles.None, null, out var step) || step < 1)
            return $"The bar type '{barType}' has the step '{parts[0]}'.";
        if (parts[2] is not ("BID" or "ASK" or "MID" or "LAST" or "MARK")) return $"The bar type '{barType}' has the price type '{parts[2]}'.";
        if (parts[3] is not ("EXTERNAL" or "INTERNAL")) return $"The bar type '{barType}' has the source '{parts[3]}'.";
        var divisor = parts[1] switch { "MILLISECOND" => 1000, "SECOND" or "MINUTE" => 60, "HOUR" => 24, "MONTH" => 12, _ => 0 };
        var known = divisor > 0 || parts[1] is "TICK" or "TICK_IMBALANCE" or "TICK_RUNS" or "VOLUME" or "VOLUME_IMBALANCE" or "VOLUME_RUNS" or "VALUE"
            or "VALUE_IMBALANCE" or "VALUE_RUNS" or "DAY" or "WEEK" or "YEAR" or "RENKO";
        if (!known) return $"The bar type '{barType}' has the aggregation '{parts[1]}'.";
        return divisor > 0 && (step >= divisor || divisor % step != 0) ? $"The bar type '{barType}' has a step that does not divide {divisor}." : null;
    }
}
