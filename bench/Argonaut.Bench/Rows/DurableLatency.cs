using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Data;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;
using Argonaut.Domain.Data;
using Argonaut.Journal.Files;
using Argonaut.Journal.Spool;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-03: from the time a trade was due at the recorder to the answer of the commit that stores it, open loop, against a bare loop that
/// does nothing but COPY.
/// </summary>
internal sealed class DurableLatency : IBenchmarkRow
{
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
                context.Options.Rounds, token => RecordAsync(context, rate, ticks, token), token => BareLoop.RunAsync(context, rate, ticks, token), ct);
            var at = string.Create(CultureInfo.InvariantCulture, $"at {rate:#,0} ticks/s");
            results.Add(new Metric("P-03", $"due to durable {at}, p50", "ms", "p50").Judge(samples.Ours, samples.Anchor, BareLoop.Name, BareLoop.Version));
            results.Add(new Metric("P-03", $"due to durable {at}, p99", "ms", "p99", Bound.RatioAtMost(1.3), Bound.AtMost(12))
                .Judge(samples.Ours, samples.Anchor, BareLoop.Name, BareLoop.Version));
        }

        return results.ToImmutable();
    }

    private static async Task<Sample> RecordAsync(BenchContext context, int rate, int count, CancellationToken ct)
    {
        await using var table = await DurableTable.PrepareAsync(context, count, ct);
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
        return BareLoop.Sampled(lags, used, count, problem);
    }
}
