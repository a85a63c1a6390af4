using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Numbers;
using Argonaut.Venues.Ib.Symbology;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.History;

/// <summary>Historical bars of the wire as records (ib-tws-protocol.md 8.14).</summary>
internal static class WireBars
{
    /// <summary>False for a bar whose numbers do not fit, or contradict each other, or whose date cannot be read.</summary>
    public static bool TryConvert(IbWireBar wire, Instrument instrument, Timeframe timeframe, int magnifier, out Bar bar)
    {
        bar = default;
        if (!IbTimes.TryParse(wire.Date, out var date)) return false;
        var tsOpen = timeframe.OpenOf(date);
        if (!TryPrice(wire.Open, instrument, magnifier, out var open) || !TryPrice(wire.High, instrument, magnifier, out var high)
            || !TryPrice(wire.Low, instrument, magnifier, out var low) || !TryPrice(wire.Close, instrument, magnifier, out var close))
            return false;
        if (high < Math.Max(open, Math.Max(close, low)) || low > Math.Min(open, close)) return false;
        if (FixedPoint.TryParse(wire.Volume.AsSpan(), instrument.SizeScale, out var volume) is not (NumberParse.Ok or NumberParse.Inexact))
            volume = 0;
        volume = Math.Max(0, volume);
        bar = new Bar(instrument.Key, timeframe, tsOpen, open, high, low, close, volume, wire.Count < 0 ? null : wire.Count,
            NotionalOf(wire.Average, volume, instrument.PriceScale, magnifier), tsOpen, timeframe.CloseOf(tsOpen), BarSource.BrokerHistory,
            IsClosed: true, Revision: 0);
        return true;
    }

    private static bool TryPrice(string text, Instrument instrument, int magnifier, out long mantissa)
    {
        if (FixedPoint.TryParse(text.AsSpan(), instrument.PriceScale, out mantissa) != NumberParse.Ok) return false;
        (mantissa, var rest) = Math.DivRem(mantissa, magnifier);
        return rest == 0;
    }

    /// <summary>The source's average price times the volume; null where it has none.</summary>
    private static Int128? NotionalOf(string average, long volume, int scale, int magnifier)
    {
        if (volume == 0) return null;
        var parsed = FixedPoint.TryParse(average.AsSpan(), scale, out var mantissa);
        return parsed is NumberParse.Ok or NumberParse.Inexact && mantissa > 0 ? (Int128)mantissa * volume / magnifier : null;
    }
}
