using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// The part of P-02 that takes ten minutes: 50,000 ticks a second without an end in sight, with the flight recorder on as in the product.
/// Nothing may be lost, and lag and memory at the end must be those of the begin. One run; no anchor.
/// </summary>
internal sealed class EndToEndLong : IBenchmarkRow
{
    private const int TicksPerSecond = 50_000;
    private const double LongMinutes = 10;

    public string Id => "P-02-long";

    public string Title => "end to end for ten minutes";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var minutes = context.Options.IsQuick ? 0.1 : LongMinutes;
        var run = await LoadRun.RunAsync(context, new LoadRunOptions(TicksPerSecond, (long)(minutes * 60 * TicksPerSecond)) { RecordsFrames = true }, ct);
        Metric Of(string what, string unit, string key, Bound? gate = null) => new(
            "P-02", string.Create(CultureInfo.InvariantCulture, $"{what}, {TicksPerSecond:#,0} ticks/s for {minutes:0.##} min"), unit, key, gate);
        var sample = run.Values;
        return
        [
            Of("end to end", "ticks/s", "rate", Bound.AtLeast(0.95 * TicksPerSecond)).Judge([sample], [], "", ""),
            Of("lost", "ticks", "lost", Bound.AtMost(0)).Judge([sample], [], "", ""),
            Of("decoded to durable, p50", "ms", "p50").Judge([sample], [], "", ""),
            Of("decoded to durable, p99", "ms", "p99", Bound.AtMost(50)).Judge([sample], [], "", ""),
            Of("resident memory, with the measuring program's", "MiB", "resident", Bound.AtMost(1024)).Judge([sample], [], "", ""),
            Of("managed heap, with the measuring program's", "MiB", "heap").Judge([sample], [], "", ""),
            Of("frames that could not be recorded", "entries", "unrecorded", Bound.AtMost(0)).Judge([sample], [], "", ""),
        ];
    }
}
