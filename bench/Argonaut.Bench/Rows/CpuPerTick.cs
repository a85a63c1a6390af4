using System.Collections.Immutable;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-25: CPU seconds of our process and of PostgreSQL for a million ticks, end to end at 10,000 a second with the flight recorder on, beside
/// those of the anchor of P-01 (one binary COPY of as many rows, in this process and PostgreSQL), and beside those of a bare loop that makes the
/// same number of ticks durable at the same rate, without a wire. And our process's part of one core.
/// </summary>
internal sealed class CpuPerTick : IBenchmarkRow
{
    private const int TicksPerSecond = 10_000;

    private static readonly Metric PerMillion = new("P-25", "CPU seconds a million ticks, end to end at 10,000 ticks/s", "s", "cpu", Bound.RatioAtMost(3));

    private static readonly Metric BesideBare = new("P-25", "the same, beside what only stores at that rate", "s", "cpu");

    private static readonly Metric OfOneCore = new("P-25", "part of one core at 10,000 ticks/s, our process", "%", "core", Bound.AtMost(15));

    private static readonly Metric Lost = new("P-25", "lost at 10,000 ticks/s", "ticks", "lost", Bound.AtMost(0));

    public string Id => "P-25";

    public string Title => "CPU seconds a million ticks";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var ticks = context.Options.IsQuick ? 30_000 : 600_000;
        await using var anchor = await IngestAnchor.PrepareAsync(context, ticks, ct);
        var rounds = await PairedRounds.RunAsync(context.Options.Rounds, token => OursAsync(context, ticks, token), token => AnchorAsync(anchor, ticks, token), ct);
        var bare = await PairedRounds.RunAloneAsync(context.Options.Rounds, token => BareLoop.RunAsync(context, TicksPerSecond, ticks, token), ct);
        return
        [
            PerMillion.Judge(rounds.Ours, rounds.Anchor, anchor.Name, anchor.Version),
            BesideBare.Judge(rounds.Ours, bare, BareLoop.Name, BareLoop.Version),
            OfOneCore.Judge(rounds.Ours, [], "", ""),
            Lost.Judge(rounds.Ours, [], "", ""),
        ];
    }

    private static async Task<Sample> OursAsync(BenchContext context, int ticks, CancellationToken ct)
    {
        var run = (await LoadRun.RunAsync(context, new LoadRunOptions(TicksPerSecond, ticks) { RecordsFrames = true }, ct)).Values;
        var (ours, postgres) = (run.CpuSeconds["ours"], run.CpuSeconds["postgres"]);
        return Sample.Of(("cpu", (ours + postgres) * 1e6 / ticks), ("core", 100 * ours / run["span"]), ("lost", run["lost"])) with
        {
            CpuSeconds = run.CpuSeconds, Invalid = run.Invalid,
        };
    }

    private static async Task<Sample> AnchorAsync(IngestAnchor anchor, int ticks, CancellationToken ct)
    {
        var cpu = new CpuMeter(("copy", Environment.ProcessId), ("postgres", anchor.Cluster.Pid));
        await anchor.RunAsync(ct);
        var used = cpu.Read();
        return Sample.Of(("cpu", used.Values.Sum() * 1e6 / ticks)) with { CpuSeconds = used };
    }
}
