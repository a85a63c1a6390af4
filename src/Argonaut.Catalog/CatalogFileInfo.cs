using Argonaut.Catalog.Layout;

namespace Argonaut.Catalog;

/// <summary>A readable file of a catalog.</summary>
/// <param name="Path">Relative to the export directory, with forward slashes.</param>
/// <param name="Interval">The coverage: of the name, else of the statistics; null when neither tells.</param>
/// <param name="Times">Holds the <c>ts_event</c> of its rows, of bars the <c>ts_init</c> too, by the statistics; null when they do not tell.</param>
public sealed record CatalogFileInfo(string Path, long Rows, long Bytes, int RowGroups, FileInterval? Interval, FileInterval? Times);
