using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Data;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Journal.Files;
using Argonaut.Journal.Spool;
using Argonaut.Live;
using Argonaut.Postgres;
using Argonaut.Venues.Ib;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-02: simulated gateway in its own process over TCP, our feed, recorder and store in this one, to durable rows in PostgreSQL. At
/// fixed rates every tick must be stored and be durable soon after it was decoded; without a schedule the rate itself counts, beside
/// the anchor of P-01 (one binary COPY of as many rows).
/// </summary>
internal sealed class EndToEnd : IBenchmarkRow
{
    private const int InstrumentCount = 10;
    private const double FloorTicksPerSecond = 200_000;

    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(10);

    private static readonly ImmutableArray<(int TicksPerSecond, double Seconds, double? LagLimit)> Schedules =
        [(10_000, 5, 50), (50_000, 10, 50), (200_000, 5, null)];

    private static readonly Metric Fastest =
        new("P-02", "end to end, as fast as possible", "ticks/s", "rate", Bound.AtLeast(FloorTicksPerSecond));

    private static readonly Metric FastestLoss = new("P-02", "lost, as fast as possible", "ticks", "lost", Bound.AtMost(0));

    public string Id => "P-02";

    public string Title => "end to end, gateway to durable rows";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var results = ImmutableArray.CreateBuilder<BenchResult>();
        foreach (var (ticksPerSecond, length, lagLimit) in Schedules)
        {
            var seconds = context.Options.IsQuick ? 1.5 : length;
            var rounds = await PairedRounds.RunAloneAsync(
                context.Options.Rounds, token => RecordAsync(context, ticksPerSecond, (int)(ticksPerSecond * seconds), token), ct);
            var at = string.Create(CultureInfo.InvariantCulture, $"at {ticksPerSecond:#,0} ticks/s");
            results.Add(new Metric("P-02", $"end to end {at}", "ticks/s", "rate", Bound.AtLeast(0.95 * ticksPerSecond)).Judge(rounds, [], "", ""));
            results.Add(new Metric("P-02", $"lost {at}", "ticks", "lost", Bound.AtMost(0)).Judge(rounds, [], "", ""));
            results.Add(new Metric("P-02", $"decoded to durable {at}, p50", "ms", "p50").Judge(rounds, [], "", ""));
            results.Add(new Metric("P-02", $"decoded to durable {at}, p99", "ms", "p99", lagLimit is { } limit ? Bound.AtMost(limit) : null)
                .Judge(rounds, [], "", ""));
        }

        var total = context.Options.IsQuick ? 200_000 : 2_000_000;
        await using var anchor = await IngestAnchor.PrepareAsync(context, total, ct);
        var fastest = await PairedRounds.RunAsync(
            context.Options.Rounds, token => RecordAsync(context, ticksPerSecond: 0, total, token), anchor.RunAsync, ct);
        results.Add(Fastest.Judge(fastest.Ours, fastest.Anchor, anchor.Name, anchor.Version));
        results.Add(FastestLoss.Judge(fastest.Ours, [], "", ""));
        return results.ToImmutable();
    }

    private static async Task<Sample> RecordAsync(BenchContext context, int ticksPerSecond, int total, CancellationToken ct)
    {
        var cluster = await context.ClusterAsync(ct);
        var (database, source) = await cluster.CreateMigratedAsync("end_to_end", ct);
        await using var owned = source;
        await cluster.ExecuteAsync(database, "checkpoint", ct);
        await using var postgres = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
        await using var ledger = new PostgresLineLedger(source, context.Time, NullLogger.Instance);
        var store = new MeasuredStore(postgres, context.Time);
        await using var gateway = await LoadGatewayProcess.StartAsync(ticksPerSecond, total, InstrumentCount, ct);
        await using var feed = new IbFeed(
            new IbOptions { Host = "127.0.0.1", Port = gateway.Port, TickByTickBudget = 2 * InstrumentCount }, context.Time, NullLogger<IbFeed>.Instance);
        var folder = Directory.CreateTempSubdirectory("argonaut-bench-spool-").FullName;
        using var spool = FileTickSpool.Open(DiskSegmentFiles.Open(folder), new SpoolOptions(), context.Time, NullLogger.Instance);
        using var recorder = new MarketRecorder(feed, store, ledger, spool, new LiveOptions(), context.Time, NullLogger<MarketRecorder>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var cpu = new CpuMeter(("ours", Environment.ProcessId), ("gateway", gateway.Pid), ("postgres", cluster.Pid));
        var running = recorder.RunAsync(stop.Token);
        string? problem;
        try
        {
            await recorder.Started;
            await SubscribeAsync(recorder, context.Time, ct);
            problem = await WaitAsync(store, gateway, total, context.Time, ct);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
            Directory.Delete(folder, recursive: true);
        }

        var rows = await cluster.ScalarAsync<long>(database, "select (select count(*) from trade_ticks) + (select count(*) from quote_ticks)", ct);
        var (lags, span) = store.Read();
        return Sample.Of(
            ("rate", rows / span.TotalSeconds),
            ("lost", total - rows),
            ("p50", lags.PercentileMilliseconds(50)),
            ("p99", lags.PercentileMilliseconds(99))) with
        {
            Latencies = lags,
            CpuSeconds = cpu.Read(),
            Invalid = problem,
        };
    }

    /// <summary>The gateway begins to send when the last instrument is asked for.</summary>
    private static async Task SubscribeAsync(MarketRecorder recorder, TimeProvider time, CancellationToken ct)
    {
        while (recorder.Feed.State != Ports.FeedState.Ready) await Task.Delay(TimeSpan.FromMilliseconds(10), time, ct);
        for (var i = 1; i <= InstrumentCount; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"LOAD{i:0000}.NASDAQ");
            var found = await recorder.ResolveAsync(id, ct);
            await recorder.StartRecordingAsync(found.Single().Key, KindSet.TradesAndQuotes, ct);
        }
    }

    /// <summary>Until all ticks are durable, or none were for ten seconds; a gateway that did not send all makes the round invalid.</summary>
    private static async Task<string?> WaitAsync(MeasuredStore store, LoadGatewayProcess gateway, int total, TimeProvider time, CancellationToken ct)
    {
        var progress = time.GetTimestamp();
        var before = 0L;
        while (store.Ticks is var ticks && ticks < total && time.GetElapsedTime(progress) < Stalled)
        {
            if (ticks > before) (before, progress) = (ticks, time.GetTimestamp());
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, ct);
        }

        var sent = await gateway.SentAsync(ct);
        return sent == total ? null : $"the gateway sent {sent} of {total} ticks";
    }
}
