using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-18: resident memory and managed heap of the product's process (not of the gateway, nor of PostgreSQL) idle, at 10,000 and at
/// 50,000 ticks a second, at the end of <c>--minutes</c> each. Without an anchor: the limits are absolute.
/// </summary>
internal sealed class MemoryUse : IBenchmarkRow
{
    private const double MiB = 1 << 20;

    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(1);

    private static readonly ImmutableArray<(int TicksPerSecond, double LimitMiB)> Loads = [(0, 300), (10_000, 600), (50_000, 1024)];

    public string Id => "P-18";

    public string Title => "memory";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        if (context.Product.Missing is { } missing) return [.. Loads.Select(load => Resident(load, 0).Skipped(missing))];
        var minutes = context.Options.IsQuick ? Math.Min(context.Options.Minutes, 0.25) : context.Options.Minutes;
        var results = ImmutableArray.CreateBuilder<BenchResult>();
        foreach (var load in Loads)
        {
            var (rounds, cpu) = await MeasureAsync(context, load.TicksPerSecond, TimeSpan.FromMinutes(minutes), ct);
            // The last tenth of the time: what it has grown to.
            var last = rounds[^Math.Max(1, rounds.Length / 10)..];
            var sample = Sample.Of(("resident", last.Max(r => r.Resident) / MiB), ("heap", last.Max(r => r.Heap) / MiB)) with { CpuSeconds = cpu };
            results.Add(Resident(load, minutes).Judge([sample], [], "", ""));
            var heap = new Metric("P-18", Name(load.TicksPerSecond, "managed heap", minutes), "MiB", "heap");
            results.Add(sample["heap"] > 0 ? heap.Judge([sample], [], "", "") : heap.Skipped("the product does not publish its managed heap"));
        }

        return results.ToImmutable();
    }

    private static Metric Resident((int TicksPerSecond, double LimitMiB) load, double minutes) =>
        new("P-18", Name(load.TicksPerSecond, "resident memory", minutes), "MiB", "resident", Bound.AtMost(load.LimitMiB));

    private static string Name(int ticksPerSecond, string what, double minutes) => string.Create(
        CultureInfo.InvariantCulture, $"{what}, {(ticksPerSecond == 0 ? "idle" : $"{ticksPerSecond:#,0} ticks/s")}, after {minutes:0.##} min");

    private static async Task<((double Resident, double Heap)[] Readings, ImmutableDictionary<string, double> Cpu)> MeasureAsync(
        BenchContext context, int ticksPerSecond, TimeSpan length, CancellationToken ct)
    {
        await using var market = await MarketRun.StartAsync(context, Math.Max(1_000, ticksPerSecond), ct);
        if (ticksPerSecond == 0) await market.StopRecordingAsync(ct);
        var cpu = market.MeterCpu();
        var readings = new List<(double, double)>();
        var start = context.Time.GetTimestamp();
        while (context.Time.GetElapsedTime(start) < length)
        {
            await Task.Delay(ReadEvery, context.Time, ct);
            var heap = (await PrometheusText.ReadAsync(market.Product.Http, ct)).Sum("argonaut_managed_heap_bytes") ?? 0;
            readings.Add((ProcessCpu.ResidentBytes(market.Product.Pid), heap));
        }

        return ([.. readings], cpu.Read());
    }
}
