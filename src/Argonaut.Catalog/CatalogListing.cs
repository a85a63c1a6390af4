using System.Collections.Immutable;

namespace Argonaut.Catalog;

/// <summary>What a catalog holds, as found on disk.</summary>
/// <param name="Profile">Of the first file that tells; null for an empty catalog.</param>
/// <param name="Orphans">Files that no reader takes: relative paths below <c>data/</c>.</param>
public sealed record CatalogListing(
    CatalogProfile? Profile,
    ImmutableArray<CatalogItem> Items,
    ImmutableArray<string> Orphans,
    ImmutableArray<UnreadableFile> Unreadable)
{
    public long Rows => Items.Sum(i => i.Rows);

    public long Bytes => Items.Sum(i => i.Bytes);

    public int Files => Items.Sum(i => i.Files.Length);
}
