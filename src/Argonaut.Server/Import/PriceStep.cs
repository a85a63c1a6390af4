using Argonaut.Domain.Instruments;

namespace Argonaut.Server.Import;

/// <summary>The steps of an instrument's price as mantissas at its scale.</summary>
internal readonly record struct PriceStep(long Unit)
{
    /// <summary>Where increments differ by price any price holds: the definition of then is not known.</summary>
    public static PriceStep Of(Instrument instrument)
    {
        if (!instrument.PriceBands.IsEmpty || instrument.PriceScale < instrument.PricePrecision) return new PriceStep(1);
        var unit = (long)instrument.PriceIncrement.Mantissa;
        for (var i = instrument.PricePrecision; i < instrument.PriceScale; i++) unit = checked(unit * 10);
        return new PriceStep(Math.Max(1, unit));
    }

    public bool Holds(long mantissa) => mantissa % Unit == 0;
}
