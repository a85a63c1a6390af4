namespace Argonaut.Catalog.Writing;

/// <summary>Paths below the export directory that cannot leave it.</summary>
internal static class CatalogPaths
{
    /// <exception cref="CatalogRefusedException">The path leaves the directory, or a folder on the way is a link.</exception>
    public static string Resolve(string root, string relative)
    {
        var path = Path.GetFullPath(root);
        foreach (var part in relative.Split('/'))
        {
            if (part.Length == 0 || part is "." or ".." || part.Contains('\\', StringComparison.Ordinal))
                throw new CatalogRefusedException("invalid_instrument_id", $"'{relative}' is not a path below the export directory.");
            path = Path.Combine(path, part);
            var info = new DirectoryInfo(path);
            if (info.Exists && info.LinkTarget is not null)
                throw new CatalogRefusedException("conflict", $"'{part}' in '{relative}' is a link; exports never follow links out of their directory.");
        }

        return path;
    }
}
