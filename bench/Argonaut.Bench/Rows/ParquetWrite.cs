using System.Collections.Immutable;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Data;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>P-08: the six-column table to a Snappy file on one thread, against DuckDB with one thread and hyparquet-writer.</summary>
internal sealed class ParquetWrite : IBenchmarkRow
{
    private static readonly Metric AgainstDuckDb =
        new("P-08", "Parquet write, Snappy, against DuckDB", "rows/s", "rate", Bound.RatioAtLeast(0.4), Bound.RatioAtLeast(1));

    private static readonly Metric AgainstHyparquet =
        new("P-08", "Parquet write, Snappy, against hyparquet-writer", "rows/s", "rate", Bound.RatioAtLeast(4));

    public string Id => "P-08";

    public string Title => "Parquet write";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        if (NodeAnchors.Missing(context.Root) is { } missing) return [AgainstDuckDb.Skipped(missing), AgainstHyparquet.Skipped(missing)];
        var workload = await context.ParquetAsync(ct);
        var anchors = workload.Anchors;
        OwnThread.WarmUp(() => ParquetTrades.Write(workload.Table, workload.OursFile));
        var duckDb = await PairedRounds.RunAsync(
            context.Options.Rounds, _ => Ours(workload), async t => RateOf(workload, await anchors.DuckDbWriteAsync(workload.DuckDbFile, "snappy", t)), ct);
        var hyparquet = await PairedRounds.RunAsync(
            context.Options.Rounds, _ => Ours(workload), async t => RateOf(workload, await anchors.HyparquetWriteAsync(workload.HyparquetFile, t)), ct);

        workload.Check("our file", ParquetTrades.Read(workload.OursFile));
        workload.Check("DuckDB's file", ParquetTrades.Read(workload.DuckDbFile));
        workload.Check("hyparquet-writer's file", ParquetTrades.Read(workload.HyparquetFile));
        return
        [
            AgainstDuckDb.Judge(duckDb.Ours, duckDb.Anchor, "DuckDB, 1 thread", anchors.DuckDbVersion),
            AgainstHyparquet.Judge(hyparquet.Ours, hyparquet.Anchor, "hyparquet-writer", anchors.HyparquetWriterVersion),
        ];
    }

    private static Task<Sample> Ours(ParquetWorkload workload) =>
        Task.FromResult(OwnThread.Time(() => ParquetTrades.Write(workload.Table, workload.OursFile), workload.Table.Rows));

    private static Sample RateOf(ParquetWorkload workload, Timing timing) =>
        Sample.Of(("rate", workload.Table.Rows / timing.Seconds)) with
        {
            CpuSeconds = ImmutableDictionary<string, double>.Empty.Add("node", timing.CpuSeconds),
        };
}
