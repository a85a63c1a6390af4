using Argonaut.Catalog.Layout;
using Argonaut.Domain.Data;

namespace Argonaut.Catalog.Reading;

/// <summary>The ticks of one file ordered by <c>ts_init</c>, whatever their order in it is.</summary>
internal static class TickFileRows
{
    /// <summary>Row group by row group; a file that is not sorted is read whole.</summary>
    /// <param name="range">Row groups outside of it may be left out.</param>
    /// <param name="refused">As of <see cref="TickDecoder.Decode"/>.</param>
    /// <exception cref="Parquet.ParquetFormatException">A page is damaged, or a value cannot be represented.</exception>
    public static IEnumerable<MarketEvent> Read(CatalogFile file, TickDecoder decoder, FileInterval range, Action<string>? refused = null)
    {
        var rows = new List<MarketEvent>();
        if (!IsSorted(file))
        {
            foreach (var batch in file.ReadBatches()) decoder.Decode(batch, rows, refused);
            foreach (var row in rows.OrderBy(r => r.TsInit)) yield return row;
            yield break;
        }

        foreach (var batch in file.ReadBatches(range))
        {
            rows.Clear();
            decoder.Decode(batch, rows, refused);
            foreach (var row in rows) yield return row;
        }
    }

    private static bool IsSorted(CatalogFile file)
    {
        var last = long.MinValue;
        foreach (var batch in file.ReadBatches(columns: ["ts_init"]))
        {
            var times = batch["ts_init"].Int64;
            if (times.Length == 0) continue;
            if (times[0] < last || !StableOrder.IsSorted(times)) return false;
            last = times[^1];
        }

        return true;
    }
}
