using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Bench.Data;

/// <summary>
/// The workload of performance.md, sections 1 to 5, as numbered trades of one stream: instruments in random turn, strictly rising
/// timestamps about 50 us apart, a random walk on a 0.01 grid for each, sizes 1 to 500; mantissas at scale 8.
/// </summary>
internal static class TickWorkload
{
    private const long Cent = 1_000_000;
    private const long One = 100_000_000;

    /// <param name="firstTime">Of the first tick; all ticks of 2 million are within some 100 s of it.</param>
    /// <param name="firstSequence">The stream goes on from there.</param>
    public static MarketEvent[] Trades(
        int count, ReadOnlySpan<InstrumentKey> instruments, int stream, long firstSequence, UnixNanos firstTime, int seed)
    {
        var random = new Random(seed);
        var prices = new long[instruments.Length];
        for (var i = 0; i < prices.Length; i++) prices[i] = random.NextInt64(5_000, 50_000) * Cent;
        var trades = new MarketEvent[count];
        var time = firstTime.Value;
        for (var i = 0; i < count; i++)
        {
            time += random.NextInt64(1_000, 100_000);
            var which = random.Next(instruments.Length);
            prices[which] = Math.Max(Cent, prices[which] + random.Next(-2, 3) * Cent);
            var side = (TickFlags)random.Next(3);
            trades[i] = new MarketEvent(
                MarketEventKind.Trade, instruments[which], prices[which], random.NextInt64(1, 501) * One, 0, 0, side,
                new UnixNanos(time), new UnixNanos(time + 400_000), stream, firstSequence + i);
        }

        return trades;
    }
}
