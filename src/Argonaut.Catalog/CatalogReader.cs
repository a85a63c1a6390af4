using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Reading;
using Argonaut.Catalog.Writing;
using Argonaut.Parquet;

namespace Argonaut.Catalog;

/// <summary>
/// Lists catalogs, without following links out of them. Footers are remembered by path, size and time, so that a second listing opens only what is
/// new. Thread-safe.
/// </summary>
/// <param name="root">The folder that holds <c>data/</c>.</param>
/// <param name="mostFiles">A catalog with more is refused.</param>
public sealed class CatalogReader(string root, int mostFiles = int.MaxValue)
{
    /// <summary>In the root of every catalog.</summary>
    public const string DataFolder = CatalogTarget.DataFolder;

    private readonly ConcurrentDictionary<string, Footer> _footers = new(StringComparer.Ordinal);

    /// <summary>Looks at every file below <c>data/</c>. A file that does not open is listed with its reason and stops nothing.</summary>
    /// <param name="dataType">Only this kind, by its API name; null for all.</param>
    /// <param name="instrumentId">Only this instrument; null for all.</param>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder of it may not be read.</exception>
    /// <exception cref="CatalogRefusedException">It has too many files (<c>validation_failed</c>).</exception>
    public CatalogListing List(string? dataType = null, string? instrumentId = null)
    {
        var items = ImmutableArray.CreateBuilder<CatalogItem>();
        var orphans = ImmutableArray.CreateBuilder<string>();
        var unreadable = ImmutableArray.CreateBuilder<UnreadableFile>();
        CatalogProfile? profile = null;
        var count = 0;
        var data = Path.Combine(root, DataFolder);
        if (!Directory.Exists(data)) return new CatalogListing(null, [], [], []);
        orphans.AddRange(FolderFiles.In(data).Select(Relative));
        foreach (var typeFolder in FolderFiles.FoldersIn(data))
        {
            var paths = FolderFiles.Of(typeFolder).ToList();
            count += paths.Count;
            if (count > mostFiles) throw new CatalogRefusedException("validation_failed", $"The catalog has more than {mostFiles} files, the most that are listed.");
            orphans.AddRange(paths.Where(p => !p.EndsWith(FileInterval.Suffix, StringComparison.Ordinal)).Select(Relative));
            foreach (var folder in paths.Where(p => p.EndsWith(FileInterval.Suffix, StringComparison.Ordinal)).GroupBy(p => Path.GetDirectoryName(p)!))
            {
                var footers = new List<Footer>();
                foreach (var path in folder)
                    if (Load(path, unreadable) is { } footer) footers.Add(footer);
                foreach (var group in footers.GroupBy(f => (f.Type.Name, f.Identifier)))
                {
                    var item = MakeItem(folder.Key, [.. group]);
                    if (profile is null && !item.Profiles.IsEmpty) profile = item.Profiles[0];
                    if (dataType is not null && item.Type.Name != dataType) continue;
                    if (instrumentId is not null && item.InstrumentId != instrumentId) continue;
                    items.Add(item);
                }
            }
        }

        return new CatalogListing(profile, items.ToImmutable(), orphans.ToImmutable(), unreadable.ToImmutable());
    }

    private CatalogItem MakeItem(string folder, List<Footer> footers)
    {
        var first = footers[0];
        var files = footers.Select(f => f.Info).ToImmutableArray();
        var named = files.Where(f => f.Interval is not null).Select(f => (f.Path, Interval: f.Interval!.Value)).OrderBy(f => f.Interval.Start).ToList();
        var intervals = Coverage.Union(named.Select(f => f.Interval));
        var gaps = intervals.IsEmpty ? [] : Coverage.Missing(new FileInterval(intervals[0].Start, intervals[^1].End), intervals);
        var overlapping = ImmutableArray.CreateBuilder<string>();
        for (var i = 1; i < named.Count; i++)
            if (named[i].Interval.Overlaps(named[i - 1].Interval)) overlapping.Add(named[i].Path);
        return new CatalogItem(
            first.Type, first.Identifier, first.InstrumentId, Relative(folder), files, intervals, gaps, overlapping.ToImmutable(),
            [.. footers.Select(f => f.Profile).OfType<CatalogProfile>().Distinct().Order()],
            footers.Max(f => f.PricePrecision), footers.Max(f => f.SizePrecision));
    }

    private Footer? Load(string path, ImmutableArray<UnreadableFile>.Builder unreadable)
    {
        try
        {
            var info = new FileInfo(path);
            if (_footers.TryGetValue(path, out var known) && known.Info.Bytes == info.Length && known.Written == info.LastWriteTimeUtc) return known;
            // A pipe has no bytes either, and opening it would wait.
            if (info.Length == 0) throw new ParquetFormatException("The file is empty.", file: info.Name);
            using var file = CatalogFile.Open(path);
            FileInterval? interval = FileInterval.TryParse(info.Name, out var named) ? named : file.TryGetTsInitBounds(out var bounds) ? bounds : null;
            var identifier = file.Type.InstrumentClass is null ? file.Identifier : InstrumentIdOf(file) ?? file.Identifier;
            var footer = new Footer(
                file.Type, identifier, file.Type.InstrumentClass is null ? file.InstrumentId : identifier, file.Profile, file.PricePrecision,
                file.SizePrecision, info.LastWriteTimeUtc,
                new CatalogFileInfo(Relative(path), file.Rows, info.Length, file.Parquet.Metadata.RowGroups.Length, interval, RowTimes.Of(file)));
            _footers[path] = footer;
            return footer;
        }
        catch (Exception e) when (e is ParquetFormatException or IOException or UnauthorizedAccessException)
        {
            unreadable.Add(new UnreadableFile(Relative(path), e is ParquetFormatException ? e.Message : "The file cannot be opened."));
            return null;
        }
    }

    private static string? InstrumentIdOf(CatalogFile file)
    {
        if (file.Parquet.Schema.IndexOf("id") < 0) return null;
        foreach (var batch in file.ReadBatches(columns: ["id"]))
            if (batch.Rows > 0) return batch.Text("id", 0);
        return null;
    }

    private string Relative(string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private sealed record Footer(
        CatalogType Type, string Identifier, string? InstrumentId, CatalogProfile? Profile, int PricePrecision, int SizePrecision, DateTime Written,
        CatalogFileInfo Info);
}
