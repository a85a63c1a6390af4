using System.Collections.Immutable;
using System.Diagnostics;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;
using Argonaut.Domain.Data;
using Argonaut.Ports;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-01: numbered trades through <see cref="IMarketStore.CommitAsync"/>, 5,000 a commit with the watermark in the same transaction and
/// synchronous commit on, the next batch sent ahead as the product does it when a whole one waits, against the same rows as one binary
/// COPY in one transaction into the same table.
/// </summary>
internal sealed class StorageIngest : IBenchmarkRow
{
    private const int TicksPerCommit = 5_000;

    private static readonly Metric Rate =
        new("P-01", "storage ingest, 5,000 a commit", "ticks/s", "rate", Bound.RatioAtLeast(0.7), Bound.RatioAtLeast(0.9));

    private static readonly Metric CommitP99 = new("P-01", "5,000 ticks from given to durable, p99", "ms", "commit_p99");

    public string Id => "P-01";

    public string Title => "storage ingest";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        await using var anchor = await IngestAnchor.PrepareAsync(context, context.Options.IsQuick ? 300_000 : 2_000_000, ct);
        var samples = await PairedRounds.RunAsync(context.Options.Rounds, token => CommitAsync(anchor, token), anchor.RunAsync, ct);
        return
        [
            Rate.Judge(samples.Ours, samples.Anchor, anchor.Name, anchor.Version),
            CommitP99.Judge(samples.Ours, [], "", ""),
        ];
    }

    private static StoreBatch BatchAt(MarketEvent[] trades, int at) =>
        new() { Trades = trades.AsMemory(at, Math.Min(TicksPerCommit, trades.Length - at)) };

    private static async Task<Sample> CommitAsync(IngestAnchor table, CancellationToken ct)
    {
        var trades = await table.NextTradesAsync(ct);
        await table.EmptyAsync(ct);
        var cpu = new CpuMeter(("ours", Environment.ProcessId), ("postgres", table.Cluster.Pid));
        var commits = new LatencyHistogram();
        var start = Stopwatch.GetTimestamp();
        var (next, given) = (BatchAt(trades, 0), start);
        for (var at = 0; at < trades.Length; at += TicksPerCommit)
        {
            var (batch, began) = (next, given);
            var commit = table.Store.CommitAsync(batch, ct);
            if (at + TicksPerCommit < trades.Length)
            {
                // As the product's writer does while a whole batch waits.
                (next, given) = (BatchAt(trades, at + TicksPerCommit), Stopwatch.GetTimestamp());
                _ = table.Store.PrepareAsync(next);   // its commit waits for it
            }

            await commit;
            commits.Record((long)Stopwatch.GetElapsedTime(began).TotalNanoseconds);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = cpu.Read();
        await table.CheckAsync("ours", ct);
        return Sample.Of(("rate", trades.Length / seconds), ("commit_p99", commits.PercentileMilliseconds(99))) with
        {
            CpuSeconds = used,
            Latencies = commits,
        };
    }
}
