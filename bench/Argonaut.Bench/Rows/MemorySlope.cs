using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// The part of P-18 that takes an hour: how fast resident memory and managed heap of the product's process (not of the gateway, nor of
/// PostgreSQL) still grow at 10,000 ticks a second, after the first quarter of <c>--minutes</c>, in which caches fill. The gate holds
/// for runs of half an hour and more; a shorter one says more about the moment than about growth.
/// </summary>
internal sealed class MemorySlope : IBenchmarkRow
{
    private const double MiB = 1 << 20;
    private const int TicksPerSecond = 10_000;
    private const int Windows = 45;
    private const double LimitMiBPerHour = 5;
    private const double JudgedMinutes = 30;
    private const double WarmUpPart = 0.25;

    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(1);

    public string Id => "P-18-slope";

    public string Title => "memory growth";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var minutes = context.Options.IsQuick ? Math.Min(context.Options.Minutes, 0.5) : context.Options.Minutes;
        var resident = MetricOf("resident memory", "resident", minutes);
        var heap = MetricOf("managed heap", "heap", minutes);
        if (context.Product.Missing is { } missing) return [resident.Skipped(missing), heap.Skipped(missing)];

        await using var market = await MarketRun.StartAsync(context, TicksPerSecond, ct);
        var cpu = market.MeterCpu();
        var length = TimeSpan.FromMinutes(minutes);
        var readings = new List<(TimeSpan At, double Resident, double Heap)>();
        var said = TimeSpan.Zero;
        var start = context.Time.GetTimestamp();
        while (context.Time.GetElapsedTime(start) is var at && at < length)
        {
            await Task.Delay(ReadEvery, context.Time, ct);
            var managed = (await PrometheusText.ReadAsync(market.Product.Http, ct)).Sum("argonaut_managed_heap_bytes") ?? 0;
            readings.Add((at, ProcessCpu.ResidentBytes(market.Product.Pid) / MiB, managed / MiB));
            if (at - said < TimeSpan.FromMinutes(1)) continue;
            said = at;
            BenchContext.Say(string.Create(
                CultureInfo.InvariantCulture, $"  {at.TotalMinutes:0} min: {readings[^1].Resident:0.0} MiB resident, {readings[^1].Heap:0.0} MiB heap"));
        }

        var warm = readings.Where(r => r.At >= length * WarmUpPart).ToList();
        var sample = Sample.Of(
            ("resident", Slope.PerHour([.. warm.Select(r => (r.At, r.Resident))], Windows)),
            ("heap", Slope.PerHour([.. warm.Select(r => (r.At, r.Heap))], Windows))) with
        {
            CpuSeconds = cpu.Read(),
        };
        return [resident.Judge([sample], [], "", ""), heap.Judge([sample], [], "", "")];
    }

    private static Metric MetricOf(string what, string key, double minutes) => new(
        "P-18", string.Create(CultureInfo.InvariantCulture, $"growth of {what}, {TicksPerSecond:#,0} ticks/s, over {minutes * (1 - WarmUpPart):0.##} min"),
        "MiB/h", key, minutes >= JudgedMinutes ? Bound.AtMost(LimitMiBPerHour) : null);
}
