using System.Collections.Immutable;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// A budget of the dashboard (dashboard.md, section 20 and the times of other checks): the product under a load, its page in a headless
/// Chromium, each round in a profile of its own. Without an anchor: the limits are absolute.
/// </summary>
/// <param name="Load">Null: the seeded market.</param>
/// <param name="IsLong">Measured once: the length is what is asked for.</param>
internal sealed record DashboardBudget(
    string Id, string Title, MarketLoad? Load, DashboardScript Full, DashboardScript Quick, bool IsLong, ImmutableArray<Metric> Metrics) : IBenchmarkRow
{
    private static readonly MarketLoad Thousand = new(1_000, 50);
    private static readonly MarketLoad TenThousand = new(10_000, 50);
    private static readonly MarketLoad Wide = new(10_000, 500);
    private static readonly MarketLoad FiftyThousand = new(50_000, 50);

    public static ImmutableArray<IBenchmarkRow> All { get; } =
    [
        Of("U-008", "from the palette to a chart", null, 0, 0, ("Enter to the chart painted", "ms", "painted", Bound.AtMost(300))),
        Of("U-035", "publish to painted price at 10,000 ticks/s", TenThousand, 10, 3,
            ("server publish to browser receipt, p99", "ms", "received p99", Bound.AtMost(5)),
            ("publish to painted price, p50", "ms", "painted p50", Bound.AtMost(20)),
            ("publish to painted price, p99", "ms", "painted p99", Bound.AtMost(50))),
        Of("U-042", "scrolling a watchlist of 500 instruments at 10,000 ticks/s", Wide, 10, 3,
            ("frames under 17 ms while scrolling", "%", "scroll", Bound.AtLeast(95)),
            ("most rows in the document", "", "rows", Bound.AtMost(80))),
        Of("U-048", "opening a timeframe", null, 0, 0, ("click to painted, slowest of twenty timeframes", "ms", "slowest", Bound.AtMost(500))),
        Of("U-052", "a new high in the last bar at 1,000 ticks/s", Thousand, 30, 5, ("trade received to its wick painted, p99", "ms", "wick p99", Bound.AtMost(150))),
        new DashboardBudget("U-058", "a million bars in a chart", null, new DashboardScript(TimeSpan.Zero, 1_000_000), new DashboardScript(TimeSpan.Zero, 60_000), true, MetricsOf("U-058",
            [
                ("frames under 17 ms while panning 1,000,000 bars", "%", "pan", Bound.AtLeast(95)),
                ("frames under 17 ms while zooming 1,000,000 bars", "%", "zoom", Bound.AtLeast(95)),
                ("script of a frame with a live update, median", "ms", "update", Bound.AtMost(2)),
            ])),
        Of("U-059", "going to a time", null, 0, 0, ("click to the bar in view", "ms", "shown", Bound.AtMost(500))),
        Counted("U-165", "an alert as a toast", null, 10, 3, ("rule fired to its toast painted, slowest of ten", "ms", "slowest", Bound.AtMost(500))),
        Of("U-246", "first view", Thousand, 0, 0,
            ("first contentful paint, empty cache", "ms", "first_paint", Bound.AtMost(800)),
            ("largest contentful paint, empty cache", "ms", "largest_paint", Bound.AtMost(1_500)),
            ("interactive, empty cache", "ms", "interactive", Bound.AtMost(2_000)),
            ("interactive, warm cache", "ms", "warm", Bound.AtMost(700))),
        Counted("U-248", "first chart", null, 5_000, 5_000, ("click to 5,000 bars painted", "ms", "painted", Bound.AtMost(300))),
        Of("U-249", "four charts and 50 rows at 10,000 ticks/s", TenThousand, 10, 3,
            ("frames under 17 ms", "%", "quick_frames", Bound.AtLeast(95)),
            ("longest frame", "ms", "longest_frame", Bound.AtMost(100)),
            ("use of the main thread", "%", "main_thread", Bound.AtMost(60))),
        Once("U-250", "four charts at 50,000 ticks/s", FiftyThousand, 300, 10,
            ("input delay (INP)", "ms", "input_delay", Bound.AtMost(200)),
            ("growth of the tick age, last minute against first", "ms", "growth", Bound.AtMost(50)),
            ("tick age, median of the last minute", "ms", "age", null)),
        Counted("U-253", "200 switches of instrument", null, 200, 30,
            ("growth of nodes", "%", "nodes", Bound.AtMost(5)),
            ("growth of listeners", "%", "listeners", Bound.AtMost(5))),
        Once("U-255", "session of ten minutes", Thousand, 600, 20,
            ("cumulative layout shift", "", "shift", Bound.AtMost(0.02)),
            ("input delay (INP), p98", "ms", "interaction", Bound.AtMost(100))),
        Of("U-256", "network of four charts and 50 rows at 10,000 ticks/s", TenThousand, 10, 3,
            ("received by the page, before compression", "MB/s", "megabytes_per_s", Bound.AtMost(1.5))),
        Once("U-257", "long tasks at 1,000 ticks/s", Thousand, 180, 9, ("tasks above 50 ms", "a minute", "per_minute", Bound.AtMost(1))),
    ];

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        if ((context.Product.Missing ?? BrowserClient.Missing(context.Root)) is { } missing) return [.. Metrics.Select(m => m.Skipped(missing))];
        await using var market = await MarketRun.StartAsync(context, Load, ct);
        await using var browser = await BrowserClient.StartAsync(context.Root, ct);
        context.NoteFact("chromium", browser.Version);
        var script = context.Options.IsQuick ? Quick : Full;
        var rounds = IsLong
            ? [await browser.MeasureAsync(Id, market, script, ct)]
            : await PairedRounds.RunAloneAsync(context.Options.Rounds, token => browser.MeasureAsync(Id, market, script, token), ct);
        return [.. Metrics.Select(m => m.Judge(rounds, [], "", ""))];
    }

    private static DashboardBudget Of(
        string id, string title, MarketLoad? load, int seconds, int quickSeconds, params ReadOnlySpan<(string Name, string Unit, string Key, Bound? Gate)> metrics) =>
        new(id, title, load, Lasting(seconds), Lasting(quickSeconds), false, MetricsOf(id, metrics));

    private static DashboardBudget Once(
        string id, string title, MarketLoad? load, int seconds, int quickSeconds, params ReadOnlySpan<(string Name, string Unit, string Key, Bound? Gate)> metrics) =>
        new(id, title, load, Lasting(seconds), Lasting(quickSeconds), true, MetricsOf(id, metrics));

    private static DashboardBudget Counted(
        string id, string title, MarketLoad? load, int count, int quickCount, params ReadOnlySpan<(string Name, string Unit, string Key, Bound? Gate)> metrics) =>
        new(id, title, load, new DashboardScript(TimeSpan.Zero, count), new DashboardScript(TimeSpan.Zero, quickCount), false, MetricsOf(id, metrics));

    private static DashboardScript Lasting(int seconds) => new(TimeSpan.FromSeconds(seconds), 0);

    private static ImmutableArray<Metric> MetricsOf(string id, ReadOnlySpan<(string Name, string Unit, string Key, Bound? Gate)> metrics)
    {
        var list = ImmutableArray.CreateBuilder<Metric>(metrics.Length);
        foreach (var (name, unit, key, gate) in metrics) list.Add(new Metric(id, name, unit, key, gate));
        return list.MoveToImmutable();
    }
}
