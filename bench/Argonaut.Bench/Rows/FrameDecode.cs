using System.Collections.Immutable;
using Argonaut.Bench.Data;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-19: gateway frames cut and decoded to records on one thread, beside a copy of the same bytes, and the bytes that are allocated a
/// million ticks.
/// </summary>
internal sealed class FrameDecode : IBenchmarkRow
{
    private const int Ticks = 2_000_000;

    private static readonly Metric Rate =
        new("P-19", "gateway frame decode", "ticks/s", "rate", Bound.AtLeast(3_000_000), Bound.AtLeast(3_000_000));

    private static readonly Metric Allocated =
        new("P-19", "gateway frame decode, allocated", "B/M ticks", "allocated", Bound.AtMost(0), Bound.AtMost(0));

    public string Id => "P-19";

    public string Title => "gateway frame decode";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        var workload = FrameWorkload.Make(Ticks, seed: 19);
        var decoder = FrameWorkload.NewDecoder();
        var copy = new byte[workload.Bytes.Length];
        OwnThread.WarmUp(() => workload.Decode(decoder));
        OwnThread.WarmUp(() => workload.Bytes.CopyTo(copy));
        var samples = await PairedRounds.RunAsync(
            context.Options.Rounds,
            _ => Task.FromResult(Ours(workload, decoder)),
            _ => Task.FromResult(OwnThread.Time(() => workload.Bytes.CopyTo(copy), Ticks)),
            ct);
        return
        [
            Rate.Judge(samples.Ours, samples.Anchor, "memory copy of the same bytes", Environment.Version.ToString()),
            Allocated.Judge(samples.Ours, [], "", ""),
        ];
    }

    private static Sample Ours(FrameWorkload workload, Venues.Ib.IbTickDecoder decoder)
    {
        var records = 0;
        var allocated = 0L;
        var sample = OwnThread.Time(
            () =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                records = workload.Decode(decoder);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            },
            Ticks);
        return Sample.Of(("rate", sample["rate"]), ("allocated", allocated * 1e6 / Ticks)) with
        {
            CpuSeconds = sample.CpuSeconds,
            Invalid = records < Ticks / 2 ? $"{records} records of {Ticks} ticks" : null,
        };
    }
}
