using System.Collections.Immutable;
using Argonaut.Catalog;
using Argonaut.Catalog.Reading;
using Argonaut.Server.Contracts;

namespace Argonaut.Server.Export;

/// <summary>The first rows of a file as an answer has them.</summary>
internal static class PreviewRows
{
    /// <param name="path">Relative to the catalog.</param>
    /// <param name="preview">What was read.</param>
    /// <param name="source">The data source; a catalog does not say where its data came from.</param>
    public static PreviewItem Of(string path, CatalogPreview preview, string source)
    {
        // The seed's order: source and id first, then the times, then the values.
        ImmutableArray<string> leading = ["venue", "instrument_id", "ts_event", "ts_init"];
        ImmutableArray<string> columns = [.. leading, .. preview.Columns.Where(c => !leading.Contains(c))];
        return new PreviewItem
        {
            Path = path,
            DataType = preview.DataType,
            InstrumentId = preview.InstrumentId ?? "",
            Rows = preview.Rows,
            Bytes = preview.Bytes,
            RowGroups = preview.RowGroups,
            NautilusProfile = preview.Profile?.Text(),
            CreatedBy = preview.CreatedBy,
            Metadata = preview.Metadata,
            Columns = columns,
            Items = [.. preview.Items.Select(row => columns.Select(c => preview.Columns.IndexOf(c) switch
            {
                >= 0 and var index => row[index],
                _ => c == "venue" ? source : c == "instrument_id" ? preview.InstrumentId ?? "" : "",
            }).ToImmutableArray())],
        };
    }
}
