using System.Collections.Immutable;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>P-11: bytes a row of the six-column table, Snappy, against DuckDB's Snappy file and its CSV of the same rows.</summary>
internal sealed class FileSize : IBenchmarkRow
{
    private static readonly Metric AgainstDuckDb =
        new("P-11", "file size, Snappy, against DuckDB Snappy", "B/row", "bytes", Bound.RatioAtMost(1));

    private static readonly Metric AgainstCsv = new("P-11", "file size, Snappy, against CSV", "B/row", "bytes", Bound.RatioAtMost(0.3));

    public string Id => "P-11";

    public string Title => "file size";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        if (NodeAnchors.Missing(context.Root) is { } missing) return [AgainstDuckDb.Skipped(missing), AgainstCsv.Skipped(missing)];
        var workload = await context.ParquetAsync(ct);
        await workload.Anchors.DuckDbCsvAsync(workload.CsvFile, ct);
        var ours = SizeOf(workload.OursFile);
        var version = workload.Anchors.DuckDbVersion;
        return
        [
            AgainstDuckDb.Judge([ours], [SizeOf(workload.DuckDbFile)], "DuckDB", version),
            AgainstCsv.Judge([ours], [SizeOf(workload.CsvFile)], "CSV by DuckDB", version),
        ];

        Sample SizeOf(string file) => Sample.Of(("bytes", (double)new FileInfo(file).Length / workload.Table.Rows));
    }
}
