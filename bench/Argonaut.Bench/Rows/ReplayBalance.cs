using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Bench.Cluster;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;
using Argonaut.Flight;
using Argonaut.Journal.Files;
using Argonaut.Journal.Spool;
using Argonaut.Live;
using Argonaut.Live.Replay;
using Argonaut.Postgres;
using Argonaut.Venues.Ib.Recording;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Bench.Rows;

/// <summary>
/// A-080 and the flight recorder over ten million ticks: the gateway breaks its connection, its frames and its link every few seconds; the
/// counters must add up at every look, and the recorded frames, played into an empty database, must give every row of the live run.
/// </summary>
internal sealed class ReplayBalance : IBenchmarkRow
{
    private const int TicksPerSecond = 50_000;

    /// <summary>Of every row of a table, in no order: equal tables have equal numbers.</summary>
    private static readonly ImmutableArray<(string Table, string Sql)> Sums =
    [
        ("trades", Sum("trade_ticks t join instruments i on i.id = t.instrument", "i.instrument_id, t.seq, t.ts_event, t.ts_init, t.price, t.size, t.flags")),
        ("quotes", Sum("quote_ticks t join instruments i on i.id = t.instrument", "i.instrument_id, t.seq, t.ts_event, t.ts_init, t.bid, t.ask, t.bid_size, t.ask_size, t.flags")),
        ("bars", Sum("bars t join instruments i on i.id = t.instrument", "i.instrument_id, t.timeframe, t.ts_open, t.open, t.high, t.low, t.close, t.volume, t.trade_count, t.open_ts_init, t.close_ts_init, t.source")),
        ("bars of 1 s", Sum("bars_1s t join instruments i on i.id = t.instrument", "i.instrument_id, t.ts_open, t.open, t.high, t.low, t.close, t.volume, t.trade_count, t.open_ts_init, t.close_ts_init, t.source")),
        ("bars of 1 min", Sum("bars_1m t join instruments i on i.id = t.instrument", "i.instrument_id, t.ts_open, t.open, t.high, t.low, t.close, t.volume, t.trade_count, t.open_ts_init, t.close_ts_init, t.source")),
        ("gaps", Sum("gaps t join instruments i on i.id = t.instrument", "i.instrument_id, t.kind, t.from_ns, t.to_ns, t.reason")),
    ];

    private static readonly Metric Balanced = new("A-080", "looks at which the counters did not add up", "", "unbalanced", Bound.AtMost(0));
    private static readonly Metric Different = new("A-080", "tables that differ after the replay, of six", "tables", "different", Bound.AtMost(0));
    private static readonly Metric Stored = new("A-080", "ticks stored by the live run under faults", "ticks", "stored");
    private static readonly Metric Gaps = new("A-080", "gaps noted by the live run", "gaps", "gaps", Bound.AtLeast(1));
    private static readonly Metric Speed = new("A-080", "replay", "ticks/s", "replay");

    public string Id => "A-080-replay";

    public string Title => "ten million ticks under faults, balanced and replayed";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var total = context.Options.IsQuick ? 600_000 : 10_000_000;
        var live = await LoadRun.RunAsync(context, new LoadRunOptions(TicksPerSecond, total) { RecordsFrames = true, HasFaults = true }, ct);
        var cluster = await context.ClusterAsync(ct);
        var (replayed, source) = await cluster.CreateMigratedAsync("replayed", ct);
        await using var owned = source;
        await using var store = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
        await using var ledger = new PostgresLineLedger(source, context.Time, NullLogger.Instance);
        using var spool = FileTickSpool.Open(DiskSegmentFiles.Open(context.NewFolder("spool")), new SpoolOptions(), context.Time, NullLogger.Instance);
        using var reader = new FrameReader(live.Frames!);
        var runs = new IbRecordedRuns(reader, new IbReplayOptions(), context.Time, NullLogger.Instance);
        var start = context.Time.GetTimestamp();
        var played = await new FrameReplay(runs, store, ledger, spool, new LiveOptions(), context.Time, NullLogger<MarketRecorder>.Instance).RunAsync(ct);
        var took = context.Time.GetElapsedTime(start);

        var different = 0;
        foreach (var (table, sql) in Sums)
        {
            var (then, now) = (await cluster.ScalarAsync<string>(live.Database, sql, ct), await cluster.ScalarAsync<string>(replayed, sql, ct));
            if (then == now) continue;
            different++;
            BenchContext.Say($"  {table} differ: {then} live, {now} replayed");
            if (table.StartsWith("bars", StringComparison.Ordinal) || table == "gaps") await SayRowsAsync(cluster, live.Database, replayed, sql, ct);
        }

        if (played.Differences > 0) BenchContext.Say($"  {played.Differences} requests differ, the first: {played.FirstDifference}");
        if (played.Holes > 0) BenchContext.Say(string.Create(CultureInfo.InvariantCulture, $"  the recording has {played.Holes} holes"));
        var stored = live.Counters.Acknowledged;
        var sample = Sample.Of(
            ("unbalanced", live.WasBalanced ? 0 : 1),
            ("different", different),
            ("stored", stored),
            ("gaps", await cluster.ScalarAsync<long>(live.Database, "select count(*) from gaps", ct)),
            ("replay", stored / took.TotalSeconds));
        return [.. ((Metric[])[Balanced, Different, Stored, Gaps, Speed]).Select(m => m.Judge([sample], [], "", ""))];
    }

    /// <summary>The first rows that only one of both has.</summary>
    private static async Task SayRowsAsync(BenchCluster cluster, string live, string replayed, string sql, CancellationToken ct)
    {
        var rows = sql.Replace("count(*) || '/' || coalesce(sum(hashtextextended(", "string_agg(", StringComparison.Ordinal).Replace(", 0)), 0) from", ", chr(10)) from", StringComparison.Ordinal);
        var then = (await cluster.ScalarAsync<string>(live, rows, ct)).Split('\n');
        var now = (await cluster.ScalarAsync<string>(replayed, rows, ct)).Split('\n');
        foreach (var row in then.Except(now).Order(StringComparer.Ordinal).Take(12)) BenchContext.Say($"    live only     {row}");
        foreach (var row in now.Except(then).Order(StringComparer.Ordinal).Take(12)) BenchContext.Say($"    replayed only {row}");
    }

    private static string Sum(string from, string columns) =>
        $"select count(*) || '/' || coalesce(sum(hashtextextended(concat_ws(' ', {columns}), 0)), 0) from {from}";
}
