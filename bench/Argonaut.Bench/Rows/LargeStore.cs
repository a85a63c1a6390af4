using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Argonaut.Bench.Data;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-07 in a full store: some 100 million trades, quotes and bars, old days packed by the product's own writer, the last two as rows. The
/// reads are the server's: the store's, in process, over its pool.
/// </summary>
internal sealed class LargeStore : IBenchmarkRow
{
    private const int Instruments = 50;
    private const int PackedDays = 12;
    private const int HotDays = 2;
    private const int Queries = 2_000;

    private static readonly UnixNanos FirstDay = UnixNanos.FromDate(new DateOnly(2026, 1, 5)) + 9 * UnixNanos.PerHour;

    private static readonly Metric LatestTrade = new("P-07-100M", "latest trade, p99", "ms", "trade", Bound.AtMost(1), Bound.AtMost(1));

    private static readonly Metric LatestQuote = new("P-07-100M", "latest quote, p99", "ms", "quote", Bound.AtMost(1), Bound.AtMost(1));

    private static readonly Metric LatestBar = new("P-07-100M", "latest bar of any timeframe, p99", "ms", "bar", Bound.AtMost(1), Bound.AtMost(1));

    private static readonly Metric Chart = new("P-07-100M", "last 500 bars, slowest timeframe, p50", "ms", "chart", Bound.AtMost(3), Bound.AtMost(3));

    private static readonly Metric LastTicks = new("P-07-100M", "last 500 trades, p50", "ms", "last");

    private static readonly Metric OldTicks = new("P-07-100M", "500 trades of a packed day, p50", "ms", "old");

    public string Id => "P-07-100M";

    public string Title => "reads in a store of 100 million rows";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var scale = context.Options.IsQuick ? 100 : 1;
        var cluster = await context.ClusterAsync(ct);
        var (database, source) = await cluster.CreateMigratedAsync("large", ct);
        await using var owned = source;
        var clock = new Clock(FirstDay + (PackedDays + HotDays) * UnixNanos.PerDay);
        await using var store = new PostgresMarketStore(source, clock, NullLogger.Instance);
        var keys = (await TickInstruments.SaveAsync(store, Instruments, ct)).Select(i => i.Key).ToArray();
        await FillTicksAsync(source, store, clock, keys, 6_000_000 / scale, 2_000_000 / scale, ct);
        await FillBarsAsync(store, keys, scale, ct);
        await cluster.ExecuteAsync(database, "vacuum analyze", ct);
        await cluster.ExecuteAsync(database, "checkpoint", ct);
        var rows = await cluster.ScalarAsync<string>(database,
            "select (select coalesce(sum(ticks), 0) from packed_days) || ' packed ticks, ' || (select count(*) from trade_ticks) || ' trades and ' || (select count(*) from quote_ticks) || ' quotes as rows, ' "
            + "|| (select count(*) from bars_1s) + (select count(*) from bars_1m) + (select count(*) from bars) || ' bars, ' || pg_size_pretty(pg_database_size(current_database()))", ct);
        context.NoteFact("large store", rows);
        BenchContext.Say($"the large store holds {rows}");

