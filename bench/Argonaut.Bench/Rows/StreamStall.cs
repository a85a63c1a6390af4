using System.Collections.Immutable;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Product;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// D5-stall: the age of ticks at 99 clients that read while one more client does not read at all (its buffers are full), beside the
/// same without it (api.md A-090).
/// </summary>
internal sealed class StreamStall : IBenchmarkRow
{
    private const int Readers = StreamFanout.Clients - 1;

    private static readonly TimeSpan Filling = TimeSpan.FromSeconds(1);

    private static readonly Metric Age = new("D5-stall", $"{Readers} clients beside a stalled one, p99", "ms", "p99");
    private static readonly Metric Rise = new("D5-stall", "rise of p99 by the stalled one", "ms", "rise", Bound.AtMost(5));

    public string Id => "D5-stall";

    public string Title => "one stalled client among a hundred";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        if (context.Product.Missing is { } missing) return [Age.Skipped(missing), Rise.Skipped(missing)];
        var length = TimeSpan.FromSeconds(context.Options.IsQuick ? 2 : 5);
        await using var market = await MarketRun.StartAsync(context, StreamFanout.TicksPerSecond, ct);
        var samples = await PairedRounds.RunAsync(
            context.Options.Rounds,
            async token =>
            {
                await using var stalled = new StreamClient(isNarrow: true);
                await stalled.ConnectAsync(market.Product, market.Instruments, token);
                await stalled.AskForMuchAsync(market.Instruments, token);
                await Task.Delay(Filling, context.Time, token);
                return await ReadAsync(token);
            },
            ReadAsync, ct);
        var rises = samples.Ours.Zip(samples.Anchor, (ours, anchor) => Sample.Of(("rise", Math.Max(0, ours["p99"] - anchor["p99"])))).ToImmutableArray();
        return [Age.Judge(samples.Ours, samples.Anchor, "without the stalled one", ""), Rise.Judge(rises, [], "", "")];

        async Task<Sample> ReadAsync(CancellationToken token)
        {
            var read = await StreamReading.RunAsync(Readers, c => c.ConnectAsync(market.Product, market.Instruments, token), null, length, context.Time, token);
            return Sample.Of(("p99", read.Ages.PercentileMilliseconds(99))) with
            {
                Latencies = read.Ages,
                Invalid = read.SilentClients > 0 ? $"{read.SilentClients} clients received nothing" : null,
            };
        }
    }
}
