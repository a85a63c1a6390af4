using System.Numerics;
using Argonaut.Domain.Bars;

namespace Argonaut.Trading.Instruments;

/// <summary>
/// Finds a share split by comparing a day as it was recorded with the same day as the source tells it now: the history of trades is
/// adjusted for splits, what was recorded is not (ib-tws-protocol.md 8.14).
/// </summary>
public static class SplitDetector
{
    /// <summary>New shares for old ones up to this; larger splits are as good as unknown.</summary>
    private const int Largest = 50;

    /// <summary>One side of a split is a small number: 4 for 1, 3 for 2, 1 for 20. Other fractions are a price move that happens to be near one.</summary>
    private const int LargestOfSmaller = 4;

    /// <summary>Three in a thousand: closes of two sources differ, and prices are rounded to their tick.</summary>
    private const int Tolerance = 3;

    /// <summary>The split as new shares for old ones in lowest terms (4 for 1), when the days that both know agree on it; null otherwise.</summary>
    /// <param name="recorded">Closed daily bars built from ticks, prices of the time.</param>
    /// <param name="adjusted">The same days from the source, at the same scale.</param>
    public static (int New, int Old)? Find(IEnumerable<Bar> recorded, IEnumerable<Bar> adjusted)
    {
        var now = adjusted.Where(b => b.Close > 0).ToDictionary(b => b.TsOpen);
        var days = recorded.Where(b => b.Close > 0 && now.ContainsKey(b.TsOpen)).OrderBy(b => b.TsOpen)
            .Select(b => Ratio(b.Close, now[b.TsOpen].Close)).ToList();
        // Days before the split have its ratio, days since then agree as they are.
        var before = days.TakeWhile(r => r is { } ratio && ratio != (1, 1)).ToList();
        return before.Count > 0 && before.TrueForAll(r => r == before[0]) && days.Skip(before.Count).All(r => r == (1, 1)) ? before[0] : null;
    }

    /// <summary>The fraction of the smallest numbers near the quotient, 1 for 1 when they are equal; null when there is none.</summary>
    private static (int New, int Old)? Ratio(long before, long after)
    {
        for (var sum = 2; sum <= Largest + 1; sum++)
            for (var old = 1; old < sum; old++)
            {
                var shares = sum - old;
                if (Math.Min(shares, old) > LargestOfSmaller || BigInteger.GreatestCommonDivisor(shares, old) != 1) continue;
                // |before / after - shares / old| <= tolerance * shares / old, without fractions
                var difference = Int128.Abs((Int128)before * old - (Int128)after * shares);
                if (difference * 1_000 <= (Int128)after * shares * Tolerance) return shares != old && IsNearOne(shares, old) ? null : (shares, old);
            }

        return null;
    }

    /// <summary>Less than a fifth up or down is a price move, not a split.</summary>
    private static bool IsNearOne(int shares, int old) => shares * 5 < old * 6 && old * 5 < shares * 6;
}
