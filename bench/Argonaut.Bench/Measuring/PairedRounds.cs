using System.Collections.Immutable;

namespace Argonaut.Bench.Measuring;

/// <summary>
/// Runs two sides by turns in one invocation: a first pair that is dropped (cold files, cold code), then pairs in the order A B B A,
/// so that a drift of the machine hits both alike.
/// </summary>
internal static class PairedRounds
{
    /// <summary>How often a round is run when it comes out invalid: a generator that was late once may be in time the next.</summary>
    public const int TriesPerRound = 3;

    /// <summary>The order in which the sides run; true is ours. The first two entries are the dropped pair.</summary>
    /// <param name="pairs">Counted pairs, at least one.</param>
    public static ImmutableArray<bool> Order(int pairs)
    {
        var order = ImmutableArray.CreateBuilder<bool>(2 * (pairs + 1));
        order.AddRange(true, false);
        for (var pair = 0; pair < pairs; pair++)
        {
            var oursFirst = pair % 2 == 0;
            order.AddRange(oursFirst, !oursFirst);
        }

        return order.MoveToImmutable();
    }

    public static async Task<PairedSamples> RunAsync(
        int pairs, Func<CancellationToken, Task<Sample>> ours, Func<CancellationToken, Task<Sample>> anchor, CancellationToken ct)
    {
        var oursRounds = ImmutableArray.CreateBuilder<Sample>();
        var anchorRounds = ImmutableArray.CreateBuilder<Sample>();
        var order = Order(pairs);
        for (var i = 0; i < order.Length; i++)
        {
            ct.ThrowIfCancellationRequested();
            var sample = await UntilValidAsync(order[i] ? ours : anchor, ct);
            if (i >= 2) (order[i] ? oursRounds : anchorRounds).Add(sample);
        }

        return new PairedSamples(oursRounds.ToImmutable(), anchorRounds.ToImmutable());
    }

    /// <summary>The same without an anchor; the first round is dropped.</summary>
    public static async Task<ImmutableArray<Sample>> RunAloneAsync(int rounds, Func<CancellationToken, Task<Sample>> ours, CancellationToken ct)
    {
        await ours(ct);
        var samples = ImmutableArray.CreateBuilder<Sample>();
        for (var i = 0; i < rounds; i++) samples.Add(await UntilValidAsync(ours, ct));
        return samples.ToImmutable();
    }

    private static async Task<Sample> UntilValidAsync(Func<CancellationToken, Task<Sample>> side, CancellationToken ct)
    {
        var sample = await side(ct);
        for (var i = 1; i < TriesPerRound && sample.Invalid is not null; i++) sample = await side(ct);
        return sample;
    }
}
