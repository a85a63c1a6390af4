using System.Collections.Immutable;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Data;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-09: all six columns of a Snappy file decoded and summed up on one thread, our file and DuckDB's, against DuckDB with one thread
/// and hyparquet on the same file.
/// </summary>
internal sealed class ParquetRead : IBenchmarkRow
{
    private static readonly Metric OursByDuckDb =
        new("P-09", "Parquet read of our file, against DuckDB", "rows/s", "rate", Bound.RatioAtLeast(0.4), Bound.RatioAtLeast(1));

    private static readonly Metric DuckDbsByDuckDb =
        new("P-09", "Parquet read of DuckDB's file, against DuckDB", "rows/s", "rate", Bound.RatioAtLeast(0.4), Bound.RatioAtLeast(1));

    private static readonly Metric OursByHyparquet =
        new("P-09", "Parquet read of our file, against hyparquet", "rows/s", "rate", Bound.RatioAtLeast(5));

    public string Id => "P-09";

    public string Title => "Parquet read";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        if (NodeAnchors.Missing(context.Root) is { } missing)
            return [OursByDuckDb.Skipped(missing), DuckDbsByDuckDb.Skipped(missing), OursByHyparquet.Skipped(missing)];
        var workload = await context.ParquetAsync(ct);
        var anchors = workload.Anchors;
        OwnThread.WarmUp(() => ParquetTrades.Read(workload.DuckDbFile));
        OwnThread.WarmUp(() => ParquetTrades.Read(workload.OursFile));
        return
        [
            await MeasureAsync(OursByDuckDb, workload.OursFile, anchors.DuckDbReadAsync, "DuckDB, 1 thread", anchors.DuckDbVersion),
            await MeasureAsync(DuckDbsByDuckDb, workload.DuckDbFile, anchors.DuckDbReadAsync, "DuckDB, 1 thread", anchors.DuckDbVersion),
            await MeasureAsync(OursByHyparquet, workload.OursFile, anchors.HyparquetReadAsync, "hyparquet", anchors.HyparquetVersion),
        ];

        async Task<BenchResult> MeasureAsync(
            Metric metric, string file, Func<string, CancellationToken, Task<(Timing Timing, TableChecksum Checksum)>> anchor, string name, string version)
        {
            var samples = await PairedRounds.RunAsync(
                context.Options.Rounds,
                _ => Task.FromResult(OwnThread.Time(() => workload.Check("our reader", ParquetTrades.Read(file)), workload.Table.Rows)),
                async token =>
                {
                    var (timing, checksum) = await anchor(file, token);
                    workload.Check(name, checksum);
                    return Sample.Of(("rate", workload.Table.Rows / timing.Seconds)) with
                    {
                        CpuSeconds = ImmutableDictionary<string, double>.Empty.Add("node", timing.CpuSeconds),
                    };
                },
                ct);
            return metric.Judge(samples.Ours, samples.Anchor, name, version);
        }
    }
}
