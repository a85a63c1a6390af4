using System.Collections.Immutable;
using Argonaut.Bench.Data;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Npgsql;

namespace Argonaut.Bench.Anchors;

/// <summary>A round of <see cref="BareRecorder"/>: the least that a program of our kind can do which makes ticks durable as they come.</summary>
internal static class BareLoop
{
    public const string Name = "bare C# loop, one COPY every 10 ms";

    public static string Version { get; } = typeof(NpgsqlConnection).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Open loop, the generator in this process too.</summary>
    /// <returns>p50 and p99 (ms, due to durable), cpu (seconds of this process and PostgreSQL for a million ticks).</returns>
    public static async Task<Sample> RunAsync(BenchContext context, int rate, int count, CancellationToken ct)
    {
        await using var table = await DurableTable.PrepareAsync(context, count, ct);
        await using var connection = await table.Source.OpenConnectionAsync(ct);
        var recorder = new BareRecorder(connection, context.Time);
        await table.SettleAsync(ct);
        var cpu = new CpuMeter(("ours", Environment.ProcessId), ("postgres", table.Cluster.Pid));
        var running = recorder.RunAsync();
        var problem = await ScheduledFeed.SendAsync(table.Ticks, rate, context.Time, recorder.Add);
        recorder.Complete();
        var lags = await running;
        var used = cpu.Read();
        await table.CheckAsync(ct);
        return Sampled(lags, used, count, problem);
    }

    public static Sample Sampled(LatencyHistogram lags, ImmutableDictionary<string, double> cpuSeconds, int ticks, string? problem) =>
        Sample.Of(
            ("p50", lags.PercentileMilliseconds(50)), ("p99", lags.PercentileMilliseconds(99)), ("cpu", cpuSeconds.Values.Sum() * 1e6 / ticks)) with
        {
            Latencies = lags, CpuSeconds = cpuSeconds, Invalid = problem,
        };
}