        var samples = await PairedRounds.RunAloneAsync(context.Options.Rounds, token => MeasureAsync(store, keys, context.Options.IsQuick ? Queries / 10 : Queries, token), ct);
        return
        [
            LatestTrade.Judge(samples, [], "", ""), LatestQuote.Judge(samples, [], "", ""), LatestBar.Judge(samples, [], "", ""),
            Chart.Judge(samples, [], "", ""), LastTicks.Judge(samples, [], "", ""), OldTicks.Judge(samples, [], "", ""),
        ];
    }

    private static async Task<Sample> MeasureAsync(PostgresMarketStore store, InstrumentKey[] keys, int queries, CancellationToken ct)
    {
        var all = Timeframe.All.ToArray();
        var trade = await TimesAsync(queries, i => store.LatestTickAsync(MarketEventKind.Trade, keys[i % keys.Length], ct), answer => answer is not null);
        var quote = await TimesAsync(queries, i => store.LatestTickAsync(MarketEventKind.Quote, keys[i % keys.Length], ct), answer => answer is not null);
        var bar = await TimesAsync(queries, i => store.ReadBarsAsync(Bars(keys[i % 5], all[i % all.Length], 1), ct), answer => answer.Length == 1);
        var chart = 0.0;
        foreach (var timeframe in all)
        {
            var times = await TimesAsync(queries / 20, i => store.ReadBarsAsync(Bars(keys[i % 5], timeframe, 500), ct), answer => answer.Length == 500);
            chart = Math.Max(chart, times.PercentileMilliseconds(50));
        }

        var last = await TimesAsync(queries / 4, i => store.ReadTicksAsync(Last(keys[i % keys.Length], UnixNanos.MaxValue), ct), answer => answer.Length == 500);
        var old = await TimesAsync(queries / 4, i => store.ReadTicksAsync(
            Last(keys[i % keys.Length], FirstDay + i % PackedDays * UnixNanos.PerDay + UnixNanos.PerMinute), ct), answer => answer.Length > 0);
        return Sample.Of(
            ("trade", trade.PercentileMilliseconds(99)), ("quote", quote.PercentileMilliseconds(99)), ("bar", bar.PercentileMilliseconds(99)),
            ("chart", chart), ("last", last.PercentileMilliseconds(50)), ("old", old.PercentileMilliseconds(50))) with { Latencies = trade };
    }

    private static async Task<LatencyHistogram> TimesAsync<T>(int count, Func<int, Task<T>> ask, Func<T, bool> isRight)
    {
        var times = new LatencyHistogram();
        for (var i = 0; i < count; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var answer = await ask(i);
            times.Record((long)Stopwatch.GetElapsedTime(began).TotalNanoseconds);
            if (!isRight(answer)) throw new InvalidOperationException($"Query {i} gave {answer}: no time counts.");
        }

        return times;
    }

    private static BarQuery Bars(InstrumentKey key, Timeframe timeframe, int count) => new(key, timeframe, UnixNanos.Zero, UnixNanos.MaxValue, count, Descending: true);

    private static TickQuery Last(InstrumentKey key, UnixNanos to) => new(MarketEventKind.Trade, key, UnixNanos.Zero, to, 500, Descending: true);

    private static async Task FillTicksAsync(
        NpgsqlDataSource source, PostgresMarketStore store, TimeProvider clock, InstrumentKey[] keys, int trades, int quotes, CancellationToken ct)
    {
        var tradeStream = (await store.OpenStreamAsync("IB", MarketEventKind.Trade, ct)).Stream;
        var quoteStream = (await store.OpenStreamAsync("IB", MarketEventKind.Quote, ct)).Stream;
        var partitions = new Partitions(source, clock, NullLogger.Instance);
        for (var day = 0; day < PackedDays + HotDays; day++)
        {
            var at = FirstDay + day * UnixNanos.PerDay;
            var isHot = day >= PackedDays;
            var some = TickPacking.Receive(TickWorkload.Trades(isHot ? trades / 3 : trades, keys, tradeStream, 1 + (long)day * trades, at, day));
            await StoreAsync(source, store, partitions, TickTable.Trades, some, isHot, ct);
            var others = TickPacking.Receive(TickWorkload.Trades(isHot ? quotes / 3 : quotes, keys, quoteStream, 1 + (long)day * quotes, at, day + 100));
            for (var i = 0; i < others.Length; i++)
                others[i] = others[i] with { Kind = MarketEventKind.Quote, B = others[i].A + 1_000_000, C = others[i].B, D = others[i].B, Flags = TickFlags.None };
            await StoreAsync(source, store, partitions, TickTable.Quotes, others, isHot, ct);
            BenchContext.Say(string.Create(CultureInfo.InvariantCulture, $"day {day + 1} of {PackedDays + HotDays} is stored"));
        }
    }

    private static async Task StoreAsync(
        NpgsqlDataSource source, PostgresMarketStore store, Partitions partitions, TickTable table, MarketEvent[] ticks, bool isHot, CancellationToken ct)
    {
        if (isHot)
        {
            for (var at = 0; at < ticks.Length; at += 20_000)
            {
                var piece = ticks.AsMemory(at, Math.Min(20_000, ticks.Length - at));
                await store.CommitAsync(table == TickTable.Trades ? new StoreBatch { Trades = piece } : new StoreBatch { Quotes = piece }, ct);
            }

            return;
        }

        await partitions.EnsureAsync(table.Chunks, [ticks[0].TsEvent], ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var writer = new ChunkWriter(connection, table);
        foreach (var instrument in ticks.GroupBy(tick => tick.Instrument.Value).OrderBy(group => group.Key))
        {
            foreach (var tick in instrument) writer.Add(tick);
            writer.End();
            await writer.FlushAsync(ct);
        }

        var (from, to) = table.Chunks.BoundsOf(table.Chunks.PartitionOf(ticks[0].TsEvent.Value));
        await using var mark = new NpgsqlCommand(
            $"insert into packed_days (kind, from_ns, to_ns, chunks, ticks) values ({(int)table.Kind}, {from}, {to}, {writer.Chunks}, {ticks.Length})", connection);
        await mark.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// Ten days of minutes of every instrument, a day of seconds of five, a thousand of each other timeframe of twenty; and one bar on each
    /// day of the time that bars are kept, so that there are as many partitions as after a year.
    /// </summary>
    private static async Task FillBarsAsync(PostgresMarketStore store, InstrumentKey[] keys, int scale, CancellationToken ct)
    {
        var end = FirstDay + (PackedDays + HotDays) * UnixNanos.PerDay;
        var policy = new RetentionPolicy();
        foreach (var (timeframe, days) in new[] { (Timeframe.Second1, policy.BarsSeconds), (Timeframe.All[1], policy.BarsSeconds), (Timeframe.Minute1, policy.BarsMinutes), (Timeframe.All[7], policy.BarsMinutes) })
            await store.CommitAsync(new StoreBatch { Bars = [.. Enumerable.Range(0, days!.Value).Select(day => OneBar(keys[0], timeframe, timeframe.OpenOf(end - day * UnixNanos.PerDay)))] }, ct);
        foreach (var timeframe in Timeframe.All)
        {
            var (instruments, count) = timeframe == Timeframe.Second1 ? (5, 86_400) : timeframe == Timeframe.Minute1 ? (keys.Length, 14_400) : (20, 1_000);
            count = Math.Max(600, count / scale);
            foreach (var key in keys.Take(instruments))
            {
                var open = timeframe.OpenOf(end);
                var bars = new List<Bar>(2_000);
                for (var i = 0; i < count; i++)
                {
                    if (open == UnixNanos.Zero) break;
                    open = timeframe.OpenOf(open - 1);
                    if (open.Value < 0) break;                // months of before 1970
                    bars.Add(OneBar(key, timeframe, open));
                    if (bars.Count < 2_000) continue;
                    await store.CommitAsync(new StoreBatch { Bars = bars }, ct);
                    bars = new List<Bar>(2_000);
                }

                await store.CommitAsync(new StoreBatch { Bars = bars }, ct);
            }
        }
    }

    private static Bar OneBar(InstrumentKey key, Timeframe timeframe, UnixNanos open) =>
        new(key, timeframe, open, 100, 140, 90, 120, 1_000, 17, null, open + 1, open + 2, BarSource.Ticks, true, 0);

    private sealed class Clock(UnixNanos now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
    }
}
