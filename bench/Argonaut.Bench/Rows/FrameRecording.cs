using System.Collections.Immutable;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// What the flight recorder costs: CPU seconds of our process for a million ticks at 50,000 a second, with it and (the anchor) without. Not a
/// row of performance.md; part of what P-25 measures.
/// </summary>
internal sealed class FrameRecording : IBenchmarkRow
{
    private const int TicksPerSecond = 50_000;

    private static readonly Metric Cpu = new("P-25", "CPU seconds of our process a million ticks at 50,000 ticks/s, frames recorded", "s", "cpu");

    private static readonly Metric Unrecorded = new("P-25", "frames that could not be recorded at 50,000 ticks/s", "entries", "unrecorded", Bound.AtMost(0));

    public string Id => "P-25-frames";

    public string Title => "cost of recording frames";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var ticks = TicksPerSecond * (context.Options.IsQuick ? 4 : 20);
        var rounds = await PairedRounds.RunAsync(
            context.Options.Rounds, token => RunAsync(context, ticks, recordsFrames: true, token), token => RunAsync(context, ticks, recordsFrames: false, token), ct);
        return [Cpu.Judge(rounds.Ours, rounds.Anchor, "the same without the flight recorder", ""), Unrecorded.Judge(rounds.Ours, [], "", "")];
    }

    private static async Task<Sample> RunAsync(BenchContext context, int ticks, bool recordsFrames, CancellationToken ct)
    {
        var run = (await LoadRun.RunAsync(context, new LoadRunOptions(TicksPerSecond, ticks) { RecordsFrames = recordsFrames }, ct)).Values;
        return Sample.Of(("cpu", run.CpuSeconds["ours"] * 1e6 / ticks), ("unrecorded", run["unrecorded"])) with
        {
            CpuSeconds = run.CpuSeconds, Invalid = run.Invalid,
        };
    }
}
