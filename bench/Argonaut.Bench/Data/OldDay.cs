using System.Diagnostics;
using Argonaut.Bench.Cluster;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Argonaut.Bench.Data;

/// <summary>
/// A day of trades of sixty days ago, stored and packed once by the product. A round gets a copy of its rows or of its chunks, made by the
/// server, and a checkpoint behind it.
/// </summary>
internal sealed class OldDay : IAsyncDisposable
{
    private const int Instruments = 50;
    private const int TicksPerCommit = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly BenchContext _context;
    private readonly BenchCluster _cluster;
    private readonly string _database;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresMarketStore _store;
    private readonly PostgresMaintenance _maintenance;
    private readonly InstrumentKey[] _keys;
    private readonly int _ticks;
    private readonly UnixNanos _old;

    private OldDay(BenchContext context, BenchCluster cluster, string database, NpgsqlDataSource source, PostgresMarketStore store, InstrumentKey[] keys, int ticks)
    {
        (_context, _cluster, _database, _source, _store, _keys, _ticks) = (context, cluster, database, source, store, keys, ticks);
        _old = UnixNanos.FromDate(HybridClock.Now(context.Time).UtcDate.AddDays(-60)) + UnixNanos.PerHour;
        _maintenance = new PostgresMaintenance(source, new RetentionPolicy { DeleteUnexported = true }, context.Time, NullLogger.Instance);
    }

    public string Version => _cluster.Version;

    private string Rows => DayTable.Trades.NameOf(DayTable.Trades.PartitionOf(_old.Value));

    private string Chunks => DayTable.TradeChunks.NameOf(DayTable.TradeChunks.PartitionOf(_old.Value));

    public static async Task<OldDay> PrepareAsync(BenchContext context, CancellationToken ct)
    {
        var cluster = await context.ClusterAsync(ct);
        var (database, source) = await cluster.CreateMigratedAsync("retention", ct);
        var store = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
        var keys = (await TickInstruments.SaveAsync(store, Instruments, ct)).Select(i => i.Key).ToArray();
        var day = new OldDay(context, cluster, database, source, store, keys, context.Options.IsQuick ? 200_000 : 2_000_000);
        await day.FillAsync(ct);
        return day;
    }

    /// <summary>The product's retention deletes the day.</summary>
    public async Task<Sample> RetainAsync(bool isPacked, CancellationToken ct)
    {
        await (isPacked ? RestoreChunksAsync(ct) : RestoreRowsAsync(ct));
        var cpu = new CpuMeter(("ours", Environment.ProcessId), ("postgres", _cluster.Pid));
        var began = Stopwatch.GetTimestamp();
        await RetainOnceAsync(ct);
        return Sample.Of(("seconds", Stopwatch.GetElapsedTime(began).TotalSeconds)) with { CpuSeconds = cpu.Read() };
    }

    /// <summary>The anchor: rows deleted and their table vacuumed.</summary>
    public async Task<Sample> DeleteAsync(CancellationToken ct)
    {
        await RestoreRowsAsync(ct);
        var cpu = new CpuMeter(("postgres", _cluster.Pid));
        var began = Stopwatch.GetTimestamp();
        await ExecuteAsync($"delete from trade_ticks where ts_event < {_old + UnixNanos.PerDay}", ct);
        await ExecuteAsync("vacuum trade_ticks", ct);
        var sample = Sample.Of(("seconds", Stopwatch.GetElapsedTime(began).TotalSeconds)) with { CpuSeconds = cpu.Read() };
        await ExecuteAsync($"drop table {Rows}", ct);
        return sample;
    }

    /// <summary>Commits of today's ticks on a schedule; the packed day is deleted after a quarter of the time, or when they have ended.</summary>
    public async Task<Sample> CommitAsync(int seconds, bool whileRetaining, CancellationToken ct)
    {
        await RestoreChunksAsync(ct);
        var retaining = whileRetaining ? LaterAsync(TimeSpan.FromSeconds(seconds / 4.0), ct) : Task.CompletedTask;
        var stream = await _store.OpenStreamAsync("LIVE", MarketEventKind.Trade, ct);
        var next = stream.LastSequence + 1;
        var latencies = new LatencyHistogram();
        var began = Stopwatch.GetTimestamp();
        for (var round = 0; Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; round++)
        {
            // Latency counts from the scheduled time: a commit that waits makes the next ones late too.
            var scheduled = round * Interval;
            if (scheduled - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } wait) await Task.Delay(wait, _context.Time, ct);
            var trades = TickWorkload.Trades(TicksPerCommit, _keys, stream.Stream, next, HybridClock.Now(_context.Time), round);
            next += trades.Length;
            await _store.CommitAsync(new StoreBatch { Trades = trades }, ct);
            latencies.Record((long)(Stopwatch.GetElapsedTime(began) - scheduled).TotalNanoseconds);
        }

