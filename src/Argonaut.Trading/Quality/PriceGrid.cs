using Argonaut.Domain.Instruments;
using Argonaut.Domain.Numbers;

namespace Argonaut.Trading.Quality;

/// <summary>The prices that an instrument's increments allow, with bands where the increment depends on the price (ib-tws-protocol.md 7.3).</summary>
internal readonly struct PriceGrid
{
    private readonly ExactDivisor _step;
    private readonly (long LowEdge, ExactDivisor Step)[] _bands;

    public PriceGrid(Instrument instrument)
    {
        _step = StepOf(instrument.PriceIncrement.Mantissa, instrument.PriceIncrement.Precision, instrument.PriceScale);
        _bands = [.. instrument.PriceBands.Select(band => (
            FixedPoint.TryRescale(band.LowEdge.Mantissa, band.LowEdge.Precision, instrument.PriceScale, out var edge) ? edge : long.MaxValue,
            StepOf(band.Increment.Mantissa, band.Increment.Precision, instrument.PriceScale)))];
    }

    /// <param name="price">A mantissa at the instrument's scale.</param>
    public bool Holds(long price)
    {
        if (_bands.Length == 0) return IsMultiple(price, _step);
        var band = 0;
        while (band + 1 < _bands.Length && _bands[band + 1].LowEdge <= price) band++;
        return IsMultiple(price, _bands[band].Step);
    }

    /// <summary>An increment as a divisor of mantissas at a scale; one that is not known, or finer than the scale, allows everything.</summary>
    public static ExactDivisor StepOf(long mantissa, int precision, int scale) =>
        new(FixedPoint.TryRescale(mantissa, precision, scale, out var step) && step > 0 ? (ulong)step : 1);

    public static bool IsMultiple(long mantissa, in ExactDivisor step) => step.TryDivide(mantissa < 0 ? 0UL - (ulong)mantissa : (ulong)mantissa, out _);
}
