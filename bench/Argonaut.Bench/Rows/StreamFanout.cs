using System.Collections.Immutable;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// D5-fanout: trades and quotes of ten instruments at 1,000 ticks a second to a hundred WebSocket clients: frames and ticks a second that
/// arrive, their age, and the CPU that sending one frame takes (what the product uses with the clients, less what it uses without). The
/// anchor is a bare Kestrel that pushes as many frames of as many bytes to as many clients.
/// </summary>
internal sealed class StreamFanout : IBenchmarkRow
{
    public const int TicksPerSecond = 1_000;
    public const int Clients = 100;

    private const string AnchorName = "bare Kestrel, as many frames";

    private static readonly ImmutableArray<Metric> Metrics =
    [
        new("D5-fanout", $"{Clients} clients, frames", "frames/s", "frames"),
        new("D5-fanout", $"{Clients} clients, ticks", "ticks/s", "ticks"),
        new("D5-fanout", $"{Clients} clients, CPU of the server a frame", "us", "cpu"),
        new("D5-fanout", $"{Clients} clients, age p99", "ms", "p99"),
    ];

    public string Id => "D5-fanout";

    public string Title => $"fan-out to {Clients} clients";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        if (context.Product.Missing is { } missing) return [.. Metrics.Select(m => m.Skipped(missing))];
        var length = TimeSpan.FromSeconds(context.Options.IsQuick ? 2 : 5);
        await using var market = await MarketRun.StartAsync(context, TicksPerSecond, ct);
        await using var bare = await BareKestrelProcess.StartAsync(context.Time, ct);
        // The anchor sends what ours sent last.
        var (bytes, perSecond) = (1_024, 60);
        var samples = await PairedRounds.RunAsync(
            context.Options.Rounds,
            async token =>
            {
                var idle = await IdleAsync(market.Product.Pid, length, context.Time, token);
                var read = await StreamReading.RunAsync(
                    Clients, c => c.ConnectAsync(market.Product, market.Instruments, token), () => ServerCpu(market.Product.Pid), length, context.Time, token);
                bytes = (int)(read.Bytes / Math.Max(1, read.Frames));
                perSecond = (int)Math.Max(1, Math.Round(read.Frames / length.TotalSeconds / Clients));
                return SampleOf(read, idle, length);
            },
            async token => SampleOf(
                await StreamReading.RunAsync(
                    Clients, c => c.ConnectAsync(bare.Address, bytes, token, perSecond), () => ServerCpu(bare.Pid), length, context.Time, token), 0, length),
            ct);
        return [.. Metrics.Select(m => m.Key == "ticks" ? m.Judge(samples.Ours, [], "", "") : m.Judge(samples.Ours, samples.Anchor, AnchorName, BareKestrelProcess.Version))];
    }

    private static async Task<double> IdleAsync(int pid, TimeSpan length, TimeProvider time, CancellationToken ct)
    {
        var cpu = ServerCpu(pid);
        await Task.Delay(length, time, ct);
        return cpu.Read()["server"];
    }

    private static CpuMeter ServerCpu(int pid) => new(("server", pid));

    private static Sample SampleOf(StreamReading read, double idleSeconds, TimeSpan length) =>
        Sample.Of(
            ("frames", read.Frames / length.TotalSeconds), ("ticks", read.Ages.Count / length.TotalSeconds),
            ("cpu", Math.Max(0, read.CpuSeconds["server"] - idleSeconds) * 1e6 / Math.Max(1, read.Frames)), ("p99", read.Ages.PercentileMilliseconds(99))) with
        {
            Latencies = read.Ages,
            Invalid = read.SilentClients > 0 ? $"{read.SilentClients} clients received nothing" : null,
        };
}
