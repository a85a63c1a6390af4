using System.Collections.Immutable;
using System.Diagnostics;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Data;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-07: the product's reads on 20 million trades in ten daily partitions, against the plainest statement for the same rows in a bare
/// prepared Npgsql loop on one connection: what merging packed days, cursors and a total order cost.
/// </summary>
internal sealed class StoreQueries : IBenchmarkRow
{
    private const int Instruments = 50;
    private const int Days = 10;

    /// <summary>About 1,000 ticks: fifty instruments take turns, some 50 us apart.</summary>
    private const long RangeLength = 1_000L * Instruments * 50_500;

    private const string Columns = "ts_event, ts_init, price, size, seq, instrument, stream, flags";

    private static readonly UnixNanos FirstDay = UnixNanos.FromSeconds(1_767_623_400);

    private static readonly (string Key, string Name, string Sql)[] Questions =
    [
        ("latest", "latest tick", $"select {Columns} from trade_ticks where instrument = $1 and ts_event >= $2 order by ts_event desc limit 1"),
        ("last", "last 500 ticks", $"select {Columns} from trade_ticks where instrument = $1 and ts_event >= $2 order by ts_event desc limit 500"),
        ("range", "range of about 1,000 ticks", $"select {Columns} from trade_ticks where instrument = $1 and ts_event >= $2 and ts_event < $3 order by ts_event"),
    ];

    public string Id => "P-07";

    public string Title => "queries on 20 million ticks";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var perDay = context.Options.IsQuick ? 50_000 : 2_000_000;
        var queries = context.Options.IsQuick ? 200 : 2_000;
        var cluster = await context.ClusterAsync(ct);
        var (database, source) = await cluster.CreateMigratedAsync("queries", ct);
        await using var owned = source;
        var clock = new DayAfter(FirstDay + Days * UnixNanos.PerDay);
        await using var store = new PostgresMarketStore(source, clock, NullLogger.Instance);
        var keys = (await TickInstruments.SaveAsync(store, Instruments, ct)).Select(i => i.Key).ToArray();
        var stream = await store.OpenStreamAsync("IB", MarketEventKind.Trade, ct);
        for (var day = 0; day < Days; day++)
        {
            var trades = TickWorkload.Trades(perDay, keys, stream.Stream, 1 + (long)day * perDay, FirstDay + day * UnixNanos.PerDay, day);
            for (var at = 0; at < perDay; at += 20_000)
                await store.CommitAsync(new StoreBatch { Trades = trades.AsMemory(at, Math.Min(20_000, perDay - at)) }, ct);
        }

        await cluster.ExecuteAsync(database, "vacuum analyze", ct);
        await cluster.ExecuteAsync(database, "checkpoint", ct);
        var lastDay = FirstDay + (Days - 1) * UnixNanos.PerDay;
        var results = ImmutableArray.CreateBuilder<BenchResult>();
        foreach (var (key, name, sql) in Questions)
        {
            object[] types = key == "range" ? [1, 1L, 1L] : [1, 1L];
            await using var bare = await BareQuery.PrepareAsync(source, sql, types, ct);
            var rounds = await PairedRounds.RunAsync(
                context.Options.Rounds,
                token => MeasureAsync(queries, i => OursAsync(store, key, keys[i % keys.Length], lastDay, token)),
                token => MeasureAsync(queries, async i => await bare.RunAsync(Values(key, keys[i % keys.Length], lastDay), token)),
                ct);
            results.Add(new Metric("P-07", $"{name}, p50", "ms", "p50", Bound.RatioAtMost(1.5)).Judge(rounds.Ours, rounds.Anchor, "bare prepared Npgsql", cluster.Version));
            results.Add(new Metric("P-07", $"{name}, p99", "ms", "p99", Bound.RatioAtMost(1.5)).Judge(rounds.Ours, rounds.Anchor, "bare prepared Npgsql", cluster.Version));
        }

        return results.ToImmutable();
    }

    /// <summary>Every answer must have as many rows on both sides.</summary>
    private static async Task<Sample> MeasureAsync(int queries, Func<int, Task<int>> ask)
    {
        var latencies = new LatencyHistogram();
        var rows = 0L;
        for (var i = 0; i < queries; i++)
        {
            var began = Stopwatch.GetTimestamp();
            rows += await ask(i);
            latencies.Record((long)Stopwatch.GetElapsedTime(began).TotalNanoseconds);
        }

        if (rows == 0) throw new InvalidOperationException("Expected rows, found none: no time counts.");
        return Sample.Of(("p50", latencies.PercentileMilliseconds(50)), ("p99", latencies.PercentileMilliseconds(99))) with { Latencies = latencies };
    }

    private static async Task<int> OursAsync(PostgresMarketStore store, string key, InstrumentKey instrument, UnixNanos lastDay, CancellationToken ct) => key switch
    {
        "latest" => await store.LatestTickAsync(MarketEventKind.Trade, instrument, ct) is null ? 0 : 1,
        "last" => (await store.ReadTicksAsync(new TickQuery(MarketEventKind.Trade, instrument, lastDay, UnixNanos.MaxValue, 500, Descending: true), ct)).Length,
        _ => (await store.ReadTicksAsync(new TickQuery(MarketEventKind.Trade, instrument, lastDay, lastDay + RangeLength, 10_000), ct)).Length,
    };

    private static object[] Values(string key, InstrumentKey instrument, UnixNanos lastDay) =>
        key == "range" ? [instrument.Value, lastDay.Value, (lastDay + RangeLength).Value] : [instrument.Value, lastDay.Value];

    private sealed class DayAfter(UnixNanos now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
    }
}
