using System.Collections.Immutable;
using System.Diagnostics;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-17: from the start of the process until <c>/health/ready</c> answers 200, with data there from before, against a bare Kestrel
/// until its first 200. <c>run</c> uses the bench cluster and finds no gateway; <c>demo</c> also starts its own PostgreSQL and gateway.
/// </summary>
internal sealed class StartToReady : IBenchmarkRow
{
    private static readonly Metric RunMetric = new("P-17", "start to ready, run on an existing database", "s", "seconds", Bound.AtMost(2));
    private static readonly Metric DemoMetric = new("P-17", "start to ready, demo with its data there", "s", "seconds", Bound.AtMost(5));
    private static readonly Metric FirstDemoMetric = new("P-17", "start to ready, first demo (makes the database)", "s", "seconds");

    public string Id => "P-17";

    public string Title => "start to ready";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        if (context.Product.Missing is { } missing)
            return [RunMetric.Skipped(missing), DemoMetric.Skipped(missing), FirstDemoMetric.Skipped(missing)];

        var cluster = await context.ClusterAsync(ct);
        var url = cluster.Url(await cluster.CreateDatabaseAsync("start", ct));
        var runData = context.NewFolder("start-run");
        var run = await PairedRounds.RunAsync(
            context.Options.Rounds,
            token => StartAsync(t => ProductProcess.StartRunAsync(context.Product, runData, url, null, context.Time, t), token),
            token => StartBareAsync(context, token), ct);

        var demoData = context.NewFolder("start-demo");
        var first = await StartAsync(t => ProductProcess.StartDemoAsync(context.Product, demoData, null, context.Time, t), ct);
        var demo = await PairedRounds.RunAsync(
            context.Options.Rounds,
            token => StartAsync(t => ProductProcess.StartDemoAsync(context.Product, demoData, null, context.Time, t), token),
            token => StartBareAsync(context, token), ct);

        return
        [
            RunMetric.Judge(run.Ours, run.Anchor, BareKestrelProcess.Name, BareKestrelProcess.Version),
            DemoMetric.Judge(demo.Ours, demo.Anchor, BareKestrelProcess.Name, BareKestrelProcess.Version),
            FirstDemoMetric.Judge([first], [], "", ""),
        ];
    }

    private static async Task<Sample> StartAsync(Func<CancellationToken, Task<ProductProcess>> start, CancellationToken ct)
    {
        await using var product = await start(ct);
        return Sample.Of(("seconds", product.StartTime.TotalSeconds));
    }

    private static async Task<Sample> StartBareAsync(BenchContext context, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        await using var server = await BareKestrelProcess.StartAsync(context.Time, ct);
        return Sample.Of(("seconds", Stopwatch.GetElapsedTime(start).TotalSeconds));
    }
}
