using System.Globalization;
using System.Text;
using Argonaut.Journal.Files;

namespace Argonaut.Journal.Spool;

/// <summary>
/// Which files the spool has: <c>first last</c> in decimal. Without it a file that somebody deleted could not be missed (F-618). A file
/// after <see cref="Last"/> may be there: it is made before the manifest names it.
/// </summary>
internal readonly record struct SpoolManifest(long First, long Last)
{
    public const string Name = "manifest";

    public void Save(ISegmentFiles files) => files.Replace(Name, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{First} {Last}\n")));

    /// <summary>Null when it is missing or not readable as one.</summary>
    public static SpoolManifest? Load(ISegmentFiles files)
    {
        if (!files.List().Contains(Name)) return null;
        var bytes = new byte[64];
        var parts = Encoding.ASCII.GetString(bytes, 0, files.Read(Name, 0, bytes)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                ? new SpoolManifest(first, last) : null;
    }
}
