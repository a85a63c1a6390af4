using System.Collections.Immutable;
using System.Diagnostics;
using Argonaut.Bench.Cluster;
using Argonaut.Bench.Data;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-13: a day of old ticks deleted by the product's retention, against <c>delete</c> and <c>vacuum</c> of the same day in rows: packed, as a
/// day is after three days, and still in rows; and the commits of 500 ticks every 10 ms while that runs, against the same commits without it.
/// </summary>
internal sealed class Retention : IBenchmarkRow
{
    private const int Instruments = 50;
    private const int TicksPerCommit = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private static readonly Metric Packed = new("P-13", "a day of old ticks deleted, packed", "s", "seconds", Bound.RatioAtMost(0.1), Bound.AtMost(1));

    private static readonly Metric InRows = new("P-13", "a day of old ticks deleted, still in rows", "s", "seconds", Bound.AtMost(1));

    private static readonly Metric Commit = new("P-13", "commit of 500 ticks during it, p99", "ms", "p99", Bound.RatioAtMost(2), Bound.RatioAtMost(2));

    public string Id => "P-13";

    public string Title => "retention";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        await using var table = await Table.PrepareAsync(context, context.Options.IsQuick ? 200_000 : 2_000_000, ct);
        var packed = await PairedRounds.RunAsync(context.Options.Rounds, token => table.RetainAsync(isPacked: true, token), table.DeleteAsync, ct);
        var inRows = await PairedRounds.RunAsync(context.Options.Rounds, token => table.RetainAsync(isPacked: false, token), table.DeleteAsync, ct);
        var seconds = context.Options.IsQuick ? 1 : 5;
        var commits = await PairedRounds.RunAsync(
            context.Options.Rounds, token => table.CommitAsync(seconds, whileRetaining: true, token), token => table.CommitAsync(seconds, whileRetaining: false, token), ct);
        return
        [
            Packed.Judge(packed.Ours, packed.Anchor, "delete and vacuum, in rows", $"PostgreSQL {table.Version}"),
            InRows.Judge(inRows.Ours, inRows.Anchor, "delete and vacuum, in rows", $"PostgreSQL {table.Version}"),
            Commit.Judge(commits.Ours, commits.Anchor, "the same without retention", $"PostgreSQL {table.Version}"),
        ];
    }

    private sealed class Table(BenchContext context, BenchCluster cluster, string database, NpgsqlDataSource source, PostgresMarketStore store, InstrumentKey[] keys, int ticks)
        : IAsyncDisposable
    {
        private readonly UnixNanos _old = UnixNanos.FromDate(HybridClock.Now(context.Time).UtcDate.AddDays(-60)) + UnixNanos.PerHour;
        private readonly PostgresMaintenance _maintenance = new(source, new RetentionPolicy { DeleteUnexported = true }, context.Time, NullLogger.Instance);

        public string Version => cluster.Version;

        public static async Task<Table> PrepareAsync(BenchContext context, int ticks, CancellationToken ct)
        {
            var cluster = await context.ClusterAsync(ct);
            var (database, source) = await cluster.CreateMigratedAsync("retention", ct);
            var store = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
            var keys = (await TickInstruments.SaveAsync(store, Instruments, ct)).Select(i => i.Key).ToArray();
            return new Table(context, cluster, database, source, store, keys, ticks);
        }

        public async Task<Sample> RetainAsync(bool isPacked, CancellationToken ct)
        {
            await FillAsync(ct);
            if (isPacked) await PackAsync(ct);
            var cpu = new CpuMeter(("ours", Environment.ProcessId), ("postgres", cluster.Pid));
            var began = Stopwatch.GetTimestamp();
            await RetainOnceAsync(ct);
            return Sample.Of(("seconds", Stopwatch.GetElapsedTime(began).TotalSeconds)) with { CpuSeconds = cpu.Read() };
        }

        public async Task<Sample> DeleteAsync(CancellationToken ct)
        {
            await FillAsync(ct);
            var cpu = new CpuMeter(("postgres", cluster.Pid));
            var began = Stopwatch.GetTimestamp();
            await cluster.ExecuteAsync(database, $"delete from trade_ticks where ts_event < {_old + UnixNanos.PerDay}", ct);
            await cluster.ExecuteAsync(database, "vacuum trade_ticks", ct);
            var sample = Sample.Of(("seconds", Stopwatch.GetElapsedTime(began).TotalSeconds)) with { CpuSeconds = cpu.Read() };
            await cluster.ExecuteAsync(database, "truncate trade_ticks", ct);
            return sample;
        }

        public async Task<Sample> CommitAsync(int seconds, bool whileRetaining, CancellationToken ct)
        {
            await FillAsync(ct);
            await PackAsync(ct);
            var retaining = whileRetaining ? LaterAsync(TimeSpan.FromSeconds(seconds / 4.0), ct) : Task.CompletedTask;
            var stream = await store.OpenStreamAsync("LIVE", MarketEventKind.Trade, ct);
            var next = stream.LastSequence + 1;
            var latencies = new LatencyHistogram();
            var began = Stopwatch.GetTimestamp();
            for (var round = 0; Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; round++)
            {
                // Latency counts from the scheduled time: a commit that waits makes the next ones late too.
                var scheduled = round * Interval;
                if (scheduled - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } wait) await Task.Delay(wait, context.Time, ct);
                var trades = TickWorkload.Trades(TicksPerCommit, keys, stream.Stream, next, HybridClock.Now(context.Time), round);
                next += trades.Length;
                await store.CommitAsync(new StoreBatch { Trades = trades }, ct);
                latencies.Record((long)(Stopwatch.GetElapsedTime(began) - scheduled).TotalNanoseconds);
            }

            await retaining;
            if (!whileRetaining) await RetainOnceAsync(ct);
            await cluster.ExecuteAsync(database, "truncate trade_ticks", ct);
            return Sample.Of(("p99", latencies.PercentileMilliseconds(99))) with { Latencies = latencies };
        }

        public async ValueTask DisposeAsync()
        {
            _maintenance.Dispose();
            await store.DisposeAsync();
            await source.DisposeAsync();
        }

        private async Task LaterAsync(TimeSpan after, CancellationToken ct)
        {
            await Task.Delay(after, context.Time, ct);
            await RetainOnceAsync(ct);
        }

        private async Task RetainOnceAsync(CancellationToken ct)
        {
            var result = await _maintenance.RetainAsync(isDryRun: false, static (_, _) => { }, ct);
            var deleted = result.Items.Where(item => item.Kept is null).Sum(item => item.Rows);
            if (deleted != ticks) throw new InvalidOperationException($"Expected {ticks} rows to be deleted, found {deleted}: no time counts.");
        }

        private async Task PackAsync(CancellationToken ct)
        {
            DayPartition day;
            await using (var connection = await source.OpenConnectionAsync(ct))
                day = (await DayPartition.ListAsync(connection, DayTable.Trades, withBytes: false, ct)).Single(one => one.From <= _old.Value && one.To > _old.Value);
            var outcome = await new DayPacker(source, context.Time, NullLogger.Instance).PackAsync(TickTable.Trades, day, ct);
            if (outcome.Ticks != ticks) throw new InvalidOperationException($"Expected {ticks} packed ticks, found {outcome}.");
            await cluster.ExecuteAsync(database, "checkpoint", ct);
        }

        /// <summary>The day of sixty days ago, and a checkpoint behind it.</summary>
        private async Task FillAsync(CancellationToken ct)
        {
            var stream = await store.OpenStreamAsync("OLD", MarketEventKind.Trade, ct);
            var trades = TickWorkload.Trades(ticks, keys, stream.Stream, stream.LastSequence + 1, _old, 1);
            for (var at = 0; at < trades.Length; at += 20_000)
                await store.CommitAsync(new StoreBatch { Trades = trades.AsMemory(at, Math.Min(20_000, trades.Length - at)) }, ct);
            await cluster.ExecuteAsync(database, "vacuum analyze trade_ticks", ct);
            await cluster.ExecuteAsync(database, "checkpoint", ct);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
