using Argonaut.Bench.Cluster;
using Argonaut.Bench.Data;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Argonaut.Bench.Anchors;

/// <summary>
/// The table of P-01 with its workload: fifty instruments, trades of one day, a partition that is there. Empties and checks it for both
/// sides, and runs the anchor's.
/// </summary>
internal sealed class IngestAnchor : IAsyncDisposable
{
    private const int InstrumentCount = 50;
    private const int Seed = 1;

    private static readonly UnixNanos FirstTime = UnixNanos.FromSeconds(1_767_623_400);

    private readonly BenchContext _context;
    private readonly NpgsqlDataSource _source;
    private readonly InstrumentKey[] _keys;
    private readonly CopyAnchor _copy;
    private readonly string _expected;

    private IngestAnchor(
        BenchContext context, BenchCluster cluster, string database, NpgsqlDataSource source, PostgresMarketStore store, InstrumentKey[] keys,
        CopyAnchor copy, string expected, int ticks)
    {
        _context = context;
        Cluster = cluster;
        Database = database;
        _source = source;
        Store = store;
        _keys = keys;
        _copy = copy;
        _expected = expected;
        Ticks = ticks;
    }

    public BenchCluster Cluster { get; }

    public string Database { get; }

    public PostgresMarketStore Store { get; }

    public int Ticks { get; }

    public string Name => _copy.Name;

    public string Version => _copy.Version;

    public static async Task<IngestAnchor> PrepareAsync(BenchContext context, int ticks, CancellationToken ct)
    {
        var cluster = await context.ClusterAsync(ct);
        var (database, source) = await cluster.CreateMigratedAsync("ingest", ct);
        var store = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
        var keys = (await TickInstruments.SaveAsync(store, InstrumentCount, ct)).Select(i => i.Key).ToArray();

        // A first commit makes the partition of the day, which the anchor needs too.
        var position = await store.OpenStreamAsync("IB", MarketEventKind.Trade, ct);
        var first = TickWorkload.Trades(1, keys, position.Stream, position.LastSequence + 1, FirstTime, Seed);
        await store.CommitAsync(new Ports.StoreBatch { Trades = first }, ct);

        var rows = TickWorkload.Trades(ticks, keys, position.Stream, firstSequence: 1, FirstTime, Seed);
        var copy = await CopyAnchor.PrepareAsync(cluster, BinaryCopyFile.Trades(rows), Path.Combine(context.NewFolder("ingest"), "trades.copy"), ct);
        return new IngestAnchor(context, cluster, database, source, store, keys, copy, ChecksumOf(rows), ticks);
    }

    /// <summary>The same rows, numbered on from the stream's watermark.</summary>
    public async Task<MarketEvent[]> NextTradesAsync(CancellationToken ct)
    {
        var position = await Store.OpenStreamAsync("IB", MarketEventKind.Trade, ct);
        return TickWorkload.Trades(Ticks, _keys, position.Stream, position.LastSequence + 1, FirstTime, Seed);
    }

    /// <summary>One round of the anchor: value <c>rate</c>.</summary>
    public async Task<Sample> RunAsync(CancellationToken ct)
    {
        await EmptyAsync(ct);
        var cpu = new CpuMeter(("postgres", Cluster.Pid));
        var seconds = await _copy.RunAsync(Database, ct);
        await CheckAsync("the anchor", ct);
        return Sample.Of(("rate", Ticks / seconds)) with { CpuSeconds = cpu.Read() };
    }

    /// <summary>An empty table, a checkpoint behind us, no garbage, a second of rest: the same for both sides.</summary>
    public async Task EmptyAsync(CancellationToken ct)
    {
        await Cluster.ExecuteAsync(Database, "truncate trade_ticks", ct);
        await Cluster.ExecuteAsync(Database, "checkpoint", ct);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        await Task.Delay(TimeSpan.FromSeconds(_context.Options.IsQuick ? 0.2 : 1), _context.Time, ct);
    }

    /// <exception cref="InvalidOperationException">The rows are not those that were sent: no time counts.</exception>
    public async Task CheckAsync(string side, CancellationToken ct)
    {
        var found = await Cluster.ScalarAsync<string>(
            Database, "select count(*) || '/' || bit_xor(ts_event) || '/' || bit_xor(ts_init) || '/' || bit_xor(price) || '/' || sum(size) from trade_ticks", ct);
        if (found != _expected) throw new InvalidOperationException($"Expected the rows {_expected} after {side}, found {found}.");
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _source.DisposeAsync();
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
