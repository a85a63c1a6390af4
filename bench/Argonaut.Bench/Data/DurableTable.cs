using Argonaut.Bench.Cluster;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Argonaut.Bench.Data;

/// <summary>A new database with its instruments and the partition of the day, and the trades to come.</summary>
internal sealed class DurableTable(BenchCluster cluster, string database, NpgsqlDataSource source, PostgresMarketStore store, InstrumentKey[] keys, MarketEvent[] ticks) : IAsyncDisposable
{
    private const int InstrumentCount = 10;

    public BenchCluster Cluster => cluster;

    public NpgsqlDataSource Source => source;

    public PostgresMarketStore Store => store;

    public InstrumentKey[] Keys => keys;

    public MarketEvent[] Ticks => ticks;

    public static async Task<DurableTable> PrepareAsync(BenchContext context, int count, CancellationToken ct)
    {
        var cluster = await context.ClusterAsync(ct);
        var (database, source) = await cluster.CreateMigratedAsync("durable", ct);
        var store = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
        var keys = (await TickInstruments.SaveAsync(store, InstrumentCount, ct)).Select(i => i.Key).ToArray();
        var now = HybridClock.Now(context.Time);
        var stream = await store.OpenStreamAsync("FIRST", MarketEventKind.Trade, ct);
        await store.CommitAsync(new StoreBatch { Trades = TickWorkload.Trades(1, keys, stream.Stream, 1, now, seed: 1) }, ct);
        await cluster.ExecuteAsync(database, "truncate trade_ticks", ct);
        return new DurableTable(cluster, database, source, store, keys, TickWorkload.Trades(count, keys, stream: 0, firstSequence: 1, now, seed: 1));
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
