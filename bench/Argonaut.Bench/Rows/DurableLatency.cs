using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Cluster;
using Argonaut.Bench.Data;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Journal.Files;
using Argonaut.Journal.Spool;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-03: from the time a trade was due at the recorder to the answer of the commit that stores it, open loop, against a bare loop that
/// does nothing but COPY.
/// </summary>
internal sealed class DurableLatency : IBenchmarkRow
{
    private const int InstrumentCount = 10;

    private static readonly ImmutableArray<int> Rates = [10_000, 50_000];

    public string Id => "P-03";

    public string Title => "tick to durable row";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var results = ImmutableArray.CreateBuilder<BenchResult>();
        foreach (var rate in Rates)
        {
            var ticks = (int)(rate * (context.Options.IsQuick ? 1.5 : 5));
            var samples = await PairedRounds.RunAsync(
                context.Options.Rounds, token => RecordAsync(context, rate, ticks, token), token => StoreBareAsync(context, rate, ticks, token), ct);
            var at = string.Create(CultureInfo.InvariantCulture, $"at {rate:#,0} ticks/s");
            const string Anchor = "bare C# loop, one COPY every 10 ms";
            var version = typeof(NpgsqlConnection).Assembly.GetName().Version?.ToString(3) ?? "";
            results.Add(new Metric("P-03", $"due to durable {at}, p50", "ms", "p50").Judge(samples.Ours, samples.Anchor, Anchor, version));
            results.Add(new Metric("P-03", $"due to durable {at}, p99", "ms", "p99", Bound.RatioAtMost(1.3), Bound.AtMost(12))
                .Judge(samples.Ours, samples.Anchor, Anchor, version));
        }

        return results.ToImmutable();
    }

    private static async Task<Sample> RecordAsync(BenchContext context, int rate, int count, CancellationToken ct)
    {
        await using var table = await Table.PrepareAsync(context, count, ct);
        await using var ledger = new PostgresLineLedger(table.Source, context.Time, NullLogger.Instance);
        var store = new MeasuredStore(table.Store, context.Time);
        foreach (var key in table.Keys) await store.SaveSubscriptionAsync(new Recording(key, KindSet.Of(MarketEventKind.Trade)), ct);
        await using var feed = new ScheduledFeed();
        var folder = context.NewFolder("spool");
        using var spool = FileTickSpool.Open(DiskSegmentFiles.Open(folder), new SpoolOptions(), context.Time, NullLogger.Instance);
        using var recorder = new MarketRecorder(feed, store, ledger, spool, new LiveOptions(), context.Time, NullLogger<MarketRecorder>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = recorder.RunAsync(stop.Token);
        var sink = await feed.Sink;
        await recorder.Started;
        await table.SettleAsync(ct);
        var cpu = new CpuMeter(("ours", Environment.ProcessId), ("postgres", table.Cluster.Pid));
        var problem = await ScheduledFeed.SendAsync(table.Ticks, rate, context.Time, tick =>
        {
            while (!sink.TryWrite(tick)) Thread.Yield();
        });
        await stop.CancelAsync();
        await running;
        var used = cpu.Read();
        await table.CheckAsync(ct);
        var (lags, _) = store.Read();
        return Sampled(lags) with { CpuSeconds = used, Invalid = problem };
    }

    private static async Task<Sample> StoreBareAsync(BenchContext context, int rate, int count, CancellationToken ct)
    {
        await using var table = await Table.PrepareAsync(context, count, ct);
        await using var connection = await table.Source.OpenConnectionAsync(ct);
        var recorder = new BareRecorder(connection, context.Time);
        await table.SettleAsync(ct);
        var cpu = new CpuMeter(("ours", Environment.ProcessId), ("postgres", table.Cluster.Pid));
        var running = recorder.RunAsync();
        var problem = await ScheduledFeed.SendAsync(table.Ticks, rate, context.Time, recorder.Add);
        recorder.Complete();
        var lags = await running;
        var used = cpu.Read();
        await table.CheckAsync(ct);
        return Sampled(lags) with { CpuSeconds = used, Invalid = problem };
    }

    private static Sample Sampled(LatencyHistogram lags) =>
        Sample.Of(("p50", lags.PercentileMilliseconds(50)), ("p99", lags.PercentileMilliseconds(99))) with { Latencies = lags };

    /// <summary>A new database with its instruments and the partition of the day, and the trades to come.</summary>
    private sealed class Table(BenchCluster cluster, string database, NpgsqlDataSource source, PostgresMarketStore store, InstrumentKey[] keys, MarketEvent[] ticks) : IAsyncDisposable
    {
        public BenchCluster Cluster => cluster;

        public NpgsqlDataSource Source => source;

        public PostgresMarketStore Store => store;

        public InstrumentKey[] Keys => keys;

        public MarketEvent[] Ticks => ticks;

        public static async Task<Table> PrepareAsync(BenchContext context, int count, CancellationToken ct)
        {
            var cluster = await context.ClusterAsync(ct);
            var (database, source) = await cluster.CreateMigratedAsync("durable", ct);
            var store = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
            var keys = (await TickInstruments.SaveAsync(store, InstrumentCount, ct)).Select(i => i.Key).ToArray();
            var now = HybridClock.Now(context.Time);
            var stream = await store.OpenStreamAsync("FIRST", MarketEventKind.Trade, ct);
            await store.CommitAsync(new StoreBatch { Trades = TickWorkload.Trades(1, keys, stream.Stream, 1, now, seed: 1) }, ct);
            await cluster.ExecuteAsync(database, "truncate trade_ticks", ct);
            return new Table(cluster, database, source, store, keys, TickWorkload.Trades(count, keys, stream: 0, firstSequence: 1, now, seed: 1));
        }

        public async Task SettleAsync(CancellationToken ct)
        {
            await cluster.ExecuteAsync(database, "checkpoint", ct);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, ct);
        }

        /// <exception cref="InvalidOperationException">Rows are missing: no time counts.</exception>
        public async Task CheckAsync(CancellationToken ct)
        {
            var rows = await cluster.ScalarAsync<long>(database, "select count(*) from trade_ticks", ct);
            if (rows != ticks.Length) throw new InvalidOperationException($"Expected {ticks.Length} rows, found {rows}.");
        }

        public async ValueTask DisposeAsync()
        {
            await store.DisposeAsync();
            await source.DisposeAsync();
        }
    }
}
