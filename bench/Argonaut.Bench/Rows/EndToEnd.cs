using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-02: simulated gateway in its own process over TCP, our feed, recorder and store in this one, to durable rows in PostgreSQL. At
/// fixed rates every tick must be stored and be durable soon after it was decoded; without a schedule the rate itself counts, beside
/// the anchor of P-01 (one binary COPY of as many rows).
/// </summary>
internal sealed class EndToEnd : IBenchmarkRow
{
    private const double FloorTicksPerSecond = 200_000;

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

    private static async Task<Sample> RecordAsync(BenchContext context, int ticksPerSecond, int total, CancellationToken ct) =>
        (await LoadRun.RunAsync(context, new LoadRunOptions(ticksPerSecond, total), ct)).Values;
}
