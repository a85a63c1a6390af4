using System.Collections.Immutable;
using System.Diagnostics;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-06: latest, last 500 trades and last 500 bars in turn over HTTP, 200 requests a second on a fixed schedule, while 50,000 ticks a
/// second are recorded and then idle, against a constant answer of a bare Kestrel under the same schedule and the same recording.
/// </summary>
internal sealed class ApiLatency : IBenchmarkRow
{
    private const double RequestsPerSecond = 200;
    private const int LoadTicksPerSecond = 50_000;
    private const string RequestHistogram = "argonaut_http_request_seconds";
    private const double ServerLimitSeconds = 0.001;

    private static readonly ImmutableArray<(string Name, string Path)> Routes =
    [
        ("latest", "snapshot"),
        ("last 500 trades", "trades?order=desc&limit=500"),
        ("last 500 bars of 1 s", "bars?timeframe=1s&order=desc&limit=500"),
    ];

    private static readonly Metric ServerLatest = new(
        "P-06", "latest within 1 ms in the server, idle", "% of requests", "share", Bound.AtLeast(99));

    public string Id => "P-06";

    public string Title => "API latency at 200 requests/s, under 50,000 ticks/s and idle";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        if (context.Product.Missing is { } missing)
            return [.. MetricsOf(isLoaded: true).Concat(MetricsOf(isLoaded: false)).Append(ServerLatest).Select(m => m.Skipped(missing))];

        var length = TimeSpan.FromSeconds(context.Options.IsQuick ? 2 : 10);
        await using var market = await MarketRun.StartAsync(context, LoadTicksPerSecond, ct);
        await using var bare = await BareKestrelProcess.StartAsync(context.Time, ct);
        var results = ImmutableArray.CreateBuilder<BenchResult>();
        results.AddRange(await MeasureAsync(isLoaded: true));
        await market.StopRecordingAsync(ct);
        var before = await PrometheusText.ReadAsync(market.Product.Http, ct);
        results.AddRange(await MeasureAsync(isLoaded: false));
        results.Add(JudgeServer(before, await PrometheusText.ReadAsync(market.Product.Http, ct)));
        return results.ToImmutable();

        async Task<ImmutableArray<BenchResult>> MeasureAsync(bool isLoaded)
        {
            var ours = Routes.Select(r => (r.Name, new Uri(market.Product.Address, $"api/v1/instruments/{market.Instruments[0]}/{r.Path}"))).ToImmutableArray();
            var constant = Routes.Select(r => (r.Name, bare.Address)).ToImmutableArray();
            var samples = await PairedRounds.RunAsync(
                context.Options.Rounds,
                token => OursAsync(market, ours, length, isLoaded, token),
                token => OpenLoopHttp.RunAsync(constant, RequestsPerSecond, length, token), ct);
            return
            [
                .. MetricsOf(isLoaded).Select(m => m.Judge(samples.Ours, samples.Anchor, "bare Kestrel, constant answer", BareKestrelProcess.Version)),
            ];
        }
    }

    private static IEnumerable<Metric> MetricsOf(bool isLoaded) => Routes.Select(r => isLoaded
        ? new Metric("P-06", $"{r.Name}, p99 under 50,000 ticks/s", "ms", $"p99 {r.Name}", Bound.AtMost(5), Bound.AtMost(2))
        : new Metric("P-06", $"{r.Name}, p99 idle", "ms", $"p99 {r.Name}", null, Bound.AtMost(2)));

    private static async Task<Sample> OursAsync(
        MarketRun market, ImmutableArray<(string Name, Uri Address)> routes, TimeSpan length, bool isLoaded, CancellationToken ct)
    {
        var cpu = market.MeterCpu();
        var before = await market.AcknowledgedAsync(ct);
        var start = Stopwatch.GetTimestamp();
        var sample = await OpenLoopHttp.RunAsync(routes, RequestsPerSecond, length, ct);
        var rate = (await market.AcknowledgedAsync(ct) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        return sample with
        {
            CpuSeconds = cpu.Read(),
            Invalid = sample.Invalid ?? (isLoaded && rate < 0.9 * LoadTicksPerSecond
                ? $"the load was {rate:0} of {LoadTicksPerSecond} ticks/s"
                : null),
        };
    }

    private static BenchResult JudgeServer(PrometheusText before, PrometheusText after) =>
        PrometheusText.ShareWithin(before, after, RequestHistogram, ServerLimitSeconds, "snapshot") is { } share
            ? ServerLatest.Judge([Sample.Of(("share", share * 100))], [], "", "")
            : ServerLatest.Skipped($"{RequestHistogram} has no bucket that ends at 1 ms");
}
