namespace Argonaut.Trading.Bars;

/// <summary>The middle of a quote.</summary>
public static class MidPrice
{
    /// <summary>
    /// (bid + ask) / 2 at the scale of both. One decimal below that scale is rounded half to even; with prices that use fewer decimals
    /// than their scale the result is exact.
    /// </summary>
    public static long Of(long bid, long ask)
    {
        var sum = (Int128)bid + ask;
        var half = (long)(sum >> 1);
        return Int128.IsOddInteger(sum) && (half & 1) != 0 ? half + 1 : half;
    }
}
