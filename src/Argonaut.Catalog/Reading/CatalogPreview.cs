using System.Collections.Immutable;
using Argonaut.Catalog.Writing;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Reading;

/// <summary>The first rows of a file as text, prices as decimals.</summary>
/// <param name="Columns">Names in file order.</param>
/// <param name="Items">Rows in the order of the columns; a null is an empty text.</param>
public sealed record CatalogPreview(
    string DataType, string? InstrumentId, string Identifier, long Rows, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Items)
{
    /// <summary>The file's own words about itself, without the encoded Arrow schema.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public int RowGroups { get; init; }

    public long Bytes { get; init; }

    /// <summary>Null when no column tells.</summary>
    public CatalogProfile? Profile { get; init; }

    /// <summary>Who wrote it; null when it does not say.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Null when there is no such file below the export directory.</summary>
    /// <param name="path">Relative to the export directory, with forward slashes.</param>
    /// <exception cref="CatalogRefusedException">The file is no readable Parquet file (<c>validation_failed</c>), or the path is a link.</exception>
    public static CatalogPreview? Read(string root, string path, int rows)
    {
        if (Find(root, path) is not { } full) return null;
        try
        {
            using var file = CatalogFile.Open(full);
            var items = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
            ImmutableArray<string> columns = [];
            foreach (var batch in file.ReadBatches())
            {
                columns = [.. batch.Names];
                for (var row = 0; row < batch.Rows && items.Count < rows; row++)
                    items.Add([.. columns.Select(name => batch.Display(name, row) ?? "")]);
                if (items.Count >= rows) break;
            }

            return new CatalogPreview(file.Type.Name, file.InstrumentId, file.Identifier, file.Rows, columns, items.ToImmutable())
            {
                Metadata = file.Metadata.ToImmutableSortedDictionary(StringComparer.Ordinal),
                RowGroups = file.Parquet.Metadata.RowGroups.Length,
                Bytes = new FileInfo(full).Length,
                Profile = file.Profile,
                CreatedBy = file.Parquet.Metadata.CreatedBy is { Length: > 0 } by ? by : null,
            };
        }
        catch (Exception e) when (e is ParquetFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CatalogRefusedException("validation_failed", e is ParquetFormatException ? e.Message : "The file cannot be read.", path);
        }
    }

    /// <summary>The full path of a Parquet file below the export directory; null when the path leads elsewhere or to nothing.</summary>
    public static string? Find(string root, string path)
    {
        if (!path.EndsWith(Layout.FileInterval.Suffix, StringComparison.Ordinal)) return null;
        try
        {
            var full = CatalogPaths.Resolve(root, path);
            var info = new FileInfo(full);
            return info.Exists && info.LinkTarget is null ? full : null;
        }
        catch (CatalogRefusedException)
        {
            return null;
        }
    }
}
