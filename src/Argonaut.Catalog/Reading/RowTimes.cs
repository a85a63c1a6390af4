using Argonaut.Catalog.Layout;
using Argonaut.Domain;

namespace Argonaut.Catalog.Reading;

/// <summary>
/// Between which times the rows of a file lie, by its statistics: the <c>ts_event</c> of ticks, and of bars both times, because either may be the
/// close (<see cref="BarDecoder"/>).
/// </summary>
internal static class RowTimes
{
    /// <summary>Null when a row group does not say, or there is none.</summary>
    public static FileInterval? Of(CatalogFile file)
    {
        FileInterval? all = null;
        for (var group = 0; group < file.Parquet.Metadata.RowGroups.Length; group++)
        {
            if (Of(file, group) is not { } one) return null;
            all = all is { } before ? Join(before, one) : one;
        }

        return all;
    }

    /// <summary>Null when the statistics do not say.</summary>
    public static FileInterval? Of(CatalogFile file, int rowGroup)
    {
        if (Of(file, rowGroup, "ts_event") is not { } told) return null;
        if (file.Type != CatalogType.Bar) return told;
        return Of(file, rowGroup, "ts_init") is { } known ? Join(told, known) : null;
    }

    private static FileInterval? Of(CatalogFile file, int rowGroup, string name) =>
        file.Parquet.Schema.IndexOf(name) is >= 0 and var column && file.Parquet.TryGetBounds(rowGroup, column, out var min, out var max) && min >= 0
            ? new FileInterval(new UnixNanos(min), new UnixNanos(max))
            : null;

    private static FileInterval Join(FileInterval a, FileInterval b) => new(a.Start < b.Start ? a.Start : b.Start, a.End > b.End ? a.End : b.End);
}
