using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Writing;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Reading;

/// <summary>The first rows of a file as text. Trades have the seed's flat columns; a null value is null.</summary>
public sealed record FilePreview(string DataType, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string?>> Rows)
{
    /// <param name="root">The export directory.</param>
    /// <param name="path">Relative to it, with forward slashes; below <c>data/</c> or <c>flat/</c>.</param>
    /// <param name="source">What to print as <c>venue</c>: a catalog does not say where its data came from.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <exception cref="CatalogRefusedException">The path leaves the export directory or is no Parquet file's name.</exception>
    /// <exception cref="ParquetFormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static FilePreview Read(string root, string path, string source, int limit)
    {
        var full = CatalogPaths.Resolve(root, path);
        if (!path.EndsWith(FileInterval.Suffix, StringComparison.Ordinal))
            throw new CatalogRefusedException("invalid_parameter", $"'{path}' is not a Parquet file.");
        using var file = CatalogFile.Open(full);
        var isFlat = file.Parquet.Schema.IndexOf("venue") >= 0;
        ImmutableArray<string> shown = isFlat || file.Type.InstrumentClass is not null ? [.. Names(file)]
            : file.Type == CatalogType.TradeTick ? ["ts_event", "ts_init", "price", "size", "aggressor_side", "trade_id"]
            : ["ts_event", "ts_init", .. Names(file).Where(n => n is not ("ts_event" or "ts_init"))];
        shown = [.. shown.Where(n => file.Parquet.Schema.IndexOf(n) >= 0)];
        ImmutableArray<string> prefix = isFlat || file.Type.InstrumentClass is not null ? [] : [source, file.Identifier];
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string?>>();
        foreach (var batch in file.ReadBatches(columns: shown))
        {
            for (var row = 0; row < batch.Rows && rows.Count < limit; row++)
                rows.Add([.. prefix, .. shown.Select(n => batch.Display(n, row))]);
            if (rows.Count >= limit) break;
        }

        ImmutableArray<string> head = prefix.IsEmpty ? [] : ["venue", file.Type == CatalogType.Bar ? "bar_type" : "instrument_id"];
        return new FilePreview(file.Type.Name, [.. head, .. shown], rows.ToImmutable());
    }

    private static IEnumerable<string> Names(CatalogFile file) => file.Parquet.Schema.Columns.Where(c => c.MaxRepetitionLevel == 0).Select(c => c.Name);
}
