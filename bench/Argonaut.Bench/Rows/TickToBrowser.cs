using System.Collections.Immutable;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-04: the age of a tick when a client has it: receipt minus <c>ts_init</c>, the stamp it got when its bytes left the gateway's
/// socket buffer. 10,000 ticks a second; one WebSocket client, fifty of them, and a headless Chromium. The anchor pushes messages
/// of 1 KiB, sixty a second to each client, that carry only the time they were made.
/// </summary>
internal sealed class TickToBrowser : IBenchmarkRow
{
    private const int TicksPerSecond = 10_000;
    private const int AnchorMessageBytes = 1024;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly ImmutableArray<int> ClientCounts = [1, 50];

    public string Id => "P-04";

    public string Title => "tick to browser at 10,000 ticks/s";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var browserMetrics = MetricsOf("headless Chromium");
        if (context.Product.Missing is { } missing)
            return [.. ClientCounts.SelectMany(n => MetricsOf(Clients(n))).Concat(browserMetrics).Select(m => m.Skipped(missing))];

        var length = TimeSpan.FromSeconds(context.Options.IsQuick ? 2 : 5);
        await using var market = await MarketRun.StartAsync(context, TicksPerSecond, ct);
        await using var bare = await BareKestrelProcess.StartAsync(context.Time, ct);
        var results = ImmutableArray.CreateBuilder<BenchResult>();
        foreach (var clients in ClientCounts)
        {
            var samples = await PairedRounds.RunAsync(
                context.Options.Rounds,
                token => ReadAsync(context, clients, c => c.ConnectAsync(market.Product, market.Instruments, token), market, length, token),
                token => ReadAsync(context, clients, c => c.ConnectAsync(bare.Address, AnchorMessageBytes, token), null, length, token), ct);
            foreach (var metric in MetricsOf(Clients(clients)))
                results.Add(metric.Judge(samples.Ours, samples.Anchor, "bare Kestrel, 60 stamps/s", BareKestrelProcess.Version));
        }

        results.AddRange(await ReadInBrowserAsync(context, market, browserMetrics, length, ct));
        return results.ToImmutable();
    }

    private static string Clients(int count) => count == 1 ? "1 WebSocket client" : $"{count} WebSocket clients";

    private static ImmutableArray<Metric> MetricsOf(string client) =>
    [
        new("P-04", $"{client}, p50", "ms", "p50", Bound.AtMost(20)),
        new("P-04", $"{client}, p99", "ms", "p99", Bound.AtMost(60)),
    ];

    private static async Task<Sample> ReadAsync(
        BenchContext context, int count, Func<StreamClient, Task> connect, MarketRun? market, TimeSpan length, CancellationToken ct)
    {
        var read = await StreamReading.RunAsync(count, connect, market is null ? null : market.MeterCpu, length, context.Time, ct);
        return SampleOf(read.Ages) with { CpuSeconds = read.CpuSeconds, Invalid = read.SilentClients > 0 ? "a client received nothing" : null };
    }

    private static async Task<IEnumerable<BenchResult>> ReadInBrowserAsync(
        BenchContext context, MarketRun market, ImmutableArray<Metric> metrics, TimeSpan length, CancellationToken ct)
    {
        if (BrowserClient.Missing(context.Root) is { } missing) return metrics.Select(m => m.Skipped(missing));
        await using var browser = await BrowserClient.StartAsync(context.Root, ct);
        context.NoteFact("chromium", browser.Version);
        var rounds = await PairedRounds.RunAloneAsync(
            context.Options.Rounds,
            async token =>
            {
                var ages = await browser.ReadAsync(market.Product, market.Instruments, WarmUp, length, token);
                return SampleOf(ages) with { Invalid = ages.Count == 0 ? "the browser received nothing" : null };
            },
            ct);
        return metrics.Select(m => m.Judge(rounds, [], "", ""));
    }

    private static Sample SampleOf(LatencyHistogram ages) =>
        Sample.Of(("p50", ages.PercentileMilliseconds(50)), ("p99", ages.PercentileMilliseconds(99))) with { Latencies = ages };
}
