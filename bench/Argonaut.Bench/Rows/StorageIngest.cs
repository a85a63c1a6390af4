using System.Collections.Immutable;
using System.Diagnostics;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Cluster;
using Argonaut.Bench.Data;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-01: numbered trades through <see cref="IMarketStore.CommitAsync"/>, 5,000 a commit with the watermark in the same transaction and
/// synchronous commit on, against the same rows as one binary COPY in one transaction into the same table.
/// </summary>
internal sealed class StorageIngest : IBenchmarkRow
{
    private const int TicksPerCommit = 5_000;
    private const int InstrumentCount = 50;
    private const int Seed = 1;

    private static readonly UnixNanos FirstTime = UnixNanos.FromSeconds(1_767_623_400);

    private static readonly Metric Rate =
        new("P-01", "storage ingest, 5,000 a commit", "ticks/s", "rate", Bound.RatioAtLeast(0.7), Bound.RatioAtLeast(0.9));

    private static readonly Metric CommitP99 = new("P-01", "commit of 5,000 ticks, p99", "ms", "commit_p99");

    public string Id => "P-01";

    public string Title => "storage ingest";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var ticks = context.Options.IsQuick ? 300_000 : 2_000_000;
        var cluster = await context.ClusterAsync(ct);
        var (database, source) = await cluster.CreateMigratedAsync("storage", ct);
        await using var _ = source;
        await using var store = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
        var instruments = await TickInstruments.SaveAsync(store, InstrumentCount, ct);
        var keys = instruments.Select(i => i.Key).ToArray();

        var anchorRows = TickWorkload.Trades(ticks, keys, stream: 1, firstSequence: 1, FirstTime, Seed);
        var anchor = await CopyAnchor.PrepareAsync(cluster, BinaryCopyFile.Trades(anchorRows), Path.Combine(context.NewFolder("storage"), "trades.copy"), ct);
        var expected = ChecksumOf(anchorRows);

        var samples = await PairedRounds.RunAsync(context.Options.Rounds, OursAsync, AnchorAsync, ct);
        return
        [
            Rate.Judge(samples.Ours, samples.Anchor, anchor.Name, anchor.Version),
            CommitP99.Judge(samples.Ours, [], "", ""),
        ];

        async Task<Sample> OursAsync(CancellationToken token)
        {
            var position = await store.OpenStreamAsync("IB", MarketEventKind.Trade, token);
            var trades = TickWorkload.Trades(ticks, keys, position.Stream, position.LastSequence + 1, FirstTime, Seed);
            await PrepareAsync(context, cluster, database, token);
            var cpu = new CpuMeter(("ours", Environment.ProcessId), ("postgres", cluster.Pid));
            var commits = new LatencyHistogram();
            var start = Stopwatch.GetTimestamp();
            for (var at = 0; at < trades.Length; at += TicksPerCommit)
            {
                var began = Stopwatch.GetTimestamp();
                var batch = new StoreBatch { Trades = trades.AsMemory(at, Math.Min(TicksPerCommit, trades.Length - at)) };
                await store.CommitAsync(batch, token);
                commits.Record((long)Stopwatch.GetElapsedTime(began).TotalNanoseconds);
            }

            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await CheckAsync("ours", token);
            return Sample.Of(("rate", ticks / seconds), ("commit_p99", commits.PercentileMilliseconds(99))) with { CpuSeconds = cpu.Read(), Latencies = commits };
        }

        async Task<Sample> AnchorAsync(CancellationToken token)
        {
            await PrepareAsync(context, cluster, database, token);
            var cpu = new CpuMeter(("postgres", cluster.Pid));
            var seconds = await anchor.RunAsync(database, token);
            await CheckAsync("the anchor", token);
            return Sample.Of(("rate", ticks / seconds)) with { CpuSeconds = cpu.Read() };
        }

        async Task CheckAsync(string side, CancellationToken token)
        {
            var found = await cluster.ScalarAsync<string>(
                database, "select count(*) || '/' || bit_xor(ts_event) || '/' || bit_xor(ts_init) || '/' || bit_xor(price) || '/' || sum(size) from trade_ticks", token);
            if (found != expected) throw new InvalidOperationException($"Expected the rows {expected} after {side}, found {found}.");
        }
    }

    /// <summary>An empty table, a checkpoint behind us, no garbage, a second of rest: the same for both sides.</summary>
    private static async Task PrepareAsync(BenchContext context, BenchCluster cluster, string database, CancellationToken ct)
    {
        await cluster.ExecuteAsync(database, "truncate trade_ticks", ct);
        await cluster.ExecuteAsync(database, "checkpoint", ct);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        await Task.Delay(TimeSpan.FromSeconds(context.Options.IsQuick ? 0.2 : 1), context.Time, ct);
    }

    private static string ChecksumOf(MarketEvent[] trades)
    {
        long tsEvent = 0, tsInit = 0, price = 0;
        Int128 size = 0;
        foreach (ref readonly var trade in trades.AsSpan())
        {
            tsEvent ^= trade.TsEvent.Value;
            tsInit ^= trade.TsInit.Value;
            price ^= trade.A;
            size += trade.B;
        }

        return $"{trades.Length}/{tsEvent}/{tsInit}/{price}/{size}";
    }
}
