using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Reading;

/// <summary>What of a folder or file of NautilusTrader a store can take: series of rows, definitions, and files it cannot take with the reason.</summary>
public sealed record ImportScan(ImmutableArray<ImportSeries> Series, ImmutableArray<Instrument> Definitions, ImmutableArray<UnreadableFile> Refused)
{
    /// <summary>Opens every Parquet file and reads its footer.</summary>
    /// <param name="path">A catalog, a folder of files, or one file.</param>
    /// <param name="source">Becomes the source of the definitions: a catalog does not say where its data came from.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static ImportScan Read(string path, string source)
    {
        var isFile = File.Exists(path);
        var root = isFile ? Path.GetDirectoryName(path)! : path;
        IEnumerable<string> files = isFile ? [path] : Directory.EnumerateFiles(path, "*" + FileInterval.Suffix, SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var found = new List<(CatalogType Type, string Id, string? BarType, ImportFile File)>();
        var definitions = ImmutableArray.CreateBuilder<Instrument>();
        var refused = ImmutableArray.CreateBuilder<UnreadableFile>();
        foreach (var full in files)
        {
            var relative = Path.GetRelativePath(root, full).Replace('\\', '/');
            try
            {
                using var file = CatalogFile.Open(full);
                if (file.Type.InstrumentClass is not null) definitions.AddRange(InstrumentRows.Read(full, source));
                else if (WhyNot(file) is { } reason) refused.Add(new UnreadableFile(relative, reason));
                else if (file.Rows > 0)
                    found.Add((file.Type, file.InstrumentId!, file.Type == CatalogType.Bar ? file.BarType : null,
                        new ImportFile(full, relative, file.Rows, file.TryGetTsInitBounds(out var bounds) ? bounds : null, file.PricePrecision, file.SizePrecision)));
            }
            catch (Exception e) when (e is ParquetFormatException or IOException or UnauthorizedAccessException)
            {
                refused.Add(new UnreadableFile(relative, e is ParquetFormatException ? e.Message : "The file cannot be opened."));
            }
        }

        var series = found.GroupBy(f => (f.Type, f.Id, f.BarType))
            .OrderBy(g => g.Key.Id, StringComparer.Ordinal).ThenBy(g => g.Key.Type.Name, StringComparer.Ordinal).ThenBy(g => g.Key.BarType, StringComparer.Ordinal)
            .Select(g => new ImportSeries(
                g.Key.Type, g.Key.Id, g.Key.BarType, [.. g.Select(f => f.File).OrderBy(f => f.Bounds?.Start ?? UnixNanos.Zero).ThenBy(f => f.Relative, StringComparer.Ordinal)]));
        return new ImportScan([.. series], definitions.ToImmutable(), refused.ToImmutable());
    }

    private static string? WhyNot(CatalogFile file)
    {
        if (file.Type != CatalogType.TradeTick && file.Type != CatalogType.QuoteTick && file.Type != CatalogType.Bar)
            return $"Files of {file.Type} are not imported; trades, quotes and bars are.";
        if (file.InstrumentId is null) return "The metadata names no instrument.";
        if (file.Profile is null) return "The file has no price column.";
        if (file.PricePrecision < 0 || file.SizePrecision < 0) return "The metadata does not state price_precision and size_precision.";
        return file.Type == CatalogType.Bar && ImportSeries.TimeframeOf(file.BarType!) is null
            ? $"Bars of the type {file.BarType} are not kept: lengths are {string.Join(' ', Timeframe.All.Select(t => t.Code))}." : null;
    }
}
