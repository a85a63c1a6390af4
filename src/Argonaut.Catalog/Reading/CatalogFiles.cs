using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Writing;

namespace Argonaut.Catalog.Reading;

/// <summary>Finds files by their folders, in any naming.</summary>
internal static class CatalogFiles
{
    /// <summary>Paths of one kind, by folder and then by name.</summary>
    public static IEnumerable<string> Of(string root, CatalogType type)
    {
        foreach (var name in new[] { type.Name, type.RustFolder }.Concat(type.OlderFolders).Distinct(StringComparer.Ordinal))
        {
            var folder = Path.Combine(root, CatalogTarget.DataFolder, name);
            if (!Directory.Exists(folder)) continue;
            foreach (var path in Directory.EnumerateFiles(folder, "*" + FileInterval.Suffix, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                yield return path;
        }
    }
}
