using Argonaut.Domain.Numbers;

namespace Argonaut.Server.Endpoints;

/// <summary>How prices and sizes are written: the scales of their mantissas, and how many decimals are shown at least.</summary>
internal readonly record struct Decimals(int PriceScale, int PricePrecision, int SizeScale, int SizePrecision)
{
    public string Price(long mantissa) => FixedPoint.Format(mantissa, PriceScale, PricePrecision);

    public string Size(long mantissa) => FixedPoint.Format(mantissa, SizeScale, SizePrecision);
}
