using System.Collections.Immutable;
using System.Security.Cryptography;
using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>The published files of one folder and the intervals they cover.</summary>
internal static class ExistingFiles
{
    public static ImmutableArray<(string Path, FileInterval Interval)> In(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        var files = ImmutableArray.CreateBuilder<(string, FileInterval)>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + FileInterval.Suffix).Order(StringComparer.Ordinal))
            files.Add((path, IntervalOf(path)));
        return files.ToImmutable();
    }

    public static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    // A foreign name says nothing: the statistics do, and without them the file may cover anything.
    private static FileInterval IntervalOf(string path)
    {
        if (FileInterval.TryParse(Path.GetFileName(path), out var interval)) return interval;
        using var reader = ParquetReader.Open(path);
        var column = reader.Schema.IndexOf("ts_init");
        long min = long.MaxValue, max = 0;
        for (var group = 0; group < reader.Metadata.RowGroups.Length; group++)
        {
            if (column < 0 || !reader.TryGetBounds(group, column, out var low, out var high))
                return new FileInterval(UnixNanos.Zero, UnixNanos.MaxValue);
            min = Math.Min(min, low);
            max = Math.Max(max, high);
        }

        return min > max ? new FileInterval(UnixNanos.Zero, UnixNanos.MaxValue) : new FileInterval(new UnixNanos(min), new UnixNanos(max));
    }
}