        await retaining;
        if (!whileRetaining) await RetainOnceAsync(ct);
        await ExecuteAsync("truncate trade_ticks", ct);
        return Sample.Of(("p99", latencies.PercentileMilliseconds(99))) with { Latencies = latencies };
    }

    public async ValueTask DisposeAsync()
    {
        _maintenance.Dispose();
        await _store.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async Task LaterAsync(TimeSpan after, CancellationToken ct)
    {
        await Task.Delay(after, _context.Time, ct);
        await RetainOnceAsync(ct);
    }

    private async Task RetainOnceAsync(CancellationToken ct)
    {
        var result = await _maintenance.RetainAsync(isDryRun: false, static (_, _) => { }, ct);
        var deleted = result.Items.Where(item => item.Kept is null).Sum(item => item.Rows);
        if (deleted != _ticks) throw new InvalidOperationException($"Expected {_ticks} rows to be deleted, found {deleted}: no time counts.");
    }

    /// <summary>Stores and packs the day, and keeps a copy of each form.</summary>
    private async Task FillAsync(CancellationToken ct)
    {
        var stream = await _store.OpenStreamAsync("OLD", MarketEventKind.Trade, ct);
        var trades = TickWorkload.Trades(_ticks, _keys, stream.Stream, stream.LastSequence + 1, _old, 1);
        for (var at = 0; at < trades.Length; at += 20_000)
            await _store.CommitAsync(new StoreBatch { Trades = trades.AsMemory(at, Math.Min(20_000, trades.Length - at)) }, ct);
        await ExecuteAsync($"create table old_rows as table {Rows}", ct);
        DayPartition day;
        await using (var connection = await _source.OpenConnectionAsync(ct))
            day = (await DayPartition.ListAsync(connection, DayTable.Trades, withBytes: false, ct)).Single(one => one.Name == Rows);
        var outcome = await new DayPacker(_source, _context.Time, NullLogger.Instance).PackAsync(TickTable.Trades, day, ct);
        if (outcome.Ticks != _ticks) throw new InvalidOperationException($"Expected {_ticks} packed ticks, found {outcome}.");
        await ExecuteAsync($"create table old_chunks as table {Chunks}; create table old_packed as table packed_days", ct);
        await ExecuteAsync($"drop table {Chunks}; truncate packed_days", ct);
    }

    private async Task RestoreRowsAsync(CancellationToken ct)
    {
        await ExecuteAsync($"create table {Rows} (like trade_ticks including defaults including storage); insert into {Rows} select * from old_rows", ct);
        await ExecuteAsync($"create index on {Rows} (instrument, ts_event); {Attach(DayTable.Trades, Rows)}", ct);
        await SettleAsync(Rows, ct);
    }

    private async Task RestoreChunksAsync(CancellationToken ct)
    {
        await ExecuteAsync($"create table {Chunks} (like trade_chunks including defaults including indexes including storage); insert into {Chunks} select * from old_chunks", ct);
        await ExecuteAsync($"{Attach(DayTable.TradeChunks, Chunks)}; insert into packed_days select * from old_packed", ct);
        await SettleAsync(Chunks, ct);
    }

    private string Attach(DayTable table, string name)
    {
        var (from, to) = table.BoundsOf(table.PartitionOf(_old.Value));
        return $"alter table {table.Name} attach partition {name} for values from ({from}) to ({to})";
    }

    private async Task SettleAsync(string table, CancellationToken ct)
    {
        await ExecuteAsync($"vacuum analyze {table}", ct);
        await ExecuteAsync("checkpoint", ct);
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private Task ExecuteAsync(string sql, CancellationToken ct) => _cluster.ExecuteAsync(_database, sql, ct);
}
